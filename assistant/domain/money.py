"""Money as an exact amount with its currency."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import total_ordering
from typing import Self

from babel.numbers import format_currency, get_currency_precision
from pydantic import BaseModel, ConfigDict, Field, field_validator

_LARGEST = 10**12


@total_ordering
class Money(BaseModel):
    """An exact amount in one currency; sums of different currencies are errors.

    Attributes:
        amount: in the currency's main unit (dollars, not cents), rounded to its precision; below a trillion.
        currency: ISO 4217 code.
    """

    model_config = ConfigDict(frozen=True)

    amount: Decimal = Field(ge=-_LARGEST, le=_LARGEST)
    currency: str = Field(default="USD", pattern="^[A-Z]{3}$")

    @field_validator("amount")
    @classmethod
    def _round(cls, amount: Decimal) -> Decimal:
        return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str = "USD") -> Self:
        return cls(amount=Decimal(amount), currency=currency)

    @classmethod
    def of_minor_units(cls, units: int, currency: str = "USD") -> Self:
        """Read an amount in the currency's smallest unit, e.g. cents."""
        return cls(amount=Decimal(units).scaleb(-get_currency_precision(currency)), currency=currency)

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(amount=self.amount + other.amount, currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(amount=self.amount - other.amount, currency=self.currency)

    def __mul__(self, factor: int | Decimal) -> Money:
        return Money(amount=self.amount * factor, currency=self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.amount < other.amount

    def format(self, locale: str = "en_US") -> str:
        """Write the amount as a shopper of `locale` expects it, e.g. "$1,249.00"."""
        return format_currency(self.amount, self.currency, locale=locale)

    def __str__(self) -> str:
        return self.format()

    def minor_units(self) -> int:
        """The amount in the currency's smallest unit, e.g. cents."""
        return int(self.amount.scaleb(get_currency_precision(self.currency)))

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} can't be combined")
