"""Which payment method a request means, or the question that asks for it."""

from __future__ import annotations

from assistant.domain.order import Order
from assistant.policy.rules import Rule
from assistant.tools.asking import which_payment
from assistant.tools.context import ToolContext
from assistant.tools.payments import methods_for, methods_named, names_the_original, where_money_goes
from assistant.tools.result import ToolResult


async def method_meant(
    context: ToolContext, tool: str, order: Order, rule: Rule, settled: str = ""
) -> str | ToolResult:
    """Return the id of the method for the money; empty for the one that was paid with, where none has to be named.

    Args:
        settled: id of the method that was named before.
    """
    where = where_money_goes(context.message)
    if settled and not where:
        return settled
    if names_the_original(where) or not (where or rule.names_payment):
        return ""
    methods = await context.shop.order_desk.payment_methods(context.principal)
    if not where:
        usable = methods_for(rule, methods, order)
        return which_payment(tool, order, usable) if len(usable) > 1 else ""
    named = methods_named(where, methods)
    if len(named) == 1:
        return named[0].id
    if any(method.id == order.charged_to for method in named):
        return order.charged_to  # "the card", and the order was paid with one of the cards
    return which_payment(tool, order, named or methods)
