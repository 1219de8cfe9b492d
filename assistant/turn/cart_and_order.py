"""A slip put right in both places: "take that out of the cart. I want to change the backpack in my order"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order
from assistant.tools.order_things import lines_mentioned
from assistant.turn.every_order import RequestedCalls

_SENTENCES = re.compile(
    r"[.!?;]\s+|,\s+(?=(?:and |but )?(?:i (?:want|meant|need)|i['’]d|please|change|exchange)\b)", re.IGNORECASE
)
_CHANGES = re.compile(
    r"\b(?:want|wanted|like|meant|need|wish|please|can you|could you)\b[^.?!]{0,30}?"
    r"\b(?:chang|exchang|swap|switch|modif)\w*\b"
    r"|^\W*(?:and |but |instead )?(?:change|exchange|swap|switch|modify)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|cancel)\b|n['’]t\b", re.IGNORECASE)
_ORDER = re.compile(r"\border\b|#?\b[A-Z]{1,3}-?\d{4,}\b", re.IGNORECASE)
_CART = re.compile(r"\b(?:cart|basket|bag|buy|add)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d{4,}")


def change_beside(calls: Sequence[ToolCall], message: str, orders: Sequence[Order]) -> RequestedCalls | None:
    """Return what leaves the cart with the change of an order that a plan has lost beside it; None for no such wish.

    Each call reads its own sentence, so that nothing is taken out of the order.

    Args:
        orders: the shopper's own.
    """
    if len(calls) != 1 or calls[0].name != "update_cart" or calls[0].args.get("action") != "remove":
        return None
    for said in _SENTENCES.split(message):
        if not (_CHANGES.search(said) and _ORDER.search(said)) or _NOT.search(said) or _CART.search(said):
            continue
        numbers = _NUMBER.findall(said)
        named = [order for order in orders if any(order.id.endswith(number) for number in numbers)]
        among = named if numbers else orders
        holding = [(order, found) for order in among if (found := lines_mentioned(order.lines, said))]
        if len(holding) != 1:
            continue
        order, groups = holding[0]
        items = [group[0].title for group in groups]
        change = ToolCall(name="exchange_items", args={"order_id": order.id, "items": items})
        return RequestedCalls((*calls, change), (message, said))
    return None
