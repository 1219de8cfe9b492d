"""READ tools over orders; only for shoppers who proved who they are."""

from __future__ import annotations

from assistant.domain.order import Order, OrderStatus
from assistant.errors import OrderNotFound
from assistant.tools.matching import words
from assistant.tools.references import resolve_order
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context

_OPEN = frozenset(OrderStatus) - {
    OrderStatus.DELIVERED,
    OrderStatus.CANCELLED,
    OrderStatus.RETURNED,
    OrderStatus.REFUNDED,
}
_GROUPS: dict[str, frozenset[OrderStatus]] = {
    "open": _OPEN,
    "current": _OPEN,
    "pending": frozenset({OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.PACKED}),
    "shipped": frozenset({OrderStatus.SHIPPED, OrderStatus.OUT_FOR_DELIVERY, OrderStatus.DELAYED}),
    "returned": frozenset({OrderStatus.RETURN_REQUESTED, OrderStatus.RETURNED, OrderStatus.REFUNDED}),
    "returns": frozenset({OrderStatus.RETURN_REQUESTED, OrderStatus.RETURNED, OrderStatus.REFUNDED}),
}


def needs_verification(tool: str, order_id: str | None = None) -> ToolResult:
    """The answer of every order tool to a shopper who hasn't proved who they are."""
    return ToolResult(tool=tool, outcome=Outcome.NEEDS_VERIFICATION, subject=order_id or "")


async def list_orders(context: Context, status: str | None = None) -> ToolResult:
    """List the shopper's orders, newest first; `status` narrows them, e.g. delivered, shipped, open."""
    if not context.principal.verified:
        return needs_verification("list_orders")
    orders = await context.shop.orders.list_orders(context.principal)
    wanted = _statuses(status) if status else frozenset()
    if wanted:
        orders = tuple(order for order in orders if order.status in wanted)
    return ToolResult(
        tool="list_orders",
        outcome=Outcome.FOUND if orders else Outcome.NOTHING_FOUND,
        subject=status if status and wanted else "",
        orders=orders[:5],
        total=len(orders),
    )


async def get_order(context: Context, order_id: str | None = None) -> ToolResult:
    """Show one order: status, delay, tracking, contents, refund. Without a number, the latest."""
    if not context.principal.verified:
        return needs_verification("get_order", order_id)
    try:
        order = await _order_or_latest(context, order_id)
    except OrderNotFound:
        if context.principal.customer_id is None:
            return needs_verification("get_order", order_id)
        return order_not_found("get_order", order_id)
    if order is None:
        return ToolResult(tool="get_order", outcome=Outcome.NOTHING_FOUND, missing="order")
    return ToolResult(tool="get_order", outcome=Outcome.FOUND, subject=context.message, orders=(order,), total=1)


async def _order_or_latest(context: Context, order_id: str | None) -> Order | None:
    resolved = await resolve_order(context, order_id)
    if isinstance(resolved, Order):
        return resolved
    orders = await context.shop.orders.list_orders(context.principal)
    return orders[0] if orders else None


def order_not_found(tool: str, order_id: str | None) -> ToolResult:
    return ToolResult(tool=tool, outcome=Outcome.NOTHING_FOUND, subject=order_id or "", missing="order")


def _statuses(said: str) -> frozenset[OrderStatus]:
    """Return the statuses that are meant; none for words like "all" or "recent", which narrow nothing."""
    key = said.casefold().strip()
    if key in _GROUPS:
        return _GROUPS[key]
    asked = set(words(key))
    return frozenset(status for status in OrderStatus if asked & set(words(status.value)))
