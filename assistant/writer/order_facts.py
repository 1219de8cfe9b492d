"""What an order's record says to a question about one detail: its tracking number, day, address, price, payment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from assistant.domain.order import Order
from assistant.writer.phrases import Phrase, day, listed, phrase

_ASKED: Mapping[str, re.Pattern[str]] = {
    key: re.compile(pattern, re.IGNORECASE)
    for key, pattern in {
        "tracking": r"\btracking[ -]?(?:numbers?|ids?|codes?|nos?|links?)\b|\b(?:number|code) to track\b",
        "placed": r"\b(?:when|what (?:day|date)|which (?:day|date)|how long ago)\b[^.?!]{0,30}"
        r"\b(?:placed?|made?|order(?:ed)?|buy|bought|purchased?)\b|\b(?:order|purchase) date\b|\bdate (?:of|was)\b"
        r"|\b(?:which|what)\b[^.?!]{0,40}\b(?:older|newer|oldest|newest|placed first)\b"
        r"|\bis\b[^.?!]{0,20}\bthe older\b",
        "address": r"\b(?:which|what)(?:'s|’s)?\b[^.?!]{0,25}\baddress\b|\baddress\b[^.?!]{0,20}\b(?:on|of|for)\b"
        r"|\bwhere\b[^.?!]{0,25}\b(?:being )?(?:sent|shipped|delivered|going|shipping|deliver) to\b",
        "total": r"\bhow much (?:did|was|is|were|do|have)\b|\bwhat (?:did|do) i pay\b|\b(?:total|price|amount|cost)\b",
        "payment": r"\bhow did i pay\b|\bpa(?:y|id)\b[^.?!]{0,25}\bwith\b"
        r"|\bpaid (?:with|by|how)\b|\b(?:which|what) (?:\w+ )?(?:card|payment|method)\b"
        r"|\bpay(?:ment)? (?:with|method)\b",
    }.items()
}


def order_details(order: Order, asked: str) -> Iterator[Phrase]:
    """Yield the details of an order that a question asks for; nothing where it only asks how the order stands."""
    for key, pattern in _ASKED.items():
        if pattern.search(asked):
            yield _DETAILS[key](order)


def _tracking(order: Order) -> Phrase:
    numbers = [shipment.tracking_number for shipment in order.shipments if shipment.tracking_number]
    if not numbers:
        return phrase("orders", "no_tracking", order=order.id)
    return phrase("orders", "tracking", order=order.id, numbers=listed(numbers), exact=True)


def _placed(order: Order) -> Phrase:
    if order.placed_at is None:
        return phrase("orders", "no_placed", order=order.id)
    return phrase("orders", "placed", order=order.id, placed=day(order.placed_at), exact=True)


def _address(order: Order) -> Phrase:
    return phrase("orders", "address", order=order.id, address=order.address, exact=True)


def _total(order: Order) -> Phrase:
    return phrase("orders", "total", order=order.id, total=order.total, exact=True)


def _payment(order: Order) -> Phrase:
    return phrase("orders", "payment", order=order.id, payment=order.payment, exact=True)


_DETAILS: Mapping[str, Callable[[Order], Phrase]] = {
    "tracking": _tracking,
    "placed": _placed,
    "address": _address,
    "total": _total,
    "payment": _payment,
}
