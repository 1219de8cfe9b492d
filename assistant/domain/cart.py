"""The cart and what is done to it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.money import Money


class CartLine(BaseModel):
    """One variant in the cart, priced from the catalogue at the time of reading."""

    model_config = ConfigDict(frozen=True)

    product_id: str
    variant_id: str
    title: str
    options: dict[str, str] = Field(default_factory=dict)
    quantity: int = Field(ge=1)
    unit_price: Money
    image: str | None = None

    @property
    def total(self) -> Money:
        return self.unit_price * self.quantity


class Cart(BaseModel):
    """What a shopper is about to buy."""

    model_config = ConfigDict(frozen=True)

    lines: tuple[CartLine, ...] = ()
    currency: str = "USD"

    @property
    def total(self) -> Money:
        total = Money.of(0, self.currency)
        for line in self.lines:
            total = total + line.total
        return total

    @property
    def count(self) -> int:
        """Pieces, over all lines."""
        return sum(line.quantity for line in self.lines)
