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
from assistant.tools.item_changes import changes_of, settled_for, still_open
from assistant.tools.lines_meant import part_meant, resolve_lines
from assistant.tools.matching import best_matches
from assistant.tools.method_meant import method_meant
from assistant.tools.order_changes import (
    change_account_address,
    change_address,
    change_items,
    change_payment,
    means_the_account,
    take_out,
    with_address_of,
)
from assistant.tools.order_meant import known_items, order_meant
from assistant.tools.order_things import (
    line_name,
    without_own_options,
)
from assistant.tools.orders import needs_verification
from assistant.tools.pieces import pieces_meant, quantities
from assistant.tools.proposing import propose
from assistant.tools.references import thing_spoken_of
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context
from assistant.tools.variants import options_named, resolve_other_variant

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
        return refund_to
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
    settled = settled_for(context, "exchange_items", order)
    lines = still_open(settled, order)
    if lines is None:
        meant = await _lines_to_exchange(context, order, items, wishes)
        if isinstance(meant, ToolResult):
            return meant
        lines = meant

    async def change_of(line: OrderLine) -> LineChange | ToolResult:
        return await _exchange(context, order, line, wishes.get(line.id, ""), wanted or "", alone=len(lines) == 1)

    whole = await changes_of(settled, lines, change_of)
    if isinstance(whole, ToolResult):
        return whole
    payment = await method_meant(context, "exchange_items", order, rules.exchange, whole.payment)
    if isinstance(payment, ToolResult):
        return payment.model_copy(update={"settled": whole})
    action = ExchangeItems(order_id=order.id, changes=whole.changes, payment=payment)
    result = await propose(context, "exchange_items", action, order)
    return result.model_copy(update={"settled": whole})


async def _lines_to_exchange(
    context: ToolContext, order: Order, items: tuple[str, ...], wishes: Mapping[str, str]
) -> tuple[OrderLine, ...] | ToolResult:
    """Return the lines that a message wants exchanged, or why there are none."""
    lines = resolve_lines(order, items, context.message, thing_spoken_of(context, (order,)))
    if isinstance(lines, Choice):
        if not await _also_wanted(context, order, (), wishes):
            return which_items("exchange_items", order, lines)
        lines = ()
    elif not lines:
        return nothing_left("exchange_items", order)
    lines = (*lines, *await _also_wanted(context, order, lines, wishes))
    return not_eligible(context, "exchange_items", "exchange_items", order, lines) or lines


async def _exchange(
    context: ToolContext, order: Order, line: OrderLine, wish: str, wanted: str, *, alone: bool
) -> LineChange | ToolResult:
    """Return what a line is exchanged for, or the question that has to be answered first.

    Args:
        wish: what the message says of this line among several.
        wanted: the version as the plan has it.
    """
    product = await context.shop.catalogue.get(line.product_id)
    said = without_own_options(line, wish or f"{wanted} {context.message}")
    # The last one is for "the lamp I got with the mug, for a black one", where the wish stands behind another thing.
    texts = ("" if wish else wanted, said, context.message if alone and wish else "")
    variant = _wanted_instead(context, product, line, texts)
    if isinstance(variant, Choice):
        return which_variant("exchange_items", order, line, variant)
    pieces = pieces_meant(line, context.message) if alone else line.kept
    if variant.stock < pieces:
        return sold_out("exchange_items", order, product, variant)
    return LineChange(line_id=line.id, variant_id=variant.id, quantity=pieces)


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


def _wanted_instead(context: ToolContext, product: Product, line: OrderLine, texts: Sequence[str]) -> Variant | Choice:
    """Return the version that is wanted; a fresh piece of the same one where that is asked for and the shop does it.

    Args:
        texts: what was said of it: of the version alone, of this line, of all.
    """
    readings = [resolve_other_variant(product, line.variant_id, text) for text in texts if text]
    found = [variant for variant in readings if not isinstance(variant, Choice)]
    # A plan may have lost a part of what was said last: the reading that keeps most of it.
    newest = context.message.partition("\n")[0]
    variant = max(found, key=lambda one: options_named(one, newest)) if found else readings[0]
    current = product.variant(line.variant_id)
    same = any(_SAME.search(text) for text in texts)
    if isinstance(variant, Choice) and current and context.shop.rules.exchange.same_article and same:
        return current
    return variant


def _reason_said(reason: str | None) -> str:
    return (reason or "")[:_LONGEST_REASON]


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
