"""The demo shop's customers: invented people with addresses, payment methods and tastes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.domain.order import Address
from serve.demo.accounts import Customer

DEMO_PASSWORD = "demo"  # noqa: S105 (of the accounts to try out, shown on the sign-in page)
DEMO_EMAILS = ("maya@example.com", "daniel@example.com", "ruth@example.com")
"""The accounts to try out: a bit of everything; a lost and a delayed parcel; late returns and living goods."""

_FILE = Path(__file__).parent / "customers.csv"


class Shopper(BaseModel):
    """A customer with the tastes by which orders and behaviour are made up.

    Attributes:
        likes: categories, the favourite first.
        spends: how much a single piece may cost.
    """

    model_config = ConfigDict(frozen=True)

    customer: Customer
    likes: tuple[str, ...]
    spends: Literal["low", "mid", "high"]


def shoppers() -> tuple[Shopper, ...]:
    """Return all sixty, the accounts to try out first."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_shopper(number, row) for number, row in enumerate(csv.DictReader(file), 1))


def _shopper(number: int, row: dict[str, str]) -> Shopper:
    address = Address(
        name=row["name"],
        street=row["street"],
        city=row["city"],
        region=row["region"],
        postal_code=row["postal_code"],
    )
    customer = Customer(
        id=f"cus_{1000 + number}",
        name=row["name"],
        email=row["email"],
        address=address,
        payments=tuple(row["payments"].split(";")),
    )
    return Shopper.model_validate({"customer": customer, "likes": row["likes"].split(";"), "spends": row["spends"]})
