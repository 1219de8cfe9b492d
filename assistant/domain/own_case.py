"""A question about the rules, worked out for the shopper's own orders: every value in here may be said."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.domain.actions import Verdict
from assistant.domain.money import Money

Subject = Literal[
    "return_items", "exchange_items", "cancel_order", "change_address", "change_payment", "change_items", "refund"
]
"""What is asked about: a kind of action, or money on its way back."""


class CaseFacts(BaseModel):
    """What the rules say about one piece of an order, or about a whole order.

    Attributes:
        item: the piece as the shopper knows it; empty where the whole order is meant.
        verdict: `until` is the last day on which it is allowed, where a window runs.
        days: in which it is allowed after delivery; None where no window runs.
        delivered: the day, and `days_ago` how long ago that is; None before it has arrived.
        expected: the day on which a parcel on its way should arrive.
        state: where the order stands, in words ("is being prepared").
    """

    model_config = ConfigDict(frozen=True)

    order_id: str
    item: str = ""
    verdict: Verdict
    days: int | None = None
    delivered: date | None = None
    days_ago: int | None = None
    expected: date | None = None
    state: str = ""


class MoneyBack(BaseModel):
    """What would be paid back for all that is allowed, and where it goes.

    Attributes:
        amount: after the fee; nothing where nothing was paid yet.
    """

    model_config = ConfigDict(frozen=True)

    order_id: str
    amount: Money
    fee: Money
    method: str


class RefundDue(BaseModel):
    """A refund that was promised, and when it is there.

    Attributes:
        things: what was sent back.
        issued: the day; None where the record doesn't tell, or the parcel is still awaited.
        by: the last day on which the bank should have it; None where that can't be told.
        overdue: that day has passed.
        handling_days, bank_days: business days until a parcel is looked at, and until the bank has the money after it.
    """

    model_config = ConfigDict(frozen=True)

    order_id: str
    amount: Money
    method: str
    state: str
    things: str = ""
    issued: date | None = None
    by: date | None = None
    overdue: bool = False
    handling_days: int | None = None
    bank_days: int | None = None


class Reckoning(BaseModel):
    """How an amount that goes back comes about: goods, less the discount that they had, less the fee, plus shipping.

    Attributes:
        things: what comes back, as the shopper knows it.
        shipping: what is paid back of it; `kept`, what was paid for it and isn't.
    """

    model_config = ConfigDict(frozen=True)

    order_id: str
    things: str
    goods: Money
    discount: Money
    paid: Money
    fee: Money
    shipping: Money
    kept: Money
    amount: Money


class Destination(BaseModel):
    """Where a refund was asked to go.

    Attributes:
        wanted: the method as the account or the shopper calls it; original, the one that the order was paid with.
        held: the account has such a method.
        waits: a return is waiting for the shopper's yes.
    """

    model_config = ConfigDict(frozen=True)

    order_id: str
    wanted: str
    original: str
    allowed: bool
    held: bool
    waits: bool = False


class OwnCase(BaseModel):
    """The shopper's own case.

    Attributes:
        wish: whether the shopper asks if something may be done, or only to be told a day, a cost or a place.
        reckoning: where it was asked how the amount comes about.
        absent: a payment method that was asked for and that the account doesn't have.
        destination: where it was asked whether a refund may go somewhere else.
        pieces: earliest deadline first, what is allowed before what isn't.
        unknown: a thing or an order number that was named although none of the shopper's orders has it.
    """

    model_config = ConfigDict(frozen=True)

    subject: Subject
    wish: Literal["may", "inform"]
    pieces: tuple[CaseFacts, ...] = ()
    money: MoneyBack | None = None
    refunds: tuple[RefundDue, ...] = ()
    reckoning: Reckoning | None = None
    destination: Destination | None = None
    absent: str = ""
    unknown: str = ""

    @property
    def spans(self) -> frozenset[int]:
        """The numbers of days that may be said."""
        told = {days for piece in self.pieces for days in (piece.days, piece.days_ago)}
        told |= {days for refund in self.refunds for days in (refund.handling_days, refund.bank_days)}
        return frozenset(days for days in told if days is not None)
