"""Which of the shopper's orders, and which pieces of them, a question is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.domain.conversation import ConversationState
from assistant.domain.order import Order, OrderLine
from assistant.tools.matching import words
from assistant.tools.order_things import lines_mentioned, things_named

_NUMBER = re.compile(r"#\s?([A-Za-z]{0,4}-?\d[\w-]{2,})|\b([A-Za-z]{1,4}-?\d{4,}[\w-]*|\d{5,})\b")
_IT = re.compile(r"(?<!\bis )\b(?:it|this|that|them|these|those|they|the order|this order|that order)\b", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:my|mine|i(?:['’]ve| have)? (?:\w+ )?(?:bought|ordered|got|received|purchased|placed)|me)\b", re.IGNORECASE
)
_LATEST = re.compile(
    r"\b(?:last|latest|newest|most recent|just (?:now )?(?:placed|made|ordered|bought))\b", re.IGNORECASE
)
_GENERAL = re.compile(
    r"\b(?:something|anything|things?|items?|stuff|goods|products?|purchases|orders|returns|exchanges|refunds"
    r"|cancellations|an? [\w-]+|gifts?|presents?|one|people|customers)\b",
    re.IGNORECASE,
)
_THING = re.compile(r"\b(?:the|my|these|those|both|this|that)\s+((?:[\w'’-]+\s*){1,4})", re.IGNORECASE)
_ALL = re.compile(r"\bmy (?:things|stuff|items|orders|purchases)\b|\b(?:all|everything) (?:i|that i)\b", re.IGNORECASE)
_BOUGHT = re.compile(r"\b(?:my|i(?:['’]ve| have)? (?:\w+ )?(?:bought|ordered|got|received|purchased))\b", re.IGNORECASE)
_NO_KIND = frozenset(words("and & camp small layers care"))


@dataclass(frozen=True, slots=True)
class Asked:
    """An order in question, and the lines of it; all of them where none is told apart.

    Attributes:
        numbered: it was named by its number, so that it is meant whatever its state.
    """

    order: Order
    lines: tuple[OrderLine, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class InQuestion:
    """What a question is about.

    Attributes:
        own: it speaks of something of the shopper's own, even where that couldn't be found.
        unknown: a thing or an order number that none of the orders has.
        talked: nothing was named, so that the order talked about before is taken.
    """

    asked: tuple[Asked, ...] = ()
    own: bool = False
    unknown: str = ""
    talked: bool = False


def in_question(orders: Sequence[Order], clause: str, message: str, state: ConversationState) -> InQuestion:
    """Return the orders and lines that a question is about; none where it is about the rule in general.

    What is said in the clause decides, then the rest of the message, then what was talked about.

    Args:
        orders: the shopper's own, newest first.
    """
    numbers = [first or second for first, second in _NUMBER.findall(message)]
    if numbers:
        named = [order for order in orders if any(_same(number, order.id) for number in numbers)]
        if not named:
            return InQuestion(own=True, unknown=numbers[0].upper())
        return InQuestion(tuple(replace(_lines_of(order, clause, message), numbered=True) for order in named), own=True)
    for said in dict.fromkeys((clause, message)):
        if found := _holding(orders, said):
            return InQuestion(found, own=True)
    if _ALL.search(clause):
        return InQuestion(own=True)
    bought = things_named((), clause) if _BOUGHT.search(clause) else ()
    if bought:
        return InQuestion(own=True, unknown=bought[0])
    if _LATEST.search(clause) and orders:
        return InQuestion((Asked(orders[0], orders[0].lines),), own=True)
    last = state.exchanges[-1].shopper if state.exchanges else ""
    talked = next((order for order in orders if order.id == state.order_id), None)
    general = _GENERAL.search(clause) is not None and not _OWN.search(clause)
    if _IT.search(clause) and not _OWN.search(message):
        general = general or _GENERAL.search(message) is not None  # "something on sale, can I return that?"
    if talked is not None and not general:
        return InQuestion((_lines_of(talked, last, last),), own=True, talked=True)
    return InQuestion(own=not general and (_OWN.search(clause) is not None or _IT.search(clause) is not None))


def _same(number: str, order_id: str) -> bool:
    """Compare a typed number with an order's, which may be typed without its letters."""
    digits, own = (re.sub(r"\D", "", text) for text in (number, order_id))
    return number.casefold().lstrip("#") == order_id.casefold() or (len(digits) > 3 and digits == own)


def _lines_of(order: Order, clause: str, message: str) -> Asked:
    found = next((found[0].lines for said in (clause, message) if (found := _holding((order,), said))), order.lines)
    return Asked(order, found)


def _holding(orders: Iterable[Order], said: str) -> tuple[Asked, ...]:
    """Return the orders with lines that a text names: by their titles, else by their categories ("the shoes")."""
    known = list(orders)
    lines = {(order.id, line.id): line for order in known for line in order.lines}
    mentioned = _fullest([line for group in lines_mentioned(list(lines.values()), said) for line in group], said)
    phrases = [spoken for spoken in map(words, _THING.findall(said)) if spoken]
    telling = [spoken for spoken in phrases if not any(set(spoken) & set(words(line.title)) for line in mentioned)]

    def named(line: OrderLine) -> bool:
        title = set(words(line.title)) - _NO_KIND
        return line in mentioned or any(spoken[0] in title for spoken in telling)

    found = {key for key, line in lines.items() if named(line)}
    if not found:
        spoken = set(words(said)) - _NO_KIND
        found = {key for key, line in lines.items() if spoken & set(words(line.category))}
    asked = (Asked(order, tuple(line for line in order.lines if (order.id, line.id) in found)) for order in known)
    return tuple(one for one in asked if one.lines)


def _fullest(lines: Sequence[OrderLine], said: str) -> list[OrderLine]:
    """Leave out what only a part of another thing's name points at: "the grip rug pad" names no rug."""
    spoken = set(words(said))
    heard = [spoken & set(words(line.title)) for line in lines]
    return [line for line, own in zip(lines, heard, strict=True) if not any(own < other for other in heard)]


def unnamed(clause: str) -> bool:
    """Say whether a clause points at nothing, not even with "it"."""
    return not _IT.search(clause)


def names_own(clause: str) -> bool:
    """Say whether a clause speaks of a certain thing ("the boots"), without knowing anybody's orders."""
    return bool(things_named((), clause))
