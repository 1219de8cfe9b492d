"""What "the second one", "it" and "my last order" mean, decided from the records and the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.order import Order, OrderLine
from assistant.domain.product import Product, Variant
from assistant.errors import OrderNotFound, ProductNotFound
from assistant.tools.context import ToolContext
from assistant.tools.matching import best_matches, option_matches


@dataclass(frozen=True, slots=True)
class Choice:
    """More than one thing could be meant; `names` are what to choose from, empty when none is known."""

    names: tuple[str, ...] = ()


async def resolve_product(context: ToolContext, reference: str | None) -> Product | Choice:
    """Return the product that a position, a name or nothing ("it") refers to."""
    state = context.conversation.state
    catalogue = context.shop.catalogue
    if not reference:
        if state.product_id:
            return await _get(context, state.product_id)
        if len(state.screen) == 1:
            return await _get(context, state.screen[0].product_id)
        return Choice(tuple(item.title for item in state.screen))
    position = reference.strip().lstrip("#")
    if position.isdecimal() and 1 <= int(position) <= len(state.screen):
        return await _get(context, state.screen[int(position) - 1].product_id)
    on_screen = best_matches(reference, state.screen, lambda item: item.title, threshold=0.6)
    if len(on_screen) == 1:
        return await _get(context, on_screen[0].product_id)
    found = await catalogue.find_by_name(reference)
    if len(found) == 1 or (found and found[0].title.casefold() == reference.casefold()):
        return found[0]
    if on_screen:
        return Choice(tuple(item.title for item in on_screen))
    return Choice(tuple(product.title for product in found))


async def _get(context: ToolContext, product_id: str) -> Product | Choice:
    try:
        return await context.shop.catalogue.get(product_id)
    except ProductNotFound:
        return Choice()


def resolve_variant(product: Product, wanted: str | None, remembered: Sequence[str] = ()) -> Variant | Choice:
    """Return the variant that `wanted` names; the only one in stock needs no naming.

    Args:
        remembered: what was said before ("in navy"), most important first; it decides what `wanted` leaves open.
    """
    matching = _carrying(product.variants, wanted) or list(product.variants)
    if len(matching) > 1:
        for value in remembered:
            matching = _carrying(matching, value) or matching
    if len(matching) == 1:
        return matching[0]
    in_stock = [variant for variant in matching if variant.stock > 0]
    if wanted and len(in_stock) == 1 and len(matching) < len(product.variants):
        return in_stock[0]
    return Choice(_labels_apart(in_stock or (matching if len(matching) < len(product.variants) else [])))


def _carrying(variants: Sequence[Variant], wanted: str | None) -> list[Variant]:
    if not wanted:
        return []
    return [variants[index] for index in option_matches(wanted, [variant.options for variant in variants])]


def _labels_apart(variants: Sequence[Variant]) -> tuple[str, ...]:
    """Name variants by the options in which they differ: "navy" and "black" rather than "navy, M" and "black, M"."""
    differing = {
        option
        for variant in variants
        for option, value in variant.options.items()
        if any(other.options.get(option) != value for other in variants)
    }
    if not differing:
        return tuple(variant.label for variant in variants)
    named = (", ".join(v for o, v in variant.options.items() if o in differing) for variant in variants)
    return tuple(dict.fromkeys(named))


def resolve_other_variant(product: Product, current_id: str, wanted: str) -> Variant | Choice:
    """Return the variant to change to: what `wanted` names, everything unsaid kept as in the current variant."""
    current = product.variant(current_id)
    kept = current.options if current else {}
    others = [variant for variant in product.variants if variant.id != current_id]
    named = [others[index] for index in option_matches(wanted, [variant.options for variant in others])]

    def alike(variant: Variant) -> int:
        return sum(kept.get(option) == value for option, value in variant.options.items())

    nearest = [variant for variant in named if alike(variant) == max(map(alike, named))]
    if len(nearest) == 1:
        return nearest[0]
    return Choice(tuple(variant.label for variant in (named or others) if variant.stock > 0))


async def resolve_order(context: ToolContext, order_id: str | None) -> Order | Choice:
    """Return the order that is meant: by number, by its last digits, by what was talked about, or the only one.

    Raises:
        OrderNotFound: a number was given that is none of the principal's orders.
    """
    shop, principal = context.shop, context.principal
    wanted = "".join((order_id or context.conversation.state.order_id or "").split()).lstrip("#")
    if wanted:
        try:
            return await shop.orders.get_order(principal, wanted)
        except OrderNotFound:
            orders = await shop.orders.list_orders(principal)
            ending = [order for order in orders if order.id.casefold().endswith(wanted.casefold())]
            if len(ending) == 1:
                return ending[0]
            raise
    orders = await shop.orders.list_orders(principal)
    if len(orders) == 1:
        return orders[0]
    return Choice(tuple(order.id for order in orders))


def resolve_lines(order: Order, items: tuple[str, ...], fallback: str = "") -> tuple[OrderLine, ...] | Choice:
    """Return the order lines that are meant, none when all went back; a choice where the words don't tell them apart.

    Args:
        items: names as the shopper said them; empty means "not said".
        fallback: the whole message, searched for names when `items` is empty.
    """
    open_lines = tuple(line for line in order.lines if line.kept > 0)
    choice = Choice(tuple(_line_name(line) for line in open_lines))
    if not open_lines:
        return ()
    if not items:
        if len(open_lines) == 1:
            return open_lines
        named = tuple(line for line in open_lines if best_matches(line.title, [fallback], str, threshold=0.5))
        return named or choice
    if any(item.casefold() in {"all", "everything", "the whole order", "whole order"} for item in items):
        return open_lines
    found: dict[str, OrderLine] = {}
    for item in items:
        matching = best_matches(item, open_lines, _line_name)
        if len(matching) != 1:
            return open_lines if len(open_lines) == 1 else choice
        found[matching[0].id] = matching[0]
    return tuple(found.values())


def _line_name(line: OrderLine) -> str:
    options = ", ".join(line.options.values())
    return f"{line.title} ({options})" if options else line.title
