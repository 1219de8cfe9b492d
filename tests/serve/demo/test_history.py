from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.actions import LineQuantity, ReturnItems
from assistant.domain.order import Order, OrderStatus
from assistant.policy.case import Case
from assistant.policy.evaluate import evaluate
from serve.demo.customers import DEMO_EMAILS, shoppers
from serve.demo.effects import Ledger
from serve.demo.history import build_orders
from serve.demo.parcels import CARRIERS
from serve.demo.plans import order_plans
from tests.serve.demo.world import NOW, demo_orders, demo_products, rules

ORDERS = [ledger.order for ledger in demo_orders()]


def build(as_of: datetime) -> tuple[Ledger, ...]:
    people, products = shoppers(), demo_products()
    return build_orders(order_plans(people, products), people, products, rules(), as_of)


def test_sixty_customers_with_invented_addresses() -> None:
    people = [shopper.customer for shopper in shoppers()]
    assert len(people) == 60
    assert len({customer.email for customer in people}) == len({customer.id for customer in people}) == 60
    assert all(customer.email.endswith("@example.com") and 1 <= len(customer.payments) <= 3 for customer in people)


def test_three_hundred_orders_in_every_state() -> None:
    assert len(ORDERS) == 300
    states = Counter(order.status for order in ORDERS)
    assert all(states[status] >= 6 for status in OrderStatus), states
    assert len({order.id for order in ORDERS}) == 300


def test_the_money_adds_up() -> None:
    for ledger in demo_orders():
        order = ledger.order
        assert ledger.kept.amount >= 0, order.id
        assert (ledger.paid.amount == 0) is (order.status is OrderStatus.PENDING), order.id
        assert bool(order.refunds) <= (
            order.status
            in {OrderStatus.CANCELLED, OrderStatus.RETURN_REQUESTED, OrderStatus.RETURNED, OrderStatus.REFUNDED}
        )


def check_dates(orders: list[Order], as_of: datetime) -> None:
    for order in orders:
        assert order.placed_at <= as_of, order.id
        for shipment in order.shipments:
            times = [step.at for step in shipment.steps]
            assert times == sorted(times)
            assert order.placed_at <= times[0], order.id
            assert times[-1] <= as_of, order.id
            assert shipment.carrier in {carrier.name for carrier in CARRIERS}
            if order.status is OrderStatus.OUT_FOR_DELIVERY:
                assert shipment.expected == as_of.date()
            if order.status in {OrderStatus.SHIPPED, OrderStatus.DELAYED}:
                assert shipment.expected is not None
                assert shipment.expected > as_of.date()
            if order.status is OrderStatus.LOST:
                assert shipment.expected is not None
                assert shipment.expected < as_of.date()
        assert bool(order.shipments) is order.status.dispatched, order.id
        sent_on = order.delivered_at or order.placed_at
        assert all(sent_on <= refund.at <= as_of for refund in order.refunds), order.id


def test_dates_follow_each_other() -> None:
    check_dates(ORDERS, NOW)


@settings(max_examples=8, deadline=None)
@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)))
def test_any_day_and_hour_will_do(moment: datetime) -> None:
    as_of = moment.replace(tzinfo=UTC)
    ledgers = build(as_of)
    check_dates([ledger.order for ledger in ledgers], as_of)
    assert [ledger.order.id for ledger in ledgers] == [order.id for order in ORDERS]
    assert [ledger.order.status for ledger in ledgers] == [order.status for order in ORDERS]


def test_the_same_every_time() -> None:
    assert build(NOW) == demo_orders()


def test_some_may_still_come_back_and_some_not() -> None:
    verdicts = Counter()
    for order in ORDERS:
        if order.status is OrderStatus.DELIVERED:
            for line in order.lines:
                action = ReturnItems(order_id=order.id, lines=(LineQuantity(line_id=line.id, quantity=1),))
                verdict = evaluate(rules(), action, Case(order=order, now=NOW))
                verdicts[verdict.reason.split(":")[0][:40] if not verdict.allowed else "allowed"] += 1
    assert verdicts["allowed"] >= 40
    assert sum("time for returning" in reason for reason in verdicts.elements()) >= 20
    assert sum(line.final_sale for order in ORDERS for line in order.lines) >= 3
    assert sum(line.category == "Seeds & Bulbs" for order in ORDERS for line in order.lines) >= 5


def test_maya_has_what_the_walkthrough_shows() -> None:
    maya = [order for order in ORDERS if order.email == DEMO_EMAILS[0]]
    states = Counter(order.status for order in maya)
    assert {OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.CANCELLED} <= set(states)
    recent = max((o for o in maya if o.status is OrderStatus.DELIVERED), key=lambda order: order.placed_at)
    assert recent.delivered_at is not None
    assert timedelta(days=11) <= NOW - recent.delivered_at <= timedelta(days=13)
    assert len(recent.lines) == 2
    assert recent.lines[0].options["size"] == "8"
