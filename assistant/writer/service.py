"""What there is to say about the shop's pages, promotions, handing over, and small talk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.domain.business import SURE, is_row
from assistant.domain.conversation import Conversation
from assistant.guard.danger import Danger
from assistant.tools.order_things import line_name
from assistant.tools.result import Outcome, ToolResult
from assistant.writer.offers import offer_phrases
from assistant.writer.own_case import cited, own_case_phrases
from assistant.writer.phrases import Phrase, listed, phrase
from prompts import load_table

_FIRST_WORDS = frozenset({"hear_you", "hear_out", "goodwill", "sorry_wait"})


def service_phrases(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    """Yield what a policy, promotion, handover or small-talk result has to say; nothing for other results."""
    match result.tool, result.outcome:
        case "ask_business", Outcome.FOUND if result.own_case is not None:
            yield from own_case_phrases(result, result.own_case, conversation.locale)
        case "ask_business", Outcome.NEEDS_VERIFICATION if result.notes.get("proof") == "other":
            yield phrase("verify", "other")
        case "ask_business", Outcome.NEEDS_VERIFICATION:
            yield from cited(result.passages)
            yield phrase("verify", "ask_email" if result.subject else "ask", exact=True)
        case "ask_business", Outcome.FOUND:
            yield from _page_answer(result)
        case "ask_business", Outcome.NOTHING_FOUND:
            yield phrase("ask_business", "nothing", exact=True)
            yield phrase("ask_business", "nothing_hint", closing=True)
        case "tell_versions", Outcome.FOUND:
            yield from _versions(result)
        case "tell_versions", Outcome.NOTHING_FOUND:
            yield phrase("versions", "unknown_item", exact=True, number=result.subject)
        case "list_promotions", Outcome.FOUND:
            yield from offer_phrases(result, message)
        case "list_promotions", Outcome.NOTHING_FOUND if "no_such" in result.notes:
            yield phrase("list_promotions", "no_such", exact=True, who=result.notes["no_such"])
        case "list_promotions", Outcome.NOTHING_FOUND:
            yield phrase("list_promotions", "nothing")
        case "own_payments", _:
            yield from _own_payments(result)
        case "handoff_to_human", Outcome.HANDED_OFF if "ticket" in result.notes:
            yield from _handover(result.notes, conversation.locale)
        case "reply", Outcome.SAID:
            yield from _said(result, conversation)


def _said(result: ToolResult, conversation: Conversation) -> Iterator[Phrase]:
    """Tell what needs no tool: care, small talk, what waits and what has come of it."""
    match result.subject:
        case Danger.DISTRESS:
            for key in ("distress", "helplines", *(() if "asked" in result.notes else ("person",))):
                yield phrase("danger", key, exact=True)
        case Danger.HARMFUL:
            yield phrase("danger", "harmful", exact=True)
        case "clarify" if conversation.state.pending:
            yield phrase("confirm", "waiting", exact=True)
        case "waiting" if result.proposal is not None:
            effects = " ".join(f"{effect.rstrip('.')}." for effect in result.proposal.effects)
            yield phrase("confirm", "effects", exact=True, effects=effects)
        case subject if subject.startswith("so_far"):
            yield _so_far(result)
        case subject if subject.startswith("card_"):
            yield from _of_card(result)
        case "clarify" if conversation.state.handed_off:
            yield phrase("reply", "kept_for_person", exact=True)
        case subject if "speaks" in result.notes:
            if own := result.notes["speaks"]:
                yield phrase("other_language", "sentence", exact=True, sentence=own)
            if subject == "other_language" or not own:
                yield phrase("reply", "other_language", exact=True)
        case subject if subject in _FIRST_WORDS:
            yield phrase("reply", subject, exact=True)
        case "after_refusal":
            yield phrase("propose", "insisted")
        case "clarify" if conversation.state.failures > 0:
            yield phrase("reply", "clarify_again")
        case subject:
            yield phrase("reply", subject)


def _own_payments(result: ToolResult) -> Iterator[Phrase]:
    if result.outcome is Outcome.NEEDS_VERIFICATION:
        yield phrase("verify", "ask", exact=True)
    elif result.outcome is Outcome.NOTHING_FOUND:
        yield phrase("own_payments", "none", exact=True)
    if result.choices:
        yield phrase("own_payments", "methods", exact=True, methods=listed(result.choices))
    for method, amount in result.notes.items():
        yield phrase("own_payments", "left", exact=True, method=method, amount=amount)


def _so_far(result: ToolResult) -> Phrase:
    """Tell what has come of a proposal, in the words of its card."""
    key = result.subject.removeprefix("so_far_")
    if result.proposal is None:
        return phrase("so_far", key, exact=True)
    told = result.proposal.effects[result.proposal.action.kind == "cancel_order" :]  # its title says all of the order
    effects = " ".join(f"{effect.rstrip('.')}." for effect in told)
    return phrase("so_far", key, exact=True, title=result.proposal.title.rstrip("?"), effects=effects)


def _of_card(result: ToolResult) -> Iterator[Phrase]:
    """Tell what the card that waits is about, and that it waits on."""
    order = result.orders[0]
    items = [f"{line.quantity} × {line_name(line)}" if line.quantity > 1 else line_name(line) for line in order.lines]
    yield phrase("card", result.subject.removeprefix("card_"), exact=True, order=order.id, items=listed(items))
    yield phrase("card", "waits", exact=True)


def _versions(result: ToolResult) -> Iterator[Phrase]:
    """Tell of a thing that was bought which version it is, which others there are, or what one of them costs."""
    title, notes = result.subject, result.notes
    if "own" in notes:
        own = {name: notes[name] for name in ("own", "paid", "order")}
        yield Phrase("versions", "own", {"title": title, **own}, exact=True)
    if "listed" in notes:
        key = "listed_some" if "more" in notes else "listed"
        yield phrase("versions", key, exact=True, title=title, listed=notes["listed"])
    if "none" in notes:
        key = "none" if notes["none"] else "none_unnamed"
        yield phrase("versions", key, exact=True, title=title, wish=notes["none"])
        if notes["apart"]:
            yield phrase("versions", "nearest", exact=True, apart=notes["apart"])
    if "cheapest" in notes:
        key = {"yes": "is_cheapest", "no": "is_not_cheapest"}.get(notes.get("is_cheapest", ""), "cheapest")
        yield phrase("versions", key, exact=True, title=title, cheapest=notes["cheapest"])
    for way in ("same", "dearer", "cheaper"):
        if way in notes:
            told = {"amount": notes[way], "version": notes["version"], "paid": notes["paid"]}
            yield Phrase("versions", way, told, exact=True)


def _handover(notes: Mapping[str, str], locale: str) -> Iterator[Phrase]:
    """Tell what happens and when: who has it, or the ticket with its place in the line or the hour it is answered.

    All of it is a promise, so it is told in these words and not in a model's.
    """
    again = "again" in notes
    if "danger" in notes:
        yield phrase("handoff", "danger", exact=True)
    if why := notes.get("why"):
        words = load_table("replies", locale)["handoff"]
        matter = words["matter"][0].format(**notes) if "order" in notes else words["this_chat"][0]
        yield phrase("handoff", why, exact=True, matter=matter)
    if "agent" in notes:
        yield phrase("handoff", "with_agent", exact=True, agent=notes["agent"])
        return
    if again:
        yield phrase("handoff", "again", exact=True)
    yield phrase("handoff", "still" if again else "handed_off", exact=True, ticket=notes["ticket"])
    if "answers" in notes:
        yield phrase("handoff", "answers_at", exact=True, answers=notes["answers"])
    elif notes.get("place") == "1":
        yield phrase("handoff", "next_in_line", exact=True)
    elif "place" in notes:
        yield phrase("handoff", "place", exact=True, place=notes["place"])
    yield phrase("handoff", "come_back" if "answers" in notes else "next", exact=True)


def _page_answer(result: ToolResult) -> Iterator[Phrase]:
    """Tell a rule as the shop has worded it: worded anew, it may say another thing, or a yes that no page gives."""
    passage = result.passages[0]
    if passage.score < SURE:
        yield phrase("ask_business", "closest", exact=True)
    for place, line in enumerate(passage.quotes):
        if place == 0 and is_row(line) and passage.heading:
            yield phrase("ask_business", "row", exact=True, heading=passage.heading, passage=line)
        else:
            yield phrase("ask_business", "answer", exact=True, passage=line)
    yield phrase("ask_business", "source", exact=True, title=passage.title)
    if passage.score < SURE:
        yield phrase("ask_business", "person_hint", closing=True)
    elif result.notes.get("look"):
        key = "which_order" if result.notes["look"] == "signed_in" else "look_signed_out"
        yield phrase("own_case", key, closing=True)
