"""WRITE tools over orders: each turns what was said into an exact action and proposes it; none executes anything."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from assistant.domain.actions import (
    CancelOrder,
    Refusal,
    ReturnItems,
)
from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order, OrderStatus
from assistant.policy.rules import ReturnRule, Rule
from assistant.tools.address_changes import change_account_address, change_address, means_the_account, with_address_of
from assistant.tools.asking import (
    not_eligible,
    nothing_left,
    which_items,
    which_reason,
)
from assistant.tools.choice import Choice
from assistant.tools.exchanges import exchange_items, only_for
from assistant.tools.lines_meant import lines_told, part_meant, resolve_lines
from assistant.tools.matching import best_matches
from assistant.tools.method_meant import method_meant
from assistant.tools.order_changes import change_items, change_payment, take_out
from assistant.tools.order_meant import known_items, order_meant
from assistant.tools.order_things import line_name, without_companions, without_company
from assistant.tools.orders import needs_verification
from assistant.tools.payments import names_a_method
from assistant.tools.pieces import quantities
from assistant.tools.proposing import propose
from assistant.tools.references import thing_spoken_of
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context

_LONGEST_REASON = 300
_PAID = re.compile(r"\bpay(?:ment|ing)?\b(?!.*\bdifference\b)", re.IGNORECASE)


async def cancel_order(context: Context, order_id: str | None = None, reason: str | None = None) -> ToolResult:
    """Propose to cancel an order that hasn't been dispatched."""
    rule = context.shop.rules.cancel
    order = await order_meant(context, "cancel_order", order_id, rule)
    if isinstance(order, ToolResult):
        return order
    if order.status in rule.statuses and (part := part_meant(order, context.message)):
        return await take_out(context, order, part)
    if refused := not_eligible(context, "cancel_order", "cancel_order", order):
        return refused
    given = _reason(rule, reason, context.message)
    if given is None:
        return which_reason("cancel_order", order, rule.accepted_reasons)
    return await propose(context, "cancel_order", CancelOrder(order_id=order.id, reason=given), order)


async def update_order(
    context: Context,
    order_id: str | None = None,
    change: Literal["address", "payment", "items"] | None = None,
    details: str | None = None,
) -> ToolResult:
    """Propose a change of address, payment or items before dispatch; without an order, of the account's address.

    details: what it should be afterwards, e.g. the new address.
    """
    if not context.principal.verified:
        return needs_verification("update_order", order_id)
    if change is None:
        return ToolResult(tool="update_order", outcome=Outcome.NEEDS_DETAIL, missing="change")
    said = f"{details or ''}\n{context.message}"
    if change == "address" and (not order_id or means_the_account(context.message)):
        of_account = await change_account_address(context, said)
        if of_account is not None:
            return of_account
    target = with_address_of(context, order_id) if change == "address" else (context, order_id)
    order = await order_meant(target[0], "update_order", target[1], context.shop.rules.change_items)
    if isinstance(order, ToolResult):
        return order
    if change == "address":
        return await change_address(context, order, said)
    if change == "payment" or _means_the_payment(order, context.message):
        return await change_payment(context, order, said)
    rules = context.shop.rules
    if only_for(order, rules.exchange, rules.change_items):
        return await exchange_items(context, order.id, wanted=details)
    return await change_items(context, order, said)


async def return_items(
    context: Context,
    order_id: str | None = None,
    items: tuple[str, ...] = (),
    reason: str | None = None,
) -> ToolResult:
    """Propose to send received items back for a refund."""
    rule = context.shop.rules.returns
    order = await order_meant(context, "return_items", order_id, rule, items)
    if isinstance(order, ToolResult):
        return order
    items = without_companions(known_items(items, (order,), context.message), context.message)
    context = replace(context, message=without_company(context.message))
    if order.status is OrderStatus.LOST:
        return await propose(
            context, "return_items", CancelOrder(order_id=order.id, reason=_reason_said(reason)), order
        )
    if refused := not_eligible(context, "return_items", "return_items", order):
        return refused
    lines = resolve_lines(order, items, context.message, thing_spoken_of(context, (order,)))
    if isinstance(lines, Choice):
        return which_items("return_items", order, lines)
    if not lines:
        return nothing_left("return_items", order)
    if refused := not_eligible(context, "return_items", "return_items", order, lines):
        return refused
    given = _reason(rule, reason, context.message)
    if given is None:
        return which_reason("return_items", order, rule.accepted_reasons)
    given = _with_the_fault(rule, given, context.message)
    refund_to = await method_meant(context, "return_items", order, rule)
    if isinstance(refund_to, ToolResult):
        result = refund_to
    else:
        pieces = quantities(lines, context.message)
        action = ReturnItems(order_id=order.id, lines=pieces, reason=given, refund_to=refund_to)
        result = await propose(context, "return_items", action, order)
    if result.verdict is None or result.verdict.refusal is not Refusal.REFUND_TO:
        return result
    args = {"order_id": order.id, "items": [line_name(line) for line in lines], "reason": given}
    return result.model_copy(update={"offer": ToolCall(name="return_items", args=args)})


def _means_the_payment(order: Order, message: str) -> bool:
    """Say whether a message is about how an order is paid, and about none of its things."""
    return _PAID.search(message) is not None and names_a_method(message) and not lines_told(order, message)


def _reason_said(reason: str | None) -> str:
    return (reason or "")[:_LONGEST_REASON]


def _with_the_fault(rule: ReturnRule, reason: str, message: str) -> str:
    """Return a reason with what the message says of a fault of the shop's, which a plan may have lost: it is free."""
    told = message.casefold().replace("’", "'")
    lost = any(word in told for word in rule.free_reasons) and not any(word in reason for word in rule.free_reasons)
    return _reason_said(f"{reason}; {message}" if reason else message) if lost else reason


def _reason(rule: Rule, reason: str | None, message: str) -> str | None:
    """Return the reason as it is recorded; None where the shop accepts certain ones and none of them was given."""
    if not rule.accepted_reasons:
        return _reason_said(reason)
    meant = best_matches(f"{reason or ''} {message}", rule.accepted_reasons, str, threshold=0.01)
    if len(meant) == 1:
        return meant[0]
    said = f"{reason or ''} {message}".casefold().replace("’", "'")
    told = [known for known, others in rule.reason_words.items() if any(other in said for other in others)]
    return told[0] if len(told) == 1 else None
