"""WRITE tools over orders: each turns what was said into an exact action and proposes it; none executes anything."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from assistant.domain.actions import (
    CancelOrder,
    ExchangeItems,
    LineChange,
    Refusal,
    ResendOrder,
    ReturnItems,
)
from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order, OrderLine, OrderStatus
from assistant.domain.product import Product, Variant
from assistant.policy.rules import Rule
from assistant.tools.asking import (
    not_eligible,
    nothing_left,
    sold_out,
    which_items,
    which_reason,
    which_variant,
)
from assistant.tools.choice import Choice
from assistant.tools.clauses import said_about
from assistant.tools.context import ToolContext
from assistant.tools.matching import best_matches
from assistant.tools.method_meant import method_meant
from assistant.tools.order_changes import (
    change_account_address,
    change_address,
    change_items,
    change_payment,
    means_the_account,
)
from assistant.tools.order_meant import known_items, order_meant
from assistant.tools.order_things import (
    line_name,
    without_own_options,
)
from assistant.tools.orders import needs_verification
from assistant.tools.pieces import pieces_meant, quantities
from assistant.tools.proposing import propose
from assistant.tools.references import resolve_lines, thing_spoken_of
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context
from assistant.tools.variants import resolve_other_variant, size_step

_LONGEST_REASON = 300
_SAME = re.compile(
    r"\b(?:(?:the )?same (?:one|thing|again|item|size|colou?r|model|version)|replace(?:d|ment)?|another one|a new one"
    r"|a fresh|new piece|working one|intact one)\b",
    re.IGNORECASE,
)


async def cancel_order(context: Context, order_id: str | None = None, reason: str | None = None) -> ToolResult:
    """Propose to cancel an order that hasn't been dispatched."""
    rule = context.shop.rules.cancel
    order = await order_meant(context, "cancel_order", order_id, rule)
    if isinstance(order, ToolResult):
        return order
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
    order = await order_meant(context, "update_order", order_id, context.shop.rules.change_items)
    if isinstance(order, ToolResult):
        return order
    if change == "address":
        return await change_address(context, order, said)
    if change == "payment":
        return await change_payment(context, order, said)
    rules = context.shop.rules
    if _only_for(order, rules.exchange, rules.change_items):
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
    items = known_items(items, (order,), context.message)
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


async def exchange_items(
    context: Context,
    order_id: str | None = None,
    items: tuple[str, ...] = (),
    wanted: str | None = None,
) -> ToolResult:
    """Propose to swap received items for another size, colour or option of the same products."""
    order = await order_meant(context, "exchange_items", order_id, context.shop.rules.exchange, items)
    if isinstance(order, ToolResult):
        return order
    items = known_items(items, (order,), context.message)
    if order.status is OrderStatus.LOST:
        return await propose(context, "exchange_items", ResendOrder(order_id=order.id), order)
    rules = context.shop.rules
    if _only_for(order, rules.change_items, rules.exchange):
        return await change_items(context, order, f"{wanted or ''}\n{context.message}")
    if refused := not_eligible(context, "exchange_items", "exchange_items", order):
        return refused
    wishes = said_about(order.lines, context.message)
    lines = resolve_lines(order, items, context.message, thing_spoken_of(context, (order,)))
    if isinstance(lines, Choice):
        if not await _also_wanted(context, order, (), wishes):
            return which_items("exchange_items", order, lines)
        lines = ()
    elif not lines:
        return nothing_left("exchange_items", order)
    lines = (*lines, *await _also_wanted(context, order, lines, wishes))
    if refused := not_eligible(context, "exchange_items", "exchange_items", order, lines):
        return refused
    changes: list[LineChange] = []
    for line in lines:
        product = await context.shop.catalogue.get(line.product_id)
        said = wishes.get(line.id) or f"{wanted or ''} {context.message}"
        said = without_own_options(line, said)
        variant = _wanted_instead(context, product, line, said, "" if line.id in wishes else wanted or "")
        if isinstance(variant, Choice):
            return which_variant("exchange_items", order, line, variant, size_step(said))
        pieces = pieces_meant(line, context.message) if len(lines) == 1 else line.kept
        if variant.stock < pieces:
            return sold_out("exchange_items", order, product, variant)
        changes.append(LineChange(line_id=line.id, variant_id=variant.id, quantity=pieces))
    payment = await method_meant(context, "exchange_items", order, context.shop.rules.exchange)
    if isinstance(payment, ToolResult):
        return payment
    action = ExchangeItems(order_id=order.id, changes=tuple(changes), payment=payment)
    return await propose(context, "exchange_items", action, order)


def _only_for(order: Order, open_rule: Rule, other: Rule) -> bool:
    """Say whether an order is in a state for one of two actions that shoppers call alike, and not for the other."""
    return order.status in open_rule.statuses and order.status not in other.statuses


async def _also_wanted(
    context: ToolContext, order: Order, lines: Sequence[OrderLine], wishes: Mapping[str, str]
) -> list[OrderLine]:
    """Return further lines for which the message names another version, too."""
    also = []
    for line in order.lines:
        if line.id not in wishes or line in lines or not line.kept:
            continue
        product = await context.shop.catalogue.get(line.product_id)
        if not isinstance(resolve_other_variant(product, line.variant_id, wishes[line.id]), Choice):
            also.append(line)
    return also


def _wanted_instead(
    context: ToolContext, product: Product, line: OrderLine, said: str, alone: str = ""
) -> Variant | Choice:
    """Return the version that is wanted; a fresh piece of the same one where that is asked for and the shop does it.

    Args:
        alone: what was said of the version and of nothing else; it decides where it can.
    """
    variant = resolve_other_variant(product, line.variant_id, alone) if alone else Choice()
    if isinstance(variant, Choice):
        variant = resolve_other_variant(product, line.variant_id, said)
    current = product.variant(line.variant_id)
    if isinstance(variant, Choice) and current and context.shop.rules.exchange.same_article and _SAME.search(said):
        return current
    return variant


def _reason_said(reason: str | None) -> str:
    return (reason or "")[:_LONGEST_REASON]


def _reason(rule: Rule, reason: str | None, message: str) -> str | None:
    """Return the reason as it is recorded; None where the shop accepts certain ones and none of them was given."""
    if not rule.accepted_reasons:
        return _reason_said(reason)
    meant = best_matches(f"{reason or ''} {message}", rule.accepted_reasons, str, threshold=0.01)
    return meant[0] if len(meant) == 1 else None
