"""WRITE tools over orders: each turns what was said into an exact action and proposes it; none executes anything."""

from __future__ import annotations

import re
from typing import Literal

from assistant.domain.actions import (
    CancelOrder,
    ChangeAddress,
    ChangeItem,
    ChangePayment,
    ExchangeItem,
    LineQuantity,
    ReturnItems,
)
from assistant.domain.money import Money
from assistant.domain.order import Order, OrderLine, OrderStatus
from assistant.domain.product import Product, Variant
from assistant.errors import OrderNotFound
from assistant.policy.evaluate import refund_for
from assistant.policy.rules import Rule
from assistant.tools.addresses import parse_address
from assistant.tools.context import ToolContext
from assistant.tools.matching import best_matches
from assistant.tools.order_things import means_all, mentioned, things_named
from assistant.tools.orders import needs_verification, not_of_this_shopper, order_not_found, somebody_elses, which_order
from assistant.tools.proposing import propose
from assistant.tools.references import Choice, resolve_lines, resolve_order, resolve_other_variant
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context
from prompts import load_table

_REMOVAL = re.compile(r"\b(remove|drop|delete|without|cancel|take out|leave out|don'?t want)\b", re.IGNORECASE)
_QUANTITY = re.compile(r"\b(?:make (?:it|that)|only|just|to|x|qty|quantity)\s*(\d{1,2})\b", re.IGNORECASE)


async def cancel_order(context: Context, order_id: str | None = None, reason: str | None = None) -> ToolResult:
    """Propose to cancel an order that hasn't been dispatched."""
    order = await _order(context, "cancel_order", order_id, context.shop.rules.cancel)
    if isinstance(order, ToolResult):
        return order
    return _cancel(context, "cancel_order", order, reason or "")


def _cancel(context: ToolContext, tool: str, order: Order, reason: str) -> ToolResult:
    unpaid = order.status is OrderStatus.PENDING
    return propose(
        context,
        tool,
        CancelOrder(order_id=order.id, reason=reason[:300]),
        order,
        wording="cancel_unpaid_order" if unpaid else "cancel_order",
        amount=None if unpaid else order.total,
        items="; ".join(_name(line) for line in order.lines),
    )


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
    if change == "address" and not order_id and _is_account_address(said):
        return await _change_account_address(context, said)
    order = await _order(context, "update_order", order_id, context.shop.rules.change_item)
    if isinstance(order, ToolResult):
        return order
    if change == "address":
        return await _change_address(context, order, said)
    if change == "payment":
        return await _change_payment(context, order, said)
    return await _change_items(context, order, said)


async def return_items(
    context: Context,
    order_id: str | None = None,
    items: tuple[str, ...] = (),
    reason: str | None = None,
) -> ToolResult:
    """Propose to send received items back for a refund."""
    order = await _order(context, "return_items", order_id, context.shop.rules.returns, items)
    if isinstance(order, ToolResult):
        return order
    lines = resolve_lines(order, items, context.message)
    if isinstance(lines, Choice):
        return _which_items("return_items", order, lines)
    if not lines:
        return _nothing_left("return_items", order)
    wanted = tuple(LineQuantity(line_id=line.id, quantity=line.kept) for line in lines)
    action = ReturnItems(order_id=order.id, lines=wanted, reason=(reason or "")[:300])
    refund, fee = refund_for(context.shop.rules, action, order)
    fee_text = load_table("proposals", context.conversation.locale)["return_items"]["fee_effect"]
    return propose(
        context,
        "return_items",
        action,
        order,
        wording="return_items",
        amount=refund,
        extra_effects=(fee_text.format(fee=fee),) if fee.amount else (),
        items="; ".join(_name(line, line.kept) for line in lines),
    )


async def exchange_items(
    context: Context,
    order_id: str | None = None,
    items: tuple[str, ...] = (),
    wanted: str | None = None,
) -> ToolResult:
    """Propose to swap a received item for another size, colour or option of the same product."""
    order = await _order(context, "exchange_items", order_id, context.shop.rules.exchange, items)
    if isinstance(order, ToolResult):
        return order
    lines = resolve_lines(order, items, context.message)
    if isinstance(lines, Choice):
        return _which_items("exchange_items", order, lines)
    if not lines:
        return _nothing_left("exchange_items", order)
    if len(lines) != 1:
        return _which_items("exchange_items", order, Choice(tuple(line.title for line in lines)))
    line = lines[0]
    product = await context.shop.catalogue.get(line.product_id)
    variant = resolve_other_variant(product, line.variant_id, f"{wanted or ''} {context.message}")
    if isinstance(variant, Choice):
        return _which_variant("exchange_items", order, line, variant)
    if variant.stock < line.kept:
        return _sold_out("exchange_items", order, product, variant)
    action = ExchangeItem(order_id=order.id, line_id=line.id, variant_id=variant.id, quantity=line.kept)
    return propose(
        context,
        "exchange_items",
        action,
        order,
        wording="exchange_item",
        item=_name(line, line.kept),
        wanted=f"{line.title} ({variant.label})",
        difference=_difference(context, order, (variant.price - line.unit_price) * line.kept),
    )


async def _order(
    context: ToolContext, tool: str, order_id: str | None, rule: Rule, items: tuple[str, ...] = ()
) -> Order | ToolResult:
    """Return the order that a request is about, or the answer that asks for it."""
    if not context.principal.verified:
        return needs_verification(tool, order_id)
    orders = await context.shop.orders.list_orders(context.principal)
    if tool != "update_order" and somebody_elses(context, orders):
        return not_of_this_shopper(tool)
    things = () if means_all(items) else things_named(items, context.message)
    try:
        order = await resolve_order(context, order_id, things, rule.statuses)
    except OrderNotFound:
        if context.principal.customer_id is None:
            return needs_verification(tool, order_id)
        return order_not_found(tool, order_id)
    if isinstance(order, Choice):
        return which_order(tool, order, orders) if orders else order_not_found(tool, order_id)
    return order


def _is_account_address(said: str) -> bool:
    return bool(re.search(r"\b(account|profile|default|saved|my address|i(?:'ve| have)? moved)\b", said, re.IGNORECASE))


async def _change_account_address(context: ToolContext, said: str) -> ToolResult:
    if context.principal.customer_id is None:
        return needs_verification("update_order")
    address = parse_address(said, context.principal.name or "")
    if address is None:
        return ToolResult(tool="update_order", outcome=Outcome.NEEDS_DETAIL, missing="address")
    action = ChangeAddress(address=address)
    return propose(context, "update_order", action, None, wording="change_account_address", address=str(address))


async def _change_address(context: ToolContext, order: Order, said: str) -> ToolResult:
    address = parse_address(said, order.address.name)
    if address is None and re.search(r"\b(account|home|profile|usual)\b", said, re.IGNORECASE):
        address = await context.shop.order_desk.account_address(context.principal)
    if address is None:
        refusal = propose(
            context,
            "update_order",
            ChangeAddress(order_id=order.id, address=order.address),
            order,
            wording="change_address",
            address=str(order.address),
        )
        if refusal.outcome is Outcome.NOT_ALLOWED:
            return refusal
        return ToolResult(tool="update_order", outcome=Outcome.NEEDS_DETAIL, missing="address", orders=(order,))
    action = ChangeAddress(order_id=order.id, address=address)
    return propose(context, "update_order", action, order, wording="change_address", address=str(address))


async def _change_payment(context: ToolContext, order: Order, said: str) -> ToolResult:
    methods = await context.shop.order_desk.payment_methods(context.principal)
    others = tuple(method for method in methods if method != order.payment)
    meant = best_matches(said, others, str, threshold=0.01)
    if len(meant) != 1:
        return ToolResult(
            tool="update_order", outcome=Outcome.NEEDS_DETAIL, missing="payment", choices=others, orders=(order,)
        )
    action = ChangePayment(order_id=order.id, payment=meant[0])
    return propose(
        context,
        "update_order",
        action,
        order,
        wording="pay_order" if order.status is OrderStatus.PENDING else "change_payment",
        amount=order.total,
        payment=meant[0],
        old_payment=order.payment,
    )


async def _change_items(context: ToolContext, order: Order, said: str) -> ToolResult:
    named = [line for line in order.lines if mentioned(line, said)]
    if len(named) != 1:
        if len(order.lines) != 1:
            return _which_items("update_order", order, Choice(tuple(_name(line) for line in order.lines)))
        named = list(order.lines)
    line = named[0]
    quantity_said = _QUANTITY.search(said)
    if _REMOVAL.search(said) or (quantity_said and int(quantity_said.group(1)) == 0):
        if len(order.lines) == 1:
            return _cancel(context, "update_order", order, "")
        action = ChangeItem(order_id=order.id, line_id=line.id, variant_id=line.variant_id, quantity=0)
        wording = "remove_unpaid_item" if order.status is OrderStatus.PENDING else "remove_item"
        return propose(context, "update_order", action, order, wording=wording, amount=line.total, item=_name(line))
    product = await context.shop.catalogue.get(line.product_id)
    variant = resolve_other_variant(product, line.variant_id, said)
    quantity = line.quantity
    if quantity_said and not (isinstance(variant, Variant) and _names_option(variant, quantity_said.group(1))):
        quantity = int(quantity_said.group(1))
    if isinstance(variant, Choice):
        current = product.variant(line.variant_id)
        if quantity == line.quantity or current is None:
            return _which_variant("update_order", order, line, variant)
        variant = current
    if variant.stock < quantity and variant.id != line.variant_id:
        return _sold_out("update_order", order, product, variant)
    action = ChangeItem(order_id=order.id, line_id=line.id, variant_id=variant.id, quantity=quantity)
    total = order.total - line.total + variant.price * quantity
    return propose(
        context,
        "update_order",
        action,
        order,
        wording="change_item",
        amount=total,
        item=_name(line),
        wanted=f"{quantity} × {line.title} ({variant.label})" if variant.label else f"{quantity} × {line.title}",
    )


def _names_option(variant: Variant, number: str) -> bool:
    """Say whether a number is a size or the like, so that "change the boots to 10" orders no ten pairs."""
    return any(number in re.findall(r"\d+", value) for value in variant.options.values())


def _difference(context: ToolContext, order: Order, difference: Money) -> str:
    text = load_table("proposals", context.conversation.locale)["exchange_item"]
    if difference.amount == 0:
        return str(text["difference_none"])
    key = "difference_more" if difference.amount > 0 else "difference_less"
    amount = difference if difference.amount > 0 else Money.of(0, difference.currency) - difference
    return str(text[key].format(amount=amount, payment=order.payment))


def _nothing_left(tool: str, order: Order) -> ToolResult:
    return ToolResult(tool=tool, outcome=Outcome.NOTHING_FOUND, orders=(order,), missing="items")


def _which_items(tool: str, order: Order, choice: Choice) -> ToolResult:
    return ToolResult(
        tool=tool,
        outcome=Outcome.NEEDS_DETAIL,
        subject=choice.unknown,
        missing="items",
        choices=choice.names,
        orders=(order,),
    )


def _which_variant(tool: str, order: Order, line: OrderLine, choice: Choice) -> ToolResult:
    return ToolResult(
        tool=tool,
        outcome=Outcome.NEEDS_DETAIL,
        subject=line.title,
        missing="wanted",
        choices=choice.names,
        orders=(order,),
    )


def _sold_out(tool: str, order: Order, product: Product, variant: Variant) -> ToolResult:
    return ToolResult(
        tool=tool,
        outcome=Outcome.OUT_OF_STOCK,
        subject=product.title,
        choices=tuple(other.label for other in product.available if other.label),
        orders=(order,),
        quantity=variant.stock,
        notes={"variant": variant.label},
    )


def _name(line: OrderLine, quantity: int | None = None) -> str:
    """Write so many pieces of a line, all of them unless told otherwise."""
    options = ", ".join(line.options.values())
    pieces = quantity or line.quantity
    counted = f"{pieces} × " if pieces > 1 else ""
    return f"{counted}{line.title} ({options})" if options else f"{counted}{line.title}"
