"""What tells one of the shopper's orders from the others that hold such a thing: its version, or when it was placed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from assistant.domain.order import Order
from assistant.tools.matching import option_matches
from assistant.tools.order_things import head_noun, mentioned

LATEST = re.compile(
    r"\b(?:latest|newest|newer one|most recent|more recent|recent one|last (?:order|purchase|one i)"
    r"|just (?:now )?(?:placed|made|ordered|bought))\b",
    re.IGNORECASE,
)
OLDEST = re.compile(
    r"\b(?:oldest|earliest|first (?:order|purchase)|(?:older|earlier) (?:one|order|purchase)"
    r"|(?:one|order|purchase) (?:that )?i (?:placed|made|ordered|bought|got) (?:first|earlier))\b",
    re.IGNORECASE,
)
_BEFORE_THAT = re.compile(
    r"\b(?:the|my) (?:one|order|purchase) (?:just |right )?before (?:that|this|it)\b(?! one\b)"
    r"|\bmy previous (?:order|purchase)\b|\b(?:second[- ]to[- ]last|last but one) (?:order|one)\b",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
# "The order that I made …", but not "the order has to be here …".
_PLACED = (
    r"\b(?:ones?|orders?|purchases?|ordered|bought|placed)"
    r"(?:\s+(?:that|which|i|i['’]ve|we|was|were|from|placed|made|ordered|bought|got|back|only|just|it|this|them))*\s+"
)
_IN_A_MONTH = (
    re.compile(rf"{_PLACED}(?:(?:in|of|during|on)\s+)?(?:(?:early|late|mid|the \d+\w* of)\s+)?{_MONTH}", re.IGNORECASE),
    re.compile(rf"\b(?:my|the|that)\s+{_MONTH}\s+(?:order|purchase|one)\b", re.IGNORECASE),
)
_DAYS_AGO = (
    (re.compile(rf"{_PLACED}today\b", re.IGNORECASE), 0, 0),
    (re.compile(rf"{_PLACED}yesterday\b", re.IGNORECASE), 1, 1),
    (re.compile(rf"{_PLACED}(?:in )?last week\b", re.IGNORECASE), 3, 14),
)
_WISHED = r"(?:to|for|into|in|instead|so|as)\b"
_CALLED = 4  # words before the name of a thing that may tell it: "my green small backpack"


def placed_then(orders: Sequence[Order], message: str, now: datetime) -> tuple[Order, ...]:
    """Return the orders that were placed when a message says; none where it names no time or no order is of it."""
    dated = [(order, order.placed_at) for order in orders if order.placed_at is not None]
    if found := next(filter(None, (pattern.search(message) for pattern in _IN_A_MONTH)), None):
        month = _MONTHS.index(found["month"][:3].casefold()) + 1
        return tuple(order for order, placed in dated if placed.month == month)
    for pattern, last, first in _DAYS_AGO:
        if pattern.search(message):
            return tuple(order for order, placed in dated if last <= (now.date() - placed.date()).days <= first)
    return ()


def at_an_end(orders: Sequence[Order], message: str) -> Order | None:
    """Return the first or the last of some orders, newest first, where a message asks for it and days are known."""
    if not orders or any(order.placed_at is None for order in orders):
        return None
    if OLDEST.search(message):
        return orders[-1]
    return orders[0] if LATEST.search(message) else None


def before_that(orders: Sequence[Order], talked: str | None, message: str) -> Order | None:
    """Return the order that was placed before the one talked about, or before the latest, where that is asked for."""
    if not _BEFORE_THAT.search(message):
        return None
    places = [place for place, order in enumerate(orders) if order.id == talked] or [0]
    return orders[places[0] + 1] if places[0] + 1 < len(orders) else None


def told_by_version(orders: Sequence[Order], said: str, request: str) -> list[Order]:
    """Return the orders whose thing is of the version by which a text calls it: "the 16GB laptop".

    Args:
        request: the message that names the thing.
    """
    lines = [(order, line) for order in orders for line in order.lines if mentioned(line, request)]
    held = {lines[place][0].id for place in option_matches(said, [dict(line.options) for _, line in lines])}
    return [order for order in orders if order.id in held]


def own_words(orders: Sequence[Order], message: str) -> str:
    """Return the words by which a message calls things, without those that say what they should become."""
    heads = {head_noun(line.title) for order in orders for line in order.lines if mentioned(line, message)}
    return " ; ".join(
        found.group()
        for head in sorted(heads)
        for found in re.finditer(
            rf"(?:[\w'’-]+\s+){{0,{_CALLED}}}{re.escape(head)}\w{{0,2}}\b"
            rf"(?:,? (?:with|that(?:['’]s| is)|which is|the)\b(?:(?!\b{_WISHED})[^.;!?,])*)?",
            message,
            re.IGNORECASE,
        )
    )
