"""How orders are spoken of by where they stand or went: "the pending one", "the order that was sent to Texas"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.order import Order, OrderStatus
from assistant.tools.known_addresses import named_in
from assistant.tools.matching import words

NOT_SENT = frozenset({OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.PACKED})
UNDER_WAY = frozenset({OrderStatus.SHIPPED, OrderStatus.OUT_FOR_DELIVERY, OrderStatus.DELAYED})
_COMING_BACK = frozenset({OrderStatus.RETURN_REQUESTED, OrderStatus.RETURNED, OrderStatus.REFUNDED})
_OVER = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.REFUNDED})
_SENT = r"(?:shipped|dispatched|sent|on (?:the|its|their) way|in transit|under ?way|left you)"
_THERE = r"(?:deliver\w*|arriv\w*|receiv\w*|come|got|here|there)"
_NOT = r"(?:not|never|n't|n’t|yet to|still to|without being|un)"
READINGS: tuple[tuple[str, re.Pattern[str], frozenset[OrderStatus]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE), states)
    for name, pattern, states in (
        ("not shipped yet", rf"{_NOT}\s?(?:\w+ ){{0,2}}{_SENT}|\bpending\b|\bunshipped", NOT_SENT),
        ("on the way", rf"\b{_SENT}\b.*{_NOT}\s?(?:\w+ ){{0,2}}{_THERE}", UNDER_WAY),
        ("not delivered yet", rf"{_NOT}\s?(?:\w+ ){{0,2}}{_THERE}\b|\boutstanding\b", NOT_SENT | UNDER_WAY),
        ("delayed", r"\b(?:delayed|late|overdue)\b", frozenset({OrderStatus.DELAYED})),
        ("out for delivery", r"\bout for delivery\b", frozenset({OrderStatus.OUT_FOR_DELIVERY})),
        ("lost in transit", r"\b(?:lost|missing)\b", frozenset({OrderStatus.LOST})),
        ("on the way", rf"\b(?:{_SENT}|coming|travell?ing|moving)\b", UNDER_WAY),
        ("delivered", r"\b(?:deliver(?:ed)?|arrived?|received|completed?)\b", frozenset({OrderStatus.DELIVERED})),
        ("returned", r"\b(?:returned|returns|sent back)\b", _COMING_BACK),
        ("awaiting payment", r"\bunpaid\b", frozenset({OrderStatus.PENDING})),
        ("open", r"\b(?:open|current|active|upcoming)\b", frozenset(OrderStatus) - _OVER),
        ("cancelled", r"\bcancell?ed\b", frozenset({OrderStatus.CANCELLED})),
    )
)
"""How orders are asked for: what a reading is called, the words that mean it, and its states. The first that fits."""
_STATE = (
    r"pending|open|processing|unshipped|undelivered|delivered|shipped|delayed|late|lost|cancell?ed|returned|received"
    r"|unpaid|missing|overdue"
)
_BY_STATE = re.compile(
    rf"\b(?:{_STATE})(?: \w+)? (?:orders?|ones?|purchases?|parcels?|packages?)\b"
    rf"|\b(?:orders?|ones?|purchases?|parcels?|packages?) (?:\w+ )?(?:that|which)"
    rf"(?:['’]s| is| are| was| were| has| have| got)(?: \w+)? (?:{_STATE}|shipped|sent|arrived)\b"
    rf"|\b(?:orders?|ones?|parcels?|packages?|purchases?)\b[^.?!,]{{0,20}}\b(?:not|n['’]t|yet to)\b[^.?!,]{{0,15}}"
    rf"\b(?:ship|sen[dt]|dispatch|arriv|deliver|come)\w*",
    re.IGNORECASE,
)
_BY_PLACE = re.compile(
    r"\b(?:sent|went|shipped|delivered|gone|going|goes) (?:\w+ )?to\b(?P<place>[^.?!]{2,60})"
    r"|\b(?:order|one|parcel|package)\b (?:\w+ ){0,2}(?:to|in|for) (?P<there>[A-Z][^.?!,]{1,40})",
)
_WENT = re.compile(
    r"\b(?:went|gone|by (?:accident|mistake)|accidentally|wrongly|was sent|were sent|got sent)\b", re.IGNORECASE
)


def in_state_named(orders: Sequence[Order], message: str) -> tuple[Order, ...]:
    """Return the orders that stand as a message says ("the one that hasn't shipped"); none where it names no state."""
    for _, pattern, states in READINGS:
        if pattern.search(message):
            return tuple(order for order in orders if order.status in states)
    said = set(words(message))
    return tuple(order for order in orders if set(words(order.status.value)) <= said)


def orders_described(orders: Sequence[Order], message: str) -> tuple[Order, ...]:
    """Return the orders that a message tells by their state or by where they went; none where it does neither."""
    found = _in_state(orders, message)
    if _WENT.search(message) and (place := _BY_PLACE.search(message)):
        there = place["place"] or place["there"]
        went = tuple(order for order in found or orders if named_in(there, order.address))
        found = went or found
    return found


def _in_state(orders: Sequence[Order], message: str) -> tuple[Order, ...]:
    told = _BY_STATE.search(message)
    return in_state_named(orders, told.group()) if told else ()
