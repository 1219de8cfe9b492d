"""Turns order plans into orders around the day of setting up, so that deadlines are always interesting."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from assistant.domain.actions import LineQuantity, ReturnItems
from assistant.domain.money import Money
from assistant.domain.order import Order, OrderLine, OrderStatus, Refund, Shipment
from assistant.domain.product import Product, Variant
from assistant.policy.amounts import refund_for
from assistant.policy.rules import PolicyRules
from serve.demo.catalogue import is_final_sale
from serve.demo.customers import Shopper
from serve.demo.effects import WAITING_FOR_PARCEL, Ledger
from serve.demo.parcels import EXPRESS, FREIGHT, PARCEL, TRANSIT_DAYS, shipment
from serve.demo.plans import OrderPlan

FREE_SHIPPING_FROM = Money.of(60)
STANDARD, EXPRESS_RATE = Money.of("5.95"), Money.of("12.95")
WELCOME_FROM, WELCOME_SHARE = Money.of(40), Decimal("0.10")
BULKY = {"Outdoor Furniture", "Small Furniture"}

_FIRST_NUMBER = 10_204
_OPENS, _CLOSES = 9.0, 20.0  # hours (UTC) between which things happen on days before today
_NOT_SENT = {OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.PACKED, OrderStatus.CANCELLED}
_ON_THE_WAY = {OrderStatus.SHIPPED, OrderStatus.OUT_FOR_DELIVERY, OrderStatus.DELAYED, OrderStatus.LOST}
_PACKING_DAYS = 0.9
_REFUND_STATES = {
    OrderStatus.RETURN_REQUESTED: WAITING_FOR_PARCEL,
    OrderStatus.RETURNED: "on its way",
    OrderStatus.REFUNDED: "complete",
}


@dataclass(frozen=True, slots=True)
class _Article:
    product: Product
    variant: Variant


def build_orders(
    plans: Sequence[OrderPlan],
    shoppers: Sequence[Shopper],
    products: Sequence[Product],
    rules: PolicyRules,
    as_of: datetime,
) -> tuple[Ledger, ...]:
    """Return the orders of all plans, numbered by age; dates are relative to `as_of` (aware, UTC)."""
    by_email = {shopper.customer.email: shopper for shopper in shoppers}
    articles = {v.id: _Article(product, v) for product in products for v in product.variants}
    ago = business_clock(as_of)
    number = _FIRST_NUMBER
    ledgers = []
    for plan in sorted(plans, key=_placed, reverse=True):
        draw = random.Random(f"order {number}")  # noqa: S311 (not a secret)
        maker = _Maker(by_email[plan.customer], articles, rules, ago, draw)
        ledgers.append(maker.make(plan, f"HT-{number}"))
        number += draw.randint(1, 7)
    return tuple(ledgers)


def business_clock(as_of: datetime) -> Callable[[float], datetime]:
    """Return a function from "so many days ago" to a time, on days before today always by daylight."""
    midnight = datetime.combine(as_of.astimezone(UTC).date(), time(), UTC)

    def ago(days: float) -> datetime:
        if days < 1:
            return (as_of - timedelta(days=max(days, 0))).replace(microsecond=0)
        whole = int(days)
        hour = _OPENS + (_CLOSES - _OPENS) * (1 - (days - whole))
        moment = midnight - timedelta(days=whole) + timedelta(hours=hour)
        return min(moment.replace(microsecond=0), as_of)

    return ago


def _placed(plan: OrderPlan) -> float:
    """Return how many days ago a plan's order was placed."""
    if plan.status in _NOT_SENT:
        return plan.days
    sent = plan.days if plan.status in _ON_THE_WAY else plan.days + TRANSIT_DAYS
    return sent + _PACKING_DAYS


class _Maker:
    """Makes one order."""

    def __init__(
        self,
        shopper: Shopper,
        articles: Mapping[str, _Article],
        rules: PolicyRules,
        ago: Callable[[float], datetime],
        draw: random.Random,
    ) -> None:
        self._customer = shopper.customer
        self._articles = articles
        self._rules = rules
        self._ago = ago
        self._draw = draw

    def make(self, plan: OrderPlan, number: str) -> Ledger:
        lines = self._lines(plan)
        subtotal = sum((line.total for line in lines), Money.of(0))
        discount = subtotal * WELCOME_SHARE if plan.code and subtotal >= WELCOME_FROM else None
        express = self._draw.random() < 0.12 and not any(line.category in BULKY for line in lines)
        shipping = EXPRESS_RATE if express else self._standard(subtotal - discount if discount else subtotal)
        order = Order(
            id=number,
            customer_id=self._customer.id,
            email=self._customer.email,
            placed_at=self._ago(_placed(plan)),
            status=plan.status,
            lines=lines,
            address=self._customer.address,
            payment=self._customer.payments[0 if self._draw.random() < 0.75 else -1],
            shipping=shipping,
            discount=discount,
            shipments=self._shipments(plan, lines, express=express),
            note=plan.note,
            done=("exchange_items",) if plan.status is OrderStatus.EXCHANGE_REQUESTED else (),
            cancel_reason=plan.reason if plan.status is OrderStatus.CANCELLED else "",
        )
        paid = Money.of(0) if plan.status is OrderStatus.PENDING else order.total
        return Ledger(self._with_refunds(plan, order), paid)

    def _lines(self, plan: OrderPlan) -> tuple[OrderLine, ...]:
        quantities = plan.quantities or (1,) * len(plan.items)
        lines = []
        for place, (variant_id, quantity) in enumerate(zip(plan.items, quantities, strict=True), 1):
            article = self._articles[variant_id]
            lines.append(
                OrderLine(
                    id=str(place),
                    product_id=article.product.id,
                    variant_id=variant_id,
                    title=article.product.title,
                    options=article.variant.options,
                    category=article.product.category,
                    quantity=quantity,
                    unit_price=article.variant.price,
                    returned=quantity if place in plan.back else 0,
                    final_sale=is_final_sale(article.product),
                    image=article.variant.image or article.product.image,
                )
            )
        return tuple(lines)

    def _standard(self, value: Money) -> Money:
        return Money.of(0) if value >= FREE_SHIPPING_FROM else STANDARD

    def _shipments(self, plan: OrderPlan, lines: Sequence[OrderLine], *, express: bool) -> tuple[Shipment, ...]:
        if plan.status in _NOT_SENT:
            return ()
        bulky = any(line.category in BULKY for line in lines)
        carrier = FREIGHT if bulky else EXPRESS if express else PARCEL
        dispatched = _placed(plan) - _PACKING_DAYS
        address = self._customer.address
        parcel = shipment(
            plan.status, carrier=carrier, address=address, dispatched=dispatched, ago=self._ago, draw=self._draw
        )
        return (parcel,)

    def _with_refunds(self, plan: OrderPlan, order: Order) -> Order:
        if plan.status is OrderStatus.CANCELLED:
            refund = Refund(amount=order.total, method=order.payment, at=self._ago(max(plan.days - 1, 0.1)))
            return order.model_copy(update={"refunds": (refund,)})
        if plan.status not in _REFUND_STATES:
            return order
        wanted = tuple(LineQuantity(line_id=line.id, quantity=line.returned) for line in order.lines if line.returned)
        action = ReturnItems(order_id=order.id, lines=wanted, reason=plan.reason)
        amount, _ = refund_for(self._rules, action, order)
        since = {OrderStatus.RETURN_REQUESTED: 2.0, OrderStatus.RETURNED: 9.0, OrderStatus.REFUNDED: 11.0}[plan.status]
        at = self._ago(max(plan.days - since, 0.2))
        refund = Refund(amount=amount, method=order.payment, state=_REFUND_STATES[plan.status], at=at)
        note = f"Sent back because: {plan.reason}." if plan.reason else order.note
        return order.model_copy(update={"refunds": (refund,) if amount.amount else (), "note": note})
