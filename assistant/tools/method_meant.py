"""Which payment method a request means, or the question that asks for it."""

from __future__ import annotations

import re

from assistant.domain.actions import Refusal, Verdict
from assistant.domain.order import Order
from assistant.policy.rules import ReturnRule, Rule
from assistant.tools.asking import which_payment
from assistant.tools.context import ToolContext
from assistant.tools.payments import method_called, methods_for, methods_named, names_the_original, where_money_goes
from assistant.tools.result import Outcome, ToolResult
from prompts import load_table

_OTHER = re.compile(r"\b(?:other|different|second)\b", re.IGNORECASE)


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
    if _OTHER.search(where):
        named = tuple(method for method in named if method.id != (settled or order.charged_to))
    if len(named) == 1:
        return named[0].id
    if not named and isinstance(rule, ReturnRule):
        return _elsewhere(context, tool, order, rule, method_called(where))
    if any(method.id == order.charged_to for method in named):
        return order.charged_to  # "the card", and the order was paid with one of the cards
    return which_payment(tool, order, named or methods)


def _elsewhere(context: ToolContext, tool: str, order: Order, rule: Rule, wanted: str) -> ToolResult:
    """Refuse to send a refund to a method that the account doesn't have."""
    words: str = load_table("policy", context.conversation.locale)["reasons"]["refund_to"]
    reason = words.format(payment=wanted, original=order.payment)
    verdict = Verdict(allowed=False, reason=reason, page=rule.page, refusal=Refusal.REFUND_TO)
    return ToolResult(tool=tool, outcome=Outcome.NOT_ALLOWED, orders=(order,), verdict=verdict)
