"""What "the second one", "it" and "my last order" mean, decided from the records and the screen."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.domain.order import Order
from assistant.domain.product import Product
from assistant.errors import OrderNotFound, ProductNotFound
from assistant.tools.choice import Choice
from assistant.tools.context import ToolContext
from assistant.tools.lines_meant import by_price
from assistant.tools.matching import best_matches
from assistant.tools.order_states import orders_described
from assistant.tools.order_things import orders_holding
from assistant.tools.order_told import LATEST, at_an_end, before_that, own_words, placed_then

_IT = re.compile(r"\b(?:it|this|that|them|these|those|one|ones)\b", re.IGNORECASE)
_ANOTHER = re.compile(
    r"\b(?:an(?:other)?|a different|one of my|some other) (?:\w+ )?order\b|\bone of my orders\b", re.IGNORECASE
)
_OTHER = re.compile(r"\b(?:the|my|that|those) other (?:\w+ )?orders?\b", re.IGNORECASE)
_POINTS = re.compile(r"\b(?:it|this|that|them|these|those|the (?:\w+ )?(?:order|one|item)s?)\b", re.IGNORECASE)
_SAME_ORDER = re.compile(r"\b(?:that|this|the) same order\b|\b(?:in|from|of|on) (?:that|this) order\b", re.IGNORECASE)
_REMEMBERED = 3  # exchanges in which an order number counts as said


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


async def resolve_order(
    context: ToolContext,
    order_id: str | None,
    things: tuple[str, ...] = (),
    likely: Collection[str] = (),
    *,
    changes: bool = False,
) -> Order | Choice:
    """Return the order that is meant: by a number that was said, by the things in it, by what was talked about.

    A number that nobody said is only a guess: where the things named lie in another order, that one is meant.

    Args:
        things: what the request is about, as the shopper named it; empty means "not said".
        likely: numbers of the orders that decide where several could be meant.
        changes: other versions are wished, so that not every version in the message is that of a thing in an order.

    Raises:
        OrderNotFound: a number was given that is none of the principal's orders.
    """
    state = context.conversation.state
    other = state.order_id if _OTHER.search(context.message) else None
    talked = "" if other or _ANOTHER.search(context.message) else state.order_id
    order_id = None if order_id == other else order_id
    wanted = "".join((order_id or talked or "").split()).lstrip("#")
    if wanted and _has_number(context.message, wanted):
        return await _numbered(context, wanted)
    orders: Sequence[Order] = [
        one for one in await context.shop.orders.list_orders(context.principal) if one.id != other
    ]
    if (earlier := before_that(orders, talked, context.message)) is not None:
        return earlier
    described = orders_described(orders, context.message)
    described = placed_then(described or orders, context.message, context.now) or described
    ruled_out = bool(described) and not any(_has_number(order.id, wanted) for order in described)
    orders = described or orders
    if wanted and wanted == state.order_id and _SAME_ORDER.search(context.message) and not ruled_out:
        return await _numbered(context, wanted)
    said = (own_words(orders, context.message) if changes else "") or context.message
    holding = orders_holding(orders, things, said)
    if not holding and not things:
        holding = orders_holding(orders, (), thing_spoken_of(context, orders))
    if holding and not any(order.id in likely for order in holding):
        # Of two orders that a message speaks of, the one that the request fits: "cancel the tent, return the boots".
        holding = orders_holding([order for order in orders if order.id in likely], things, said) or holding
    holding = by_price(holding, things, context.message)
    spoken_of = bool(wanted) and (wanted == state.order_id or _has_number(_told(context), wanted))
    if wanted and (spoken_of or not (things and not holding)) and not ruled_out:
        found = await _numbered(context, wanted)
        gives_way = not order_id and likely and found.id not in likely and not _POINTS.search(context.message)
        # A plan that picks one of several orders with such a thing has heard no more than the message says.
        guessed = bool(context.message) and not spoken_of and sum(order.id in likely for order in holding) > 1
        fits = found in holding and not guessed and (spoken_of or found.id in likely or not likely)
        if fits or (not holding and not gives_way):
            return found
    unknown = things[0] if things and not holding else ""
    known = holding or list(orders)
    if not unknown and (dated := at_an_end(known, context.message)) is not None:
        return dated
    if known and not unknown and LATEST.search(context.message):
        undated = [order for order in known if order.placed_at is None and order.id in likely]
        return undated[0] if undated else known[0]
    fitting = [order for order in known if order.id in likely and not unknown] or known
    fitting = [order for order in fitting if _has_number(context.message, order.id)] or fitting
    return fitting[0] if len(fitting) == 1 else Choice(tuple(order.id for order in fitting), unknown)


async def _numbered(context: ToolContext, number: str) -> Order:
    shop, principal = context.shop, context.principal
    try:
        return await shop.orders.get_order(principal, number)
    except OrderNotFound:
        orders = await shop.orders.list_orders(principal)
        ending = [order for order in orders if order.id.casefold().endswith(number.casefold())]
        if len(ending) == 1:
            return ending[0]
        raise


def _has_number(text: str, number: str) -> bool:
    """Say whether a text gives an order number, its letters and dashes aside."""
    digits = "".join(character for character in number if character.isdecimal())
    return bool(digits) and digits in "".join(character for character in text if character.isalnum())


def thing_spoken_of(context: ToolContext, orders: Sequence[Order]) -> str:
    """Return the message in which the shopper last named something they bought: what "it" means.

    Empty where the message names no "it", and where an order was spoken of by its number since then.
    """
    if not _IT.search(context.message):
        return ""
    for exchange in reversed(context.conversation.state.exchanges[-_REMEMBERED:]):
        if orders_holding(orders, (), exchange.shopper):
            return exchange.shopper
        if any(_has_number(f"{exchange.shopper} {exchange.gist}", order.id) for order in orders):
            break
    return ""


def _told(context: ToolContext) -> str:
    exchanges = context.conversation.state.exchanges[-_REMEMBERED:]
    return " ".join(f"{turn.shopper} {turn.gist}" for turn in exchanges)
