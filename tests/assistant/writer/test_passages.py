"""The passage and the sentences that answer, chosen by the shopper's own words."""

from __future__ import annotations

import pytest

from assistant.domain.business import Passage
from assistant.tools.result import Outcome, ToolResult
from assistant.writer.passages import answering_sentences, answers_closely, best_passage
from tests.support.replies import plain_sentences
from tests.support.shop import conversation


def passage(heading: str, text: str, title: str = "Returns", score: float = 0.5) -> Passage:
    return Passage(page=title.lower(), title=title, heading=heading, text=text, score=score)


PERIODS = passage(
    "How long you have to return something",
    "The days count from the day the parcel was delivered.\nMost things: 30 days.\nBoots & Shoes: 60 days.\n"
    "Candles & Scent: 14 days, unlit and unopened.\nSeeds & Bulbs: no returns.",
)
COSTS = passage(
    "What it costs",
    "A return by mail costs $4.95, which is taken off your refund. It is free when the fault is ours.\n"
    "The fee is charged once for each return. So announce everything you want to send back together.",
)
CANDLES = passage("Candles", "Burn until the whole surface is liquid. Trim the wick.", "Product care")
TO_CANADA = passage("Shipping to Canada: costs", "We ship to Canada for $14.95 a parcel.", "International shipping")
FREE = passage(
    "Free shipping",
    "Standard shipping is free from $60. Gift cards don't count.\nExpress shipping costs $12.95 for every order.",
    "Shipping",
)
HOURS = passage(
    "Opening hours of customer service",
    "Our people answer at these hours:\nMonday to Friday: 8 am to 8 pm.\nSunday: closed.\nPhone: 1-800-555-0142.",
    "Contact",
)
WRAP = passage("Gift wrap", "We wrap by hand. It costs $4.50 an item.", "Gift wrapping")
ELSEWHERE = passage("Sending to somebody else", "Put in the recipient's address.", "Gift wrapping")


@pytest.mark.parametrize(
    ("question", "passages", "right"),
    [
        ("can I return candles if I lit one?", (CANDLES, PERIODS), PERIODS),
        ("do you do gift wrapping?", (ELSEWHERE, WRAP), WRAP),
        ("how much does it cost to ship a bench?", (TO_CANADA, FREE), FREE),
        ("do you ship to Canada?", (FREE, TO_CANADA), TO_CANADA),
        ("anything at all", (FREE, HOURS), FREE),
    ],
)
def test_the_passage_is_about_what_was_asked(question: str, passages: tuple[Passage, ...], right: Passage) -> None:
    assert best_passage(passages, question) is right


@pytest.mark.parametrize(
    ("question", "source", "said"),
    [
        ("how long do I have to return boots?", PERIODS, ["Boots & Shoes: 60 days."]),
        ("what does it cost to send something back?", COSTS, ["A return by mail costs $4.95"]),
        ("how much is express shipping?", FREE, ["Express shipping costs $12.95 for every order."]),
        ("do you have a phone number", HOURS, ["Phone: 1-800-555-0142."]),
        ("are you open on Sunday?", HOURS, ["Sunday: closed."]),
        ("do you do gift wrapping?", WRAP, ["We wrap by hand.", "It costs $4.50 an item."]),
    ],
)
def test_the_sentences_answer_and_stand_alone(question: str, source: Passage, said: list[str]) -> None:
    found = answering_sentences(source, question)
    assert len(found) <= 2
    for sentence, wanted in zip(found, said, strict=False):
        assert sentence.startswith(wanted)
    assert len(found) >= len(said)
    assert not found[0].startswith(("So ", "It "))


def test_what_announces_a_list_comes_with_its_rows() -> None:
    found = answering_sentences(HOURS, "what are your opening hours for support")
    assert found[:2] == ["Our people answer at these hours:", "Monday to Friday: 8 am to 8 pm."]


@pytest.mark.parametrize(
    ("question", "close"),
    [("do you ship to Canada?", True), ("do you ship to Germany?", False), ("do you ship to PO boxes?", False)],
)
def test_a_passage_without_the_name_in_question_is_only_the_closest(question: str, close: bool) -> None:
    assert answers_closely(TO_CANADA, question) is close


async def test_a_heading_stands_before_the_first_row_only() -> None:
    result = ToolResult(tool="ask_business", outcome=Outcome.FOUND, passages=(HOURS,))
    said = plain_sentences([result], conversation(), "your opening hours for support?")
    assert sum(HOURS.heading in sentence for sentence in said) == 0
    said = plain_sentences([result], conversation(), "what is the phone number?")
    assert HOURS.heading in said[0]
