from __future__ import annotations

import math
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.actions import (
    CancelOrder,
    ChangeItems,
    ChangePayment,
    ExchangeItems,
    LineChange,
    LineQuantity,
    OrderAction,
    ReturnItems,
)
from assistant.domain.money import Money
from assistant.domain.order import Order, OrderStatus
from assistant.errors import Conflict
from assistant.policy.amounts import refund_for
from assistant.policy.case import Case
from assistant.policy.evaluate import evaluate
from serve.demo.effects import Ledger, apply
from tests.serve.demo.world import NOW, demo_orders, demo_products, rules

PRODUCTS = {product.id: product for product in demo_products()}


@st.composite
def actions(draw: st.DrawFn, order: Order) -> OrderAction:
    line = draw(st.sampled_from(order.lines))
    variant = draw(st.sampled_from(PRODUCTS[line.product_id].variants)).id
    pieces = draw(st.integers(1, 5))
    kind = draw(st.sampled_from(["cancel", "pay", "change", "return", "return", "exchange"]))
    if kind == "cancel":
        return CancelOrder(order_id=order.id)
    if kind == "pay":
        return ChangePayment(order_id=order.id, payment="PayPal")
    if kind == "change":
        return ChangeItems(
            order_id=order.id, changes=(LineChange(line_id=line.id, variant_id=variant, quantity=pieces - 1),)
        )
    if kind == "exchange":
        return ExchangeItems(
            order_id=order.id, changes=(LineChange(line_id=line.id, variant_id=variant, quantity=pieces),)
        )
    lines = st.builds(
        LineQuantity, line_id=st.sampled_from([line.id for line in order.lines]), quantity=st.integers(1, 3)
    )
    reason = draw(st.sampled_from(["", "damaged", "too small"]))
    return ReturnItems(order_id=order.id, lines=tuple(draw(st.lists(lines, min_size=1, max_size=3))), reason=reason)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_refunds_never_exceed_what_was_paid(data: st.DataObject) -> None:
    ledger: Ledger = data.draw(st.sampled_from(demo_orders()))
    if ledger.order.status is not OrderStatus.PENDING and data.draw(st.booleans()):
        discount = Money.of(data.draw(st.decimals(0, ledger.paid.amount - ledger.order.shipping.amount, places=2)))
        if ledger.order.discount is None and not ledger.order.refunds:
            order = ledger.order.model_copy(update={"discount": discount})
            ledger = Ledger(order, order.total)
    for _ in range(data.draw(st.integers(1, 6))):
        action = data.draw(actions(ledger.order))
        if not evaluate(rules(), action, Case(order=ledger.order, now=NOW, products=PRODUCTS)).allowed:
            continue
        before = ledger
        try:
            ledger = apply(action, ledger, PRODUCTS, rules(), NOW).after
        except Conflict:
            continue
        assert ledger.refunded <= ledger.paid
        assert ledger.order.id == before.order.id
        assert all(line.returned <= line.quantity for line in ledger.order.lines)
        assert all(refund.amount.amount > 0 for refund in ledger.order.refunds)
        if ledger.order.status in {OrderStatus.PROCESSING, OrderStatus.PACKED}:
            assert ledger.kept == ledger.order.total
        if ledger.order.status is OrderStatus.CANCELLED:
            assert ledger.kept.amount == 0


def delivered(discount: str | None) -> Order:
    order = next(o.order for o in demo_orders() if o.order.status is OrderStatus.DELIVERED and len(o.order.lines) == 3)
    return order.model_copy(update={"discount": Money.of(discount) if discount else None, "refunds": ()})


@pytest.mark.parametrize("discount", ["0.01", "10.00", "33.33"])
def test_line_by_line_no_more_comes_back_than_at_once(discount: str) -> None:
    order = delivered(discount)
    single = [
        refund_for(rules(), ReturnItems(order_id=order.id, lines=(whole(order, n),), reason="damaged"), order)[0].amount
        for n in range(3)
    ]
    everything = ReturnItems(order_id=order.id, lines=tuple(whole(order, n) for n in range(3)), reason="damaged")
    at_once = refund_for(rules(), everything, order)[0].amount
    assert at_once == order.total.amount - order.shipping.amount
    assert at_once - Decimal("0.03") <= sum(single) <= at_once


def whole(order: Order, place: int) -> LineQuantity:
    return LineQuantity(line_id=order.lines[place].id, quantity=order.lines[place].quantity)


def test_the_fee_is_never_more_than_the_refund() -> None:
    order = delivered(None)
    cheap = order.lines[0].model_copy(update={"unit_price": Money.of("3.20"), "quantity": 1})
    order = order.model_copy(update={"lines": (cheap,)})
    refund, fee = refund_for(rules(), ReturnItems(order_id=order.id, lines=(whole(order, 0),)), order)
    assert (refund, fee) == (Money.of(0), Money.of("3.20"))


def test_the_only_item_is_not_taken_out() -> None:
    ledger = next(o for o in demo_orders() if o.order.status is OrderStatus.PROCESSING and len(o.order.lines) == 1)
    line = ledger.order.lines[0]
    action = ChangeItems(
        order_id=ledger.order.id, changes=(LineChange(line_id=line.id, variant_id=line.variant_id, quantity=0),)
    )
    with pytest.raises(Conflict, match="Nothing would be left"):
        apply(action, ledger, {}, rules(), NOW)


def test_a_part_of_a_line_is_exchanged_by_itself() -> None:
    ledger = next(
        o
        for o in demo_orders()
        if o.order.status is OrderStatus.DELIVERED
        and any(line.quantity > 1 and len(PRODUCTS[line.product_id].variants) > 1 for line in o.order.lines)
    )
    order = ledger.order
    line = next(x for x in order.lines if x.quantity > 1 and len(PRODUCTS[x.product_id].variants) > 1)
    product = PRODUCTS[line.product_id]
    other = next(v for v in product.variants if v.id != line.variant_id)
    action = ExchangeItems(order_id=order.id, changes=(LineChange(line_id=line.id, variant_id=other.id, quantity=1),))
    effect = apply(action, ledger, PRODUCTS, rules(), NOW)
    after = effect.after.order
    assert sum(x.quantity for x in after.lines) == sum(x.quantity for x in order.lines)
    assert len({x.id for x in after.lines}) == len(after.lines) == len(order.lines) + 1
    assert [(move.variant_id, move.pieces) for move in effect.moves] == [(other.id, -1)]
    assert math.isclose(
        float(effect.after.kept.amount - ledger.kept.amount), float(after.total.amount - order.total.amount)
    )


def test_an_unpaid_order_is_paid_with_another_method() -> None:
    ledger = next(o for o in demo_orders() if o.order.status is OrderStatus.PENDING)
    after = apply(ChangePayment(order_id=ledger.order.id, payment="PayPal"), ledger, {}, rules(), NOW).after
    assert after.order.status is OrderStatus.PROCESSING
    assert after.paid == after.order.total


def test_an_unpaid_order_is_cancelled_without_a_refund() -> None:
    ledger = next(o for o in demo_orders() if o.order.status is OrderStatus.PENDING)
    after = apply(CancelOrder(order_id=ledger.order.id), ledger, {}, rules(), NOW + timedelta(hours=1)).after
    assert after.order.status is OrderStatus.CANCELLED
    assert after.order.refunds == ()
