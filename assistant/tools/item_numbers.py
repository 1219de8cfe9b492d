"""Numbers of items and products that shoppers type: "exchange it for item 9228757377" names a version, no order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.order import Order, OrderLine
from assistant.domain.product import Product
from assistant.errors import ProductNotFound
from assistant.tools.order_things import line_name
from assistant.tools.ports import Catalogue
from assistant.tools.result import Outcome, ToolResult

_NOUN = r"(?:items?|products?|variants?|versions?|models?|articles?|skus?)"
_TOKEN = re.compile(
    rf"(?P<noun>\b{_NOUN}(?:\s+(?:id|number|no\.?|code))?\s*(?:is\s+|:\s*|=\s*)?|\b(?:id|sku)\s*(?:is\s+|:\s*)?)?"
    r"#?(?<![\w-])(?P<number>[a-z]{0,4}-?(?=[\w-]*\d{3})[\w-]{6,})(?![\w-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A message with the names of things in place of their numbers.

    Attributes:
        unknown: a number that is called an item's and is none of what was ordered or could be had instead.
    """

    message: str
    unknown: str = ""


def may_number_items(message: str, orders: Sequence[Order]) -> bool:
    """Say whether a message has a number that is none of the shopper's orders."""
    return any(True for _ in _numbers(message, orders))


async def with_names(message: str, orders: Sequence[Order], catalogue: Catalogue) -> Numbered:
    """Return a message in which items are named, by what the shopper has ordered and the versions that it comes in."""
    lines = [line for order in orders for line in order.lines]
    products = {line.product_id: line for line in lines}
    known = [product for product_id in products if (product := await _product(catalogue, product_id))]
    unknown = ""
    for found in reversed(list(_numbers(message, orders))):
        name = _name_of(found["number"], lines, known)
        if name:
            message = f"{message[: found.start()]}{name}{message[found.end() :]}"
        elif found["noun"] and await _product(catalogue, found["number"]) is None:
            unknown = found["number"]
    return Numbered(message, unknown)


def unknown_item(number: str) -> ToolResult:
    """Say that an item's number is none of what was ordered or could be had instead."""
    return ToolResult(tool="tell_versions", outcome=Outcome.NOTHING_FOUND, subject=number)


def _numbers(message: str, orders: Sequence[Order]) -> Iterator[re.Match[str]]:
    """Yield what may be numbers of items: those that end no order's number."""
    for found in _TOKEN.finditer(message):
        number = found["number"].casefold()
        if not any(order.id.casefold().endswith(number) or number.endswith(order.id.casefold()) for order in orders):
            yield found


def _name_of(number: str, lines: Sequence[OrderLine], products: Sequence[Product]) -> str:
    wanted = number.casefold()
    for line in lines:
        if line.variant_id.casefold() == wanted:
            return f"the {line_name(line)}"
    for product in products:
        if product.id.casefold() == wanted:
            return f"the {product.title}"
        for variant in product.variants:
            if variant.id.casefold() == wanted:
                return f"the {product.title} in {variant.label}" if variant.label else f"the {product.title}"
    return ""


async def _product(catalogue: Catalogue, product_id: str) -> Product | None:
    try:
        return await catalogue.get(product_id)
    except ProductNotFound:
        return None
