"""READ tools over orders; only for shoppers who proved who they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.order import Order, OrderStatus
from assistant.errors import OrderNotFound
from assistant.tools.choice import Choice
from assistant.tools.context import ToolContext
from assistant.tools.matching import words
from assistant.tools.order_states import READINGS
from assistant.tools.order_things import mentioned, orders_holding, things_asked_for
from assistant.tools.references import resolve_order
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context

_NARROWING = re.compile(r"\b(?:which|what|only|just|any|those|ones)\b", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.%+-]{1,64}@[\w.-]{1,190}\.[A-Za-z]{2,24}")


def needs_verification(tool: str, order_id: str | None = None) -> ToolResult:
    """The answer of every order tool to a shopper who hasn't proved who they are."""
    return ToolResult(tool=tool, outcome=Outcome.NEEDS_VERIFICATION, subject=order_id or "")


async def list_orders(context: Context, status: str | None = None) -> ToolResult:
    """List the shopper's orders, newest first; `status` narrows them, e.g. delivered, shipped, open."""
    if not context.principal.verified:
        return needs_verification("list_orders")
    orders = await context.shop.orders.list_orders(context.principal)
    if somebody_elses(context, orders):
        return not_of_this_shopper("list_orders")
    name, wanted = _statuses(status, context.message)
    if wanted:
        orders = tuple(order for order in orders if order.status in wanted)
    held, notes = orders_holding(orders, (), context.message), {}
    if held:
        orders = tuple(held)
        titles = [line.title for order in held for line in order.lines if mentioned(line, context.message)]
        notes = {"things": ", ".join(dict.fromkeys(titles))}
    return ToolResult(
        tool="list_orders",
        outcome=Outcome.FOUND if orders else Outcome.NOTHING_FOUND,
        subject=name,
        orders=orders[:5],
        total=len(orders),
        notes=notes,
    )


async def get_order(context: Context, order_id: str | None = None) -> ToolResult:
    """Show one order: status, delay, tracking, contents, refund. Without a number, the latest."""
    if not context.principal.verified:
        return needs_verification("get_order", order_id)
    orders = await context.shop.orders.list_orders(context.principal)
    if somebody_elses(context, orders):
        return not_of_this_shopper("get_order")
    try:
        resolved = await resolve_order(context, order_id)
    except OrderNotFound:
        if context.principal.customer_id is None:
            return needs_verification("get_order", order_id)
        return order_not_found("get_order", order_id)
    if unknown := await _not_bought(context, orders):
        return which_order("get_order", Choice(tuple(order.id for order in orders), unknown), orders)
    order = resolved if isinstance(resolved, Order) else _newest(orders, resolved.names)
    if order is None:
        return ToolResult(tool="get_order", outcome=Outcome.NOTHING_FOUND, missing="order")
    notes = {"resend": "yes"} if order.status in context.shop.rules.resend.statuses else {}
    return ToolResult(
        tool="get_order", outcome=Outcome.FOUND, subject=context.message, orders=(order,), total=1, notes=notes
    )


def _newest(orders: Sequence[Order], ids: Sequence[str]) -> Order | None:
    return next((order for order in orders if order.id in ids), None)


async def _not_bought(context: ToolContext, orders: Sequence[Order]) -> str:
    """Return the thing of the shop that is asked for although no order has it; an empty string where there is none."""
    for thing in things_asked_for(context.message) if orders else ():
        if not orders_holding(orders, (thing,), "") and await context.shop.catalogue.find_by_name(thing):
            return thing
    return ""


def somebody_elses(context: ToolContext, orders: Sequence[Order]) -> bool:
    """Say whether a message names an e-mail address that is not the shopper's own."""
    own = {order.email.casefold() for order in orders} | {(context.principal.email or "").casefold()}
    named = {address.casefold() for address in _EMAIL.findall(context.message)}
    return bool(named) and not named & own


def not_of_this_shopper(tool: str) -> ToolResult:
    """The answer to a verified shopper who asks for the order of another address: that one has to be proved, too."""
    return ToolResult(tool=tool, outcome=Outcome.NEEDS_VERIFICATION, notes={"proof": "other"})


def which_order(tool: str, choice: Choice, orders: Sequence[Order]) -> ToolResult:
    """Ask which order is meant, with the orders to choose from."""
    shown = tuple(order for order in orders if order.id in choice.names)
    return ToolResult(
        tool=tool,
        outcome=Outcome.NEEDS_DETAIL,
        subject=choice.unknown,
        missing="order",
        choices=choice.names,
        orders=shown[:5],
    )


def order_not_found(tool: str, order_id: str | None) -> ToolResult:
    return ToolResult(tool=tool, outcome=Outcome.NOTHING_FOUND, subject=order_id or "", missing="order")


def _statuses(status: str | None, message: str) -> tuple[str, frozenset[OrderStatus]]:
    """Return what the statuses meant are called, and them; none for words like "all" or "recent"."""
    said = status or (message if _NARROWING.search(message) else "")
    for name, pattern, states in READINGS:
        if pattern.search(said):
            return name, states
    asked = set(words(status or ""))
    meant = frozenset(state for state in OrderStatus if asked & set(words(state.value)))
    return (status or "", meant) if meant else ("", frozenset())
