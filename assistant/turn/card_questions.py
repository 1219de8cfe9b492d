"""Questions about the card that waits: "which order is that?", "is that the one with the headlamp?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.domain.conversation import ConversationState
from assistant.domain.order import Order, OrderLine
from assistant.policy.conditions import lines_of
from assistant.tools.matching import words
from assistant.tools.order_things import line_name, mentioned
from assistant.tools.result import Outcome, ToolResult

CARD_TOLD = "card_"
"""How the subject of an answer about a card begins."""
_THAT = r"(?:that|this|it|those|these|they)"
_ITS_ORDER = rf"(?:{_THAT}|there|(?:that|this|the) (?:order|card|one))"
_THING = r"(?:the|my|an?|our) (?P<thing>[\w'’ -]{2,50}?)"
_THINGS = (
    rf"(?:is|are|was|were) {_THAT}(?: really| actually)? (?P<order>(?:the|my) (?:one|order|purchase)s?"
    rf" (?:with|for|of|that has|containing|where i (?:ordered|bought|got)) )?{_THING}(?: order)?",
    rf"(?:is|are|was|were) {_THING} (?:in(?:side|cluded in)? {_ITS_ORDER}|part of {_ITS_ORDER}|included|in)",
    rf"(?:does|do|did) {_ITS_ORDER} (?:have|include|contain|hold) {_THING}(?: in (?:it|there))?",
)
_TAIL = r"(?: (?:now|then|too|as well|right|correct|please|again))*"
_ASKS_OF_THING = tuple(re.compile(rf"(?:and |but |so )?{asked}{_TAIL}", re.IGNORECASE) for asked in _THINGS)
_ASKS_WHICH = re.compile(
    rf"(?:and |but |so )?(?:(?:which|what) (?:order|one)(?: (?:is|was|are)|['’]?s) {_THAT}(?: again| for| about)?"
    rf"|what(?: (?:is|was|are|were)|['’]?s)? (?:all )?(?:in|inside) {_ITS_ORDER}"
    r"|what(?: (?:is|was)|['’]?s)? (?:all )?in (?:order )?#?(?P<number>[A-Z]{0,4}-?\d{4,})"
    rf"|(?:is|was) {_THAT} the (?:right|correct) (?:order|one)){_TAIL}",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:wait|hm+|ok(?:ay)?|sorry|so|well|what|huh|hold on|hang on|hey|just to be sure|just checking|um+|uh+)"
    r"(?: (?:wait|so|sorry|what))*",
    re.IGNORECASE,
)
_NOT = re.compile(
    rf"(?:and )?(?:not|right) {_THING}(?: order| one)?(?: right)?|right|correct|yes|or not", re.IGNORECASE
)
_ONLY = re.compile(rf"i (?:only|just) (?:want|meant|mean|need)\b.*?\b{_THING}(?: order)?", re.IGNORECASE)
_PARTS = re.compile(r"[,.;:?!]+\s*|\s+[–—-]+\s+|\s+(?=not (?:the|my)\b)")


def may_ask_about_card(message: str, pending: Sequence[ActionProposal]) -> bool:
    """Say whether a message may ask what the one card that waits is about, before the orders are read for it."""
    if len(pending) != 1 or pending[0].state is not ProposalState.PENDING:
        return False
    parts = _parts(message)
    asked = [part for part in parts if _ASKS_WHICH.fullmatch(part) or _of_thing(part)]
    rest = [part for part in parts if part not in asked]
    return bool(asked) and all(any(p.fullmatch(part) for p in (_LEAD, _NOT, _ONLY)) for part in rest)


def told_of_card(message: str, state: ConversationState, orders: Sequence[Order]) -> ToolResult | None:
    """Return what the card that waits is about, with a yes or no where the records leave no doubt.

    None where the message asks something else: "is that the cheapest?" names nothing that was bought.
    """
    if not may_ask_about_card(message, state.pending):
        return None
    card = state.pending[0]
    order = next((order for order in orders if order.id == card.action.order_id), None)
    if order is None:
        return None
    lines = lines_of(card.action, order)
    answers: list[str] = []
    for part in _parts(message):
        if which := _ASKS_WHICH.fullmatch(part):
            if which["number"] and not order.id.endswith(re.sub(r"\D", "", which["number"])):
                return None
            answers.append("holds")
        elif found := _of_thing(part):
            answers.append(_answer(found["thing"], lines, order, orders))
        elif (left := _NOT.fullmatch(part)) and left["thing"]:
            answers.append("holds" if _named(left["thing"], lines) else "")
        elif only := _ONLY.fullmatch(part):
            answers.append("yes" if len(lines) == 1 and _named(only["thing"], lines) else "unknown")
    if "unknown" in answers:
        return None
    sure = {answer for answer in answers if answer} - ({"holds"} if _only_which(message) else set())
    told = sure.pop() if len(sure) == 1 else "holds"
    return ToolResult(
        tool="reply",
        outcome=Outcome.SAID,
        subject=f"{CARD_TOLD}{told}",
        orders=(order.model_copy(update={"lines": lines}),),
        proposal=card,
    )


def _answer(thing: str, lines: Sequence[OrderLine], order: Order, orders: Sequence[Order]) -> str:
    """Return yes, no, or "holds" where it isn't sure; "unknown" where nothing that was bought is called so."""
    named = _named(thing, lines)
    if named:
        unsaid = set(words(thing)) - {word for line in named for word in words(f"{line_name(line)} {line.category}")}
        return "holds" if unsaid else "yes"
    if _named(thing, order.lines):
        return "holds"
    return "no" if any(_named(thing, other.lines) for other in orders) else "unknown"


def _named(thing: str, lines: Sequence[OrderLine]) -> list[OrderLine]:
    return [line for line in lines if mentioned(line, thing)]


def _only_which(message: str) -> bool:
    """Say whether "which order is that?" stands beside a question that says more."""
    parts = _parts(message)
    return any(_ASKS_WHICH.fullmatch(part) for part in parts) and any(_of_thing(part) for part in parts)


def _of_thing(part: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.fullmatch(part) for pattern in _ASKS_OF_THING)), None)


def _parts(message: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(message.strip()) if part.strip()]
