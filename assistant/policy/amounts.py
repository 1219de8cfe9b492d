"""The money that an action moves, worked out from the order and the rules."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_UP, Decimal

from assistant.domain.actions import ChangeItems, ExchangeItems, ReturnItems
from assistant.domain.money import Money
from assistant.domain.order import Order
from assistant.domain.product import Product
from assistant.policy.rules import PolicyRules


def refund_for(rules: PolicyRules, action: ReturnItems, order: Order) -> tuple[Money, Money]:
    """Return (refund, fee) of a return: what was paid for the pieces, less the fee unless the fault is the shop's.

    A discount on the whole order was for each piece in proportion, so that no more comes back than was paid.
    """
    currency = order.shipping.currency
    nothing = Money.of(0, currency)
    value = sum((line.total for line in order.lines), nothing)
    back = nothing
    for wanted in action.lines:
        line = order.line(wanted.line_id)
        if line is not None:
            back = back + line.unit_price * wanted.quantity
    if order.discount and value.amount:
        share = order.discount.amount * back.amount / value.amount
        back = back - Money.of(min(share, back.amount).quantize(Decimal("0.01"), ROUND_UP), currency)
    reason = action.reason.casefold()
    free = any(word in reason for word in rules.returns.free_reasons)
    fee = nothing if free else min(Money.of(Decimal(rules.returns.fee), currency), back)
    return back - fee, fee


def difference_of(action: ChangeItems | ExchangeItems, order: Order, products: Mapping[str, Product]) -> Money:
    """Return by how much the order gets dearer; below zero where it gets cheaper.

    In an exchange as many pieces go back as come, and a fresh piece of the same article costs nothing; a change before
    dispatch replaces the whole line.
    """
    difference = Money.of(0, order.shipping.currency)
    for change in action.changes:
        line = order.line(change.line_id)
        if line is None:
            continue
        product = products.get(line.product_id)
        variant = product.variant(change.variant_id) if product else None
        before = line.total if isinstance(action, ChangeItems) else line.unit_price * change.quantity
        fresh = isinstance(action, ExchangeItems) and change.variant_id == line.variant_id
        price = line.unit_price if fresh or variant is None else variant.price
        difference = difference + price * change.quantity - before
    return difference
