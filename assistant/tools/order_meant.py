"""Which order a request is about, and which of its items: of what the shopper has and what the rules leave open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.domain.actions import ActionKind
from assistant.domain.order import Order
from assistant.errors import OrderNotFound
from assistant.policy.rules import Rule
from assistant.tools.context import ToolContext
from assistant.tools.matching import overlap
from assistant.tools.order_things import means_all, orders_holding, things_named, things_of_the_order
from assistant.tools.order_told import own_words, told_by_version
from assistant.tools.orders import needs_verification, not_of_this_shopper, order_not_found, somebody_elses, which_order
from assistant.tools.own_case import open_for
from assistant.tools.payments import names_a_method
from assistant.tools.references import resolve_order
from assistant.tools.result import ToolResult

_WHOLE = frozenset({"cancel_order", "update_order"})  # done to an order, whichever of its things it is called by
_CHANGES = frozenset({"exchange_items", "update_order"})  # whose messages also say what a thing should become
_KINDS: Mapping[str, ActionKind] = {
    "cancel_order": "cancel_order",
    "return_items": "return_items",
    "exchange_items": "exchange_items",
}


async def order_meant(
    context: ToolContext, tool: str, order_id: str | None, rule: Rule, items: tuple[str, ...] = ()
) -> Order | ToolResult:
    """Return the order that a request is about, or the answer that asks for it."""
    if not context.principal.verified:
        return needs_verification(tool, order_id)
    orders = await context.shop.orders.list_orders(context.principal)
    if tool != "update_order" and somebody_elses(context, orders):
        return not_of_this_shopper(tool)
    things = () if means_all(items) else things_named(known_items(items, orders, context.message), context.message)
    if tool in _WHOLE:
        things = things_of_the_order(context.message) or things
    try:
        order = await resolve_order(
            context, order_id, things, _likely(context, tool, orders, rule), changes=tool in _CHANGES
        )
    except OrderNotFound:
        if context.principal.customer_id is None:
            return needs_verification(tool, order_id)
        return order_not_found(tool, order_id)
    if isinstance(order, Order):
        return order
    if not order.unknown:
        known = [one for one in orders if one.id in order.names]
        said = own_words(known, context.message) if tool in _CHANGES else context.message
        told = told_by_version(known, said, context.message)
        if len(told) == 1:
            return told[0]
    return which_order(tool, order, orders) if orders else order_not_found(tool, order_id)


def _likely(context: ToolContext, tool: str, orders: Sequence[Order], rule: Rule) -> frozenset[str]:
    """Return the orders that a request may be about: those that the rules leave open, else those in a fitting state.

    Where nothing can be exchanged, it is a change of what hasn't been sent yet that is wished.
    """
    kind, rules = _KINDS.get(tool), context.shop.rules
    open_now = open_for(kind, orders, rules, context.now) if kind else ()
    if open_now:
        return frozenset(one.order.id for one in open_now)
    statuses = {*rule.statuses, *(rules.change_items.statuses if tool == "exchange_items" else ())}
    return frozenset(order.id for order in orders if order.status in statuses)


def known_items(items: tuple[str, ...], orders: Sequence[Order], message: str) -> tuple[str, ...]:
    """Return the items without a plan's guesses: what no order has and the message doesn't name, and ways to pay.

    Where the message itself names something of an order, an item that it says only a part of is a guess, too.
    """
    names_a_thing = bool(orders_holding(orders, (), message))

    def said(item: str) -> bool:
        share = overlap(item, message)
        return (share == 1 if names_a_thing else share > 0) and not names_a_method(item)

    return tuple(item for item in items if orders_holding(orders, (item,), "") or said(item))
