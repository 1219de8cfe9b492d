"""Money that goes back: which refunds are awaited, how an amount comes about, and which way it can go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.domain.order import Order
from assistant.domain.own_case import Destination, OwnCase
from assistant.tools.context import ToolContext
from assistant.tools.in_question import Asked, InQuestion
from assistant.tools.matters import Matter
from assistant.tools.own_case import work_out
from assistant.tools.payments import method_called, methods_for, methods_named
from assistant.tools.reckoning import reckoning_of

MAX_ORDERS = 3


def with_refunds(about: InQuestion, orders: Sequence[Order]) -> tuple[Asked, ...]:
    """Return the orders whose money is awaited: the one talked about, else those not paid back yet, else the last."""
    if talked := tuple(one for one in about.asked if one.order.refunds):
        return talked
    paid = [order for order in orders if order.refunds]
    awaited = [order for order in paid if _awaited(order)]
    return tuple(Asked(order, order.lines) for order in (awaited[:MAX_ORDERS] or paid[:1]))


def _awaited(order: Order) -> bool:
    return any(refund.state != "complete" for refund in order.refunds)


def worked_out(
    context: ToolContext, matter: Matter, orders: Sequence[Order], asked: tuple[Asked, ...], about: InQuestion
) -> tuple[OwnCase | None, tuple[Asked, ...]]:
    """Return how the amount in question comes about, with the order it is about; None where that can't be told."""
    rules, pending = context.shop.rules, context.conversation.state.pending
    told = [one.order for one in asked if one in about.asked or _awaited(one.order)]
    reckoning = reckoning_of(orders, pending, rules, told)
    if reckoning is None:
        return None, asked
    own = tuple(Asked(order, order.lines) for order in orders if order.id == reckoning.order_id)
    due = work_out(replace(matter, subject="refund"), own, rules, context.now, context.conversation.locale)
    refunds = due.refunds if own[0].order.refunds else ()
    return OwnCase(subject="refund", wish="inform", refunds=refunds, reckoning=reckoning), own


async def destination_asked(
    context: ToolContext, where: str, orders: Sequence[Order], asked: Sequence[Asked]
) -> Destination | None:
    """Return whether the refund of the order in question may go where it was asked to; None where no order is."""
    waiting = [
        each.action.order_id for each in context.conversation.state.pending if each.action.kind == "return_items"
    ]
    meant = [order for order in orders if order.id in waiting] or [one.order for one in asked]
    if not meant:
        return None
    order, rule = meant[0], context.shop.rules.returns
    methods = await context.shop.order_desk.payment_methods(context.principal)
    named = methods_named(where, methods)
    usable = methods_for(rule, methods, order)
    chosen = next((method for method in named if method in usable), named[0] if named else None)
    if chosen is not None and chosen.id == order.charged_to:
        return None  # it goes there anyway
    return Destination(
        order_id=order.id,
        wanted=chosen.label if chosen else method_called(where),
        original=order.payment,
        allowed=chosen is not None and chosen in usable,
        held=chosen is not None,
        waits=bool(waiting),
    )


async def absent_method(context: ToolContext, clause: str) -> str:
    """Return what the account has no payment method of, as the shopper calls it; empty where it has one."""
    methods = await context.shop.order_desk.payment_methods(context.principal)
    return "" if methods_named(clause, methods) else method_called(clause)
