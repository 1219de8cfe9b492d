"""Orders, from payment to refund."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.domain.money import Money


class OrderStatus(StrEnum):
    """Where an order stands; the values are what shoppers read."""

    PENDING = "awaiting payment"
    PROCESSING = "processing"
    PACKED = "packed"
    SHIPPED = "shipped"
    OUT_FOR_DELIVERY = "out for delivery"
    DELIVERED = "delivered"
    DELAYED = "delayed"
    LOST = "lost in transit"
    CANCELLED = "cancelled"
    RETURN_REQUESTED = "return requested"
    RETURNED = "returned"
    EXCHANGE_REQUESTED = "exchange requested"
    REFUNDED = "refunded"

    @property
    def dispatched(self) -> bool:
        return self not in {self.PENDING, self.PROCESSING, self.PACKED, self.CANCELLED}


class Address(BaseModel):
    """A postal address.

    Attributes:
        unit: flat, suite or floor, where it is told apart from the street.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    street: str
    unit: str = ""
    city: str
    region: str = ""
    postal_code: str
    country: str = "US"

    def __str__(self) -> str:
        place = " ".join(part for part in (self.region, self.postal_code) if part)
        return ", ".join(part for part in (self.street, self.unit, self.city, place) if part)


class OrderLine(BaseModel):
    """One line of an order.

    Attributes:
        returned: pieces sent back or announced as a return, at most `quantity`.
        final_sale: bought under terms that exclude returns.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    product_id: str
    variant_id: str
    title: str
    options: dict[str, str] = Field(default_factory=dict)
    category: str = ""
    quantity: int = Field(ge=1)
    unit_price: Money
    returned: int = Field(default=0, ge=0)
    final_sale: bool = False
    image: str | None = None

    @property
    def total(self) -> Money:
        return self.unit_price * self.quantity

    @property
    def kept(self) -> int:
        """Pieces that the shopper has neither sent back nor announced as a return."""
        return self.quantity - self.returned


class TrackingStep(BaseModel):
    """One scan of a parcel on its way."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    place: str
    text: str


class Shipment(BaseModel):
    """A parcel, its carrier and its way so far."""

    model_config = ConfigDict(frozen=True)

    carrier: str
    tracking_number: str
    steps: tuple[TrackingStep, ...] = ()
    expected: date | None = None
    delivered_at: datetime | None = None


class Refund(BaseModel):
    """Money on its way back."""

    model_config = ConfigDict(frozen=True)

    amount: Money
    method: str
    state: str = "issued"
    at: datetime | None = None


class Order(BaseModel):
    """An order as the shop's own system records it.

    Attributes:
        payment: the payment method as shoppers read it.
        payment_id: the shop's own key of that method; empty where the words are the key.
        placed_at: absent where the shop's system doesn't tell; no day is said then.
        done: kinds of the actions that were carried out on it since it was placed (`ActionKind`), oldest first.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    customer_id: str
    email: str
    placed_at: datetime | None = None
    status: OrderStatus
    lines: tuple[OrderLine, ...]
    address: Address
    payment: str
    payment_id: str = ""
    shipping: Money
    discount: Money | None = None
    shipments: tuple[Shipment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    note: str = ""
    done: tuple[str, ...] = ()
    cancel_reason: str = ""
    updated_at: datetime | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_stored_now(cls, values: Any) -> Any:
        """Read records that were stored when only an exchange was noted."""
        if isinstance(values, dict) and "exchanged" in values:
            rest = {name: value for name, value in values.items() if name != "exchanged"}
            return {"done": ("exchange_items",) if values["exchanged"] else (), **rest}
        return values

    @property
    def charged_to(self) -> str:
        """The key of the payment method."""
        return self.payment_id or self.payment

    def line(self, line_id: str) -> OrderLine | None:
        return next((line for line in self.lines if line.id == line_id), None)

    @property
    def total(self) -> Money:
        total = self.shipping
        for line in self.lines:
            total = total + line.total
        return total - self.discount if self.discount else total

    @property
    def delivered_at(self) -> datetime | None:
        times = [shipment.delivered_at for shipment in self.shipments if shipment.delivered_at]
        return max(times) if times else None
