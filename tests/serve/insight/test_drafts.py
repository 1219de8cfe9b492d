"""Help pages from solved cases: only what agents said, only once, in force when a person approves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import Conflict, InvalidInput, NotFound
from assistant.tools.result import Outcome
from prompts import load_table
from retriever.encoders.minilm import MiniLM
from retriever.policies.service import PolicyService
from serve.insight.compose import Published, Said, compose, figures, sentences_of, ungrounded
from serve.insight.drafts import DraftState, HelpDrafts, unsaid
from serve.insight.folder import PageFolder, PageLine
from serve.insight.solved import SolvedCase, SqlSolvedCases
from tests.serve.insight.conftest import Past, about, result
from tests.support.encoder import WordEncoder

WORDS = load_table("help", "en")
RETURNS = "---\ntitle: Returns\nslug: returns\n---\n\nYou can return most things within 30 days of delivery.\n"
UNANSWERED = result("ask_business", Outcome.NOTHING_FOUND)
REPAIRS = "Do you repair old tents?"
REPLY = "Hi Maya, thanks for asking! We repair tents for up to 10 years after the purchase. A new zip costs $25."
OTHER_REPLY = "Hello! We repair tents for up to 10 years after the purchase. I've sent you a label today."
AT = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Shelf:
    """The drafts over a database and two folders of pages."""

    past: Past
    drafts: HelpDrafts
    pages: PolicyService
    approved: Path

    async def propose(self) -> list[str]:
        await self.past.insight.read()
        return [draft.id for draft in await self.drafts.propose()]


@pytest.fixture
def shelf(past: Past, encoder: MiniLM, tmp_path: Path) -> Shelf:
    own, approved = tmp_path / "own", tmp_path / "approved"
    own.mkdir()
    (own / "returns.md").write_text(RETURNS)
    pages = PolicyService(own, encoder, encoder, approved=approved)
    folder = PageFolder(approved, (own,))
    drafts = HelpDrafts(past.database, SqlSolvedCases(past.database), pages, folder, encoder, past.clock)
    return Shelf(past, drafts, pages, approved)


async def test_a_question_that_agents_answered_becomes_a_page(shelf: Shelf) -> None:
    one = await shelf.past.solved(UNANSWERED, REPAIRS, REPLY, days_ago=3)
    two = await shelf.past.solved(UNANSWERED, "can you mend a tent that is old", OTHER_REPLY, days_ago=2)
    (draft_id,) = await shelf.propose()
    draft = await shelf.drafts.get(draft_id)
    assert draft.title in {"Do you repair old tents?", "Can you mend a tent that is old"}
    assert draft.body == "We repair tents for up to 10 years after the purchase.\n\nA new zip costs $25.\n"
    assert [(source.text, set(source.cases)) for source in draft.sources] == [
        ("We repair tents for up to 10 years after the purchase.", {one, two}),
        ("A new zip costs $25.", {one}),
    ]
    assert set(draft.asked) == {"Do you repair old tents?", "can you mend a tent that is old"}
    assert (draft.state, draft.doubts, unsaid(draft)) == (DraftState.DRAFT, (), frozenset())


async def test_an_approved_page_answers_the_next_question(shelf: Shelf) -> None:
    assert await shelf.pages.passages(REPAIRS) == ()
    case = await shelf.past.solved(UNANSWERED, REPAIRS, REPLY)
    (draft_id,) = await shelf.propose()
    approved = await shelf.drafts.approve(draft_id, "Ada")
    assert (approved.state, approved.decided_by) == (DraftState.APPROVED, "Ada")
    (passage, *_) = await shelf.pages.passages("can my tent be repaired?")
    assert passage.page == "do-you-repair-old-tents"
    written = (shelf.approved / "do-you-repair-old-tents.md").read_text()
    assert written.startswith(
        "---\ntitle: Do you repair old tents?\nslug: do-you-repair-old-tents\nupdated: 2026-11-22\n"
        f"asked: Do you repair old tents?\nsources: {case}\n---\n"
    )


async def test_a_question_is_drafted_once_whatever_became_of_it(shelf: Shelf) -> None:
    await shelf.past.solved(UNANSWERED, REPAIRS, REPLY)
    (draft_id,) = await shelf.propose()
    assert await shelf.propose() == []
    await shelf.drafts.reject(draft_id, "Ada", "It is seasonal.")
    await shelf.past.solved(UNANSWERED, "can you repair my old tent?", OTHER_REPLY)
    assert await shelf.propose() == []
    assert [draft.note for draft in await shelf.drafts.all(DraftState.REJECTED)] == ["It is seasonal."]


async def test_what_the_pages_say_needs_no_page(shelf: Shelf) -> None:
    answered = "Most things can be returned within 30 days of their delivery."
    await shelf.past.solved(UNANSWERED, "within how many days can I return most things?", answered)
    assert await shelf.propose() == []


async def test_what_a_page_says_otherwise_is_left_out_and_told(shelf: Shelf) -> None:
    answered = "You can return most things within 45 days of delivery. Rented tents have to be back by noon."
    await shelf.past.solved(UNANSWERED, "within how many days can I return a rented tent?", answered)
    (draft_id,) = await shelf.propose()
    draft = await shelf.drafts.get(draft_id)
    assert "45" not in draft.body
    assert draft.body.startswith("Rented tents have to be back by noon.\n")
    assert "within 45 days" in draft.doubts[0]
    assert "“You can return most things within 30 days of delivery.”" in draft.doubts[0]


async def test_the_page_that_comes_nearest_is_quoted_with_its_address(shelf: Shelf) -> None:
    await shelf.past.solved(
        UNANSWERED, "can I return most things that I rented within days?", "Rented gear is collected by our van."
    )
    (draft_id,) = await shelf.propose()
    draft = await shelf.drafts.get(draft_id)
    assert draft.body == (
        "Rented gear is collected by our van.\n\n## See also\n\n"
        "[Returns](/help/returns): You can return most things within 30 days of delivery.\n"
    )
    assert draft.sources[-1].cases == ("/help/returns",)


async def test_one_shoppers_own_matter_becomes_no_page(shelf: Shelf) -> None:
    await shelf.past.solved(
        about("HT-10001"), "where is my parcel?", "Parcels to the islands take two weeks in winter."
    )
    await shelf.past.solved(UNANSWERED, REPAIRS, "I've refunded you $40 today. Your order is on its way, Bruno!")
    await shelf.past.talk((REPAIRS, UNANSWERED))
    assert await shelf.propose() == []


async def test_what_agents_do_not_agree_on_is_left_out_and_told(shelf: Shelf) -> None:
    one = await shelf.past.solved(UNANSWERED, REPAIRS, "We repair tents for up to 10 years. Washing is not included.")
    two = await shelf.past.solved(UNANSWERED, REPAIRS, "We repair tents for up to 5 years.")
    (draft_id,) = await shelf.propose()
    draft = await shelf.drafts.get(draft_id)
    assert draft.body == "Washing is not included.\n"
    assert one in draft.doubts[0]
    assert two in draft.doubts[0]


async def test_a_decision_is_made_once(shelf: Shelf) -> None:
    await shelf.past.solved(UNANSWERED, REPAIRS, REPLY)
    (draft_id,) = await shelf.propose()
    await shelf.drafts.approve(draft_id, "Ada")
    with pytest.raises(Conflict):
        await shelf.drafts.approve(draft_id, "Bo")
    with pytest.raises(Conflict):
        await shelf.drafts.reject(draft_id, "Bo")
    with pytest.raises(Conflict):
        await shelf.drafts.edit(draft_id, title="x", slug="x", body="x", asked=())
    with pytest.raises(NotFound):
        await shelf.drafts.approve("draft_none", "Bo")


async def test_a_person_may_change_a_draft_and_is_told_of_figures_that_nobody_said(shelf: Shelf) -> None:
    await shelf.past.solved(UNANSWERED, REPAIRS, REPLY)
    (draft_id,) = await shelf.propose()
    body = "We repair tents for up to 12 years. A new zip costs $25."
    edited = await shelf.drafts.edit(draft_id, title="Repairs", slug="repairs", body=body, asked=["mend; a tent"])
    assert (edited.slug, edited.asked, unsaid(edited)) == ("repairs", ("mend a tent",), frozenset({"12"}))
    for slug in ("../secret", "Repairs", "a b", "", "-x", "x" * 81):
        with pytest.raises(InvalidInput):
            await shelf.drafts.edit(draft_id, title="Repairs", slug=slug, body=body, asked=())
    await shelf.drafts.edit(draft_id, title="Repairs", slug="returns", body=body, asked=())
    with pytest.raises(Conflict):
        await shelf.drafts.approve(draft_id, "Ada")  # the shop has a page of that name
    assert not (shelf.approved / "returns.md").exists()


def test_a_page_is_written_once_and_never_over_another(tmp_path: Path) -> None:
    folder = PageFolder(tmp_path)
    folder.write("repairs", "one")
    folder.write("repairs", "one")
    with pytest.raises(Conflict):
        folder.write("repairs", "another")
    assert (tmp_path / "repairs.md").read_text() == "one"
    assert [file.name for file in tmp_path.iterdir()] == ["repairs.md"]


def test_of_a_reply_only_what_holds_for_everybody_is_kept() -> None:
    reply = (
        "Hi [name], sorry about that! Candles may not be returned once they were lit. I'll make an exception for you. "
        "Could you send a photo? Your refund of $12 is on its way. # Wicks are cut to 5 mm before each use.\n"
        "Just for you, 10 % off. Write to [email] for more. Best regards, the team"
    )
    kept = sentences_of(SolvedCase("T-1", "?", (reply,), AT), WORDS["left_out"])
    assert kept == ["Candles may not be returned once they were lit.", "Wicks are cut to 5 mm before each use."]


_SENTENCES = st.lists(
    st.sampled_from(
        [
            "Returns take {n} days for most things.",
            "We ship {n} parcels from the north.",
            "Repairs cost ${n} for each zip.",
            "Nothing is charged for that in winter.",
            "You get it back within {n} weeks.",
        ]
    ),
    min_size=1,
    max_size=5,
)


@given(st.lists(st.tuples(_SENTENCES, st.integers(1, 400)), min_size=1, max_size=5), st.integers(2, 90), _SENTENCES)
def test_a_draft_never_holds_a_figure_that_nobody_said(
    told: list[tuple[list[str], int]], asked: int, published_lines: list[str]
) -> None:
    pages = [line.format(n=asked + 1) for line in published_lines]
    cases = [
        SolvedCase(f"T-{n}", f"is it {asked} days, or {n}?", (" ".join(s.format(n=figure) for s in sentences),), AT)
        for n, (sentences, figure) in enumerate(told)
    ]
    sentences = [Said(text, (case.id,)) for case in cases for text in sentences_of(case, WORDS["left_out"])]
    vectors = WordEncoder().encode_products([cases[0].question, *(sentence.text for sentence in sentences)])
    lines = tuple(PageLine(line, "Rules", "/help/rules") for line in pages)
    published = Published(lines, WordEncoder().encode_products(pages))
    page = compose(cases, [case.question for case in cases], vectors[0], sentences, vectors[1:], published, WORDS)
    if page is not None:
        said = [*(reply for case in cases for reply in case.replies), *pages]
        assert ungrounded("\n".join((page.title, page.body, *page.asked)), said) == frozenset()
        assert all(any(source.text in text for text in said) for source in page.sources)


def test_figures_in_words_are_figures() -> None:
    assert figures("Within twenty-one days, or 1,250.50 dollars") == {"21", "1250.5"}
    assert ungrounded("within 14 days", ["within fourteen days"]) == frozenset()
