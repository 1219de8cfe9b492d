"""Things that the shopper has bought: "do you still have the sandals in my size?", "something better than mine"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.order import Order, OrderLine
from assistant.tools.context import ToolContext
from assistant.tools.matching import option_matches
from assistant.tools.order_things import mentioned

_MY_VERSION = re.compile(
    r"\b(?:my|the same|same) (?P<option>size|colou?r|version)\b|\bthe same (?:ones?|again)\b", re.IGNORECASE
)
_HAVING = re.compile(
    r"\b(?:return|refund|sen[dt]|g[ai]ve|giving|tak\w+|bring|exchang|swap|replac)\w*\b|\b(?:bought|ordered|got|have|own)\b"
    r"|\bmy (?:old|current|last|broken)\b|\bmine\b|\bsame (?:one|thing)\b|\b(?:instead of|other than|better than)\b",
    re.IGNORECASE,
)
_FEW = 3  # lines of an order


async def own_line(context: ToolContext, said: str) -> OrderLine | None:
    """Return the one piece of the shopper's orders that a text names, or of the order talked about that it fits."""
    orders = await _orders(context)
    by_words = _named_best([line for order in orders for line in order.lines], said)
    if by_words is not None:
        return by_words
    talked = next((order for order in orders if order.id == context.conversation.state.order_id), None)
    if talked is None:
        return None
    fitting = [line for line in talked.lines if option_matches(said, [dict(line.options)])]
    return fitting[0] if len(fitting) == 1 and len(talked.lines) <= _FEW else None


async def own_version(context: ToolContext, product_id: str) -> str:
    """Return how the shopper has bought a product, as far as "my size" or "the same colour" asks for it."""
    asked = _MY_VERSION.search(context.message)
    if asked is None:
        return ""
    bought = [line for order in await _orders(context) for line in order.lines if line.product_id == product_id]
    if not bought:
        return ""
    option = (asked["option"] or "").casefold().replace("colour", "color")
    options = bought[0].options
    return options.get(option, "") if option in {"size", "color"} else ", ".join(options.values())


async def things_to_replace(context: ToolContext) -> frozenset[str]:
    """Return the products that a message speaks of as the shopper's own: nobody wants to be advised to buy them."""
    if not _HAVING.search(context.message):
        return frozenset()
    lines = [line for order in await _orders(context) for line in order.lines]
    return frozenset(line.product_id for line in lines if mentioned(line, context.message))


async def _orders(context: ToolContext) -> Sequence[Order]:
    return await context.shop.orders.list_orders(context.principal) if context.principal.verified else ()


def _named_best(lines: Sequence[OrderLine], said: str) -> OrderLine | None:
    worths = [mentioned(line, said) for line in lines]
    best = max(worths, default=0)
    meant = {
        line.product_id: line for line, worth in zip(reversed(lines), reversed(worths), strict=True) if worth == best
    }
    return next(iter(meant.values())) if best and len(meant) == 1 else None
