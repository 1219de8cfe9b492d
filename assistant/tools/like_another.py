"""A version that another thing of the shopper's has: "the same as my other bottle", "like the one in order W123"."""

from __future__ import annotations

import re

from assistant.domain.order import OrderLine
from assistant.domain.product import Product, Variant
from assistant.tools.choice import Choice
from assistant.tools.context import ToolContext

_LIKE = r"\b(?:same|identical|like|match(?:es|ing)?|equal)\b[^.?!;]{0,25}?"
_THE_OTHER = re.compile(
    rf"{_LIKE}\b(?:my|the) (?:other|second|first)\b(?! (?:\w+ )?(?:order|card|address))", re.IGNORECASE
)
_OF_ORDER = re.compile(
    rf"{_LIKE}\b(?:in|from|of|as)\b[^.?!;]{{0,25}}?#?(?P<number>[A-Z]{{0,3}}-?\d{{4,}})\b", re.IGNORECASE
)


async def like_another(context: ToolContext, line: OrderLine, product: Product, said: str) -> Variant | Choice | None:
    """Return the version of another of the shopper's pieces of a product, where a text wants the same as that.

    None where it doesn't, or where no other piece is another version.
    """
    of_order = _OF_ORDER.search(said)
    if not of_order and not _THE_OTHER.search(said):
        return None
    orders = await context.shop.orders.list_orders(context.principal)
    if of_order:
        orders = tuple(order for order in orders if order.id.casefold().endswith(of_order["number"].casefold()))
    here = next((order.lines for order in orders if any(own.id == line.id for own in order.lines)), ())
    for lines in (here, [own for order in orders for own in order.lines]):
        others = {own.variant_id for own in lines if own.product_id == product.id} - {line.variant_id}
        found = [variant for variant in product.variants if variant.id in others]
        if found:
            return found[0] if len(found) == 1 else Choice(tuple(variant.label for variant in found))
    return None
