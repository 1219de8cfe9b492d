"""Which orders the demo shop has: the authored ones of the accounts to try out, the rest drawn from tastes."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.domain.order import OrderStatus
from assistant.domain.product import Product, Variant
from serve.demo.catalogue import is_final_sale
from serve.demo.customers import DEMO_EMAILS, Shopper

_FILE = Path(__file__).parent / "orders.toml"
_SEED = 20_482
_BUDGET = {"low": 60, "mid": 160, "high": 500}
# How many of the three hundred orders there are in each state, the authored ones included, and how old they are.
_STATES: dict[OrderStatus, tuple[int, float, float]] = {
    OrderStatus.PENDING: (10, 0.1, 1.6),
    OrderStatus.PROCESSING: (22, 0.1, 1.4),
    OrderStatus.PACKED: (12, 0.6, 1.8),
    OrderStatus.SHIPPED: (30, 1.3, 3.2),
    OrderStatus.OUT_FOR_DELIVERY: (12, 4.1, 5.4),
    OrderStatus.DELIVERED: (118, 0.6, 130),
    OrderStatus.DELAYED: (14, 5.5, 10),
    OrderStatus.LOST: (8, 13, 26),
    OrderStatus.CANCELLED: (20, 2, 90),
    OrderStatus.RETURN_REQUESTED: (16, 5, 28),
    OrderStatus.RETURNED: (12, 14, 40),
    OrderStatus.EXCHANGE_REQUESTED: (10, 4, 27),
    OrderStatus.REFUNDED: (16, 20, 110),
}
_CANCEL_REASONS = (
    "Ordered the wrong size",
    "Found it cheaper elsewhere",
    "Delivery takes too long",
    "Ordered twice by mistake",
    "Changed my mind",
    "",
)
_RETURN_REASONS = (
    "It doesn't fit",
    "The color is different from the picture",
    "It arrived damaged",
    "I don't need it any more",
    "Stopped working after a week",
    "Smaller than I expected",
    "It was a gift they already had",
)
_NOTES = ("Please leave it with the neighbor at number 12.", "Gift wrap, no invoice in the parcel.", "Ring twice.")
_COMING_BACK = {OrderStatus.RETURN_REQUESTED, OrderStatus.RETURNED, OrderStatus.REFUNDED}


class OrderPlan(BaseModel):
    """An order in outline.

    Attributes:
        days: age of the last thing that happened: of the delivery where there was one, else of the order.
        items: variant ids, one a line.
        quantities: pieces of each line; one each where nothing is said.
        back: numbers of the lines (from 1) that came or come back.
        reason: why it was cancelled or sent back.
        code: the promotion that was used.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    customer: str
    status: OrderStatus
    days: float
    items: tuple[str, ...]
    quantities: tuple[int, ...] = ()
    back: tuple[int, ...] = ()
    reason: str = ""
    note: str = ""
    code: str = ""


def order_plans(shoppers: Sequence[Shopper], products: Sequence[Product]) -> tuple[OrderPlan, ...]:
    """Return three hundred plans; the same on every machine for the same catalogue."""
    authored = tuple(
        OrderPlan.model_validate(entry) for entry in tomllib.loads(_FILE.read_text(encoding="utf-8"))["order"]
    )
    draw = random.Random(_SEED)  # noqa: S311 (not a secret)
    others = [shopper for shopper in shoppers if shopper.customer.email not in DEMO_EMAILS]
    by_category: dict[str, list[Product]] = {}
    for product in products:
        by_category.setdefault(product.category, []).append(product)
    drawn: list[OrderPlan] = []
    for status, (count, youngest, oldest) in _STATES.items():
        missing = count - sum(plan.status is status for plan in authored)
        for _ in range(missing):
            # Squaring keeps most orders recent, where return windows are still open.
            days = youngest + (oldest - youngest) * draw.random() ** 2
            drawn.append(_plan(draw, draw.choice(others), status, round(days, 2), by_category))
    return (*authored, *drawn)


def _plan(
    draw: random.Random, shopper: Shopper, status: OrderStatus, days: float, by_category: Mapping[str, list[Product]]
) -> OrderPlan:
    items = tuple(variant.id for variant in _basket(draw, shopper, by_category))
    back: tuple[int, ...] = ()
    reason = ""
    if status in _COMING_BACK:
        back = tuple(sorted(draw.sample(range(1, len(items) + 1), draw.randint(1, len(items)))))
        reason = draw.choice(_RETURN_REASONS)
        if status is OrderStatus.REFUNDED:
            back = tuple(range(1, len(items) + 1))
    elif status is OrderStatus.CANCELLED:
        reason = draw.choice(_CANCEL_REASONS)
    return OrderPlan(
        customer=shopper.customer.email,
        status=status,
        days=days,
        items=items,
        quantities=tuple(draw.choices((1, 2, 3, 4), (80, 14, 4, 2), k=len(items))),
        back=back,
        reason=reason,
        note=draw.choice(_NOTES) if draw.random() < 0.08 else "",
        code="WELCOME10" if draw.random() < 0.12 else "",
    )


def _basket(draw: random.Random, shopper: Shopper, by_category: Mapping[str, list[Product]]) -> Iterator[Variant]:
    """Draw one to four different products that suit the taste and the purse, now and then one on final sale."""
    chosen: dict[str, Variant] = {}
    wanted = draw.choices((1, 2, 3, 4), (45, 32, 16, 7))[0]
    while len(chosen) < wanted:
        liked = draw.random() < 0.75
        category = draw.choice(shopper.likes) if liked else draw.choice(sorted(by_category))
        affordable = [p for p in by_category[category] if p.price.amount <= _BUDGET[shopper.spends]]
        on_sale = [p for p in affordable if is_final_sale(p)]
        product = draw.choice(on_sale if on_sale and draw.random() < 0.3 else affordable or by_category[category])
        chosen[product.id] = draw.choice(product.available or product.variants)
    yield from chosen.values()
