"""How something is paid, and where money may go back to."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from assistant.domain.money import Money


class PaymentKind(StrEnum):
    """What kind of method it is, as far as rules ask."""

    CARD = "card"
    WALLET = "wallet"
    GIFT_CARD = "gift card"
    STORE_CREDIT = "store credit"
    OTHER = "other"


class PaymentMethod(BaseModel):
    """A payment method that an account holds.

    Attributes:
        id: the shop's own key of it, which actions carry.
        label: what shoppers read, e.g. "Visa ending in 4242".
        balance: what is left on it, for methods that hold money and shops that tell.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    label: str
    kind: PaymentKind = PaymentKind.OTHER
    balance: Money | None = None

    def __str__(self) -> str:
        return self.label
