"""What is true of a shopper's own case, worked out by hand from an order's record and the numbers on the demo's pages.

Nothing of the assistant's own reckoning is used, so that both can't be wrong in the same way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

import numpy as np

from assistant.domain.order import Order, OrderLine

QUESTIONS = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "own_case_questions.jsonl").open(encoding="utf-8")
]
FEE = Decimal("4.95")
DAYS = {"Boots & Shoes": 60, "Bedding": 45, "Candles & Scent": 14, "Seeds & Bulbs": 0}
OPEN = {
    "return": {"delivered", "return requested", "exchange requested"},
    "exchange": {"delivered", "return requested"},
    "cancel": {"awaiting payment", "processing", "packed"},
    "address": {"awaiting payment", "processing"},
    "payment": {"awaiting payment", "processing"},
    "items": {"awaiting payment", "processing"},
}
PAGES = {
    "return": {"returns", "final-sale", "seeds-and-plants"},
    "exchange": {"exchanges", "final-sale"},
    "cancel": {"cancelling-an-order"},
    "refund": {"refunds"},
    "address": {"changing-an-order"},
    "payment": {"changing-an-order"},
    "items": {"changing-an-order"},
}
BANK = {"Visa": 5, "Mastercard": 5, "American": 5, "Apple": 5, "PayPal": 2, "store": 0}


@dataclass(frozen=True)
class Truth:
    """What a right answer has: a verdict a piece, and texts that have to be said.

    Attributes:
        verdicts: by (order, title; empty for the whole order).
        said: e.g. "December 15" or "$4.95".
        pages: slugs, one of which has to be cited.
    """

    verdicts: dict[tuple[str, str], bool]
    said: tuple[str, ...]
    pages: frozenset[str]


def truth_of(row: dict[str, Any], orders: dict[str, Order], now: datetime) -> Truth:
    """Work out one question's truth."""
    kind, told = row["kind"], set(row["told"])
    verdicts: dict[tuple[str, str], bool] = {}
    said: list[str] = []
    back, paid = Decimal(0), Decimal(0)
    for order_id, number in row["about"]:
        order = orders[order_id]
        if kind == "refund":
            said += _refund(order, told)
            continue
        line = order.lines[number - 1] if number else None
        allowed = order.status.value in OPEN[kind]
        if line is not None:
            until = _until(order, line)
            allowed = allowed and not line.final_sale and DAYS.get(line.category, 30) > 0
            if "day" in told and until is not None and allowed:
                said.append(_day(until.date()))
            if allowed and until is not None and now > until:
                allowed = False
            if allowed and order.discount:
                goods = sum((each.unit_price.amount * each.quantity for each in order.lines), Decimal(0))
                share = line.unit_price.amount * line.quantity / goods
                back += line.unit_price.amount * line.quantity - order.discount.amount * share
            elif allowed:
                back += line.unit_price.amount * line.quantity
        elif kind == "cancel" and allowed and order.status.value != "awaiting payment":
            paid += order.total.amount
        verdicts[order_id, line.title if line else ""] = allowed
    if "fee" in told:
        said.append(f"${FEE}")
    if "refund" in told and any(verdicts.values()):
        amount = paid if kind == "cancel" else back - FEE
        said.append(f"${amount.quantize(Decimal('0.01'), ROUND_DOWN):,}")
    return Truth(verdicts, tuple(said), frozenset(PAGES[kind]))


def _refund(order: Order, told: set[str]) -> list[str]:
    refund = order.refunds[-1]
    said = [str(refund.amount)]
    if "by" in told:
        assert refund.at is not None
        bank = next(days for name, days in BANK.items() if refund.method.startswith(name))
        due = np.busday_offset(np.datetime64(refund.at.date()), bank, roll="backward")
        said.append(_day(due.astype(date)))
    return said


def _until(order: Order, line: OrderLine) -> datetime | None:
    arrived = [parcel.delivered_at for parcel in order.shipments if parcel.delivered_at]
    return max(arrived) + timedelta(days=DAYS.get(line.category, 30)) if arrived else None


def _day(day: date) -> str:
    return f"{day:%B} {day.day}"
