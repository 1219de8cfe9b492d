"""What can be done to an order or an account, exactly, and the proposal that asks for it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.money import Money
from assistant.domain.order import Address


class _Action(BaseModel):
    model_config = ConfigDict(frozen=True)


class LineQuantity(_Action):
    """Some pieces of one order line."""

    line_id: str
    quantity: int = Field(ge=1)


class CancelOrder(_Action):
    """Cancel a whole order."""

    kind: Literal["cancel_order"] = "cancel_order"
    order_id: str
    reason: str = ""


class ChangeAddress(_Action):
    """Send an order elsewhere, or change the address kept on the account (no `order_id`)."""

    kind: Literal["change_address"] = "change_address"
    order_id: str | None = None
    address: Address


class ChangePayment(_Action):
    """Pay an order with another method that the account holds."""

    kind: Literal["change_payment"] = "change_payment"
    order_id: str
    payment: str


class ChangeItem(_Action):
    """Swap the variant or the number of pieces of one line before dispatch; 0 removes the line."""

    kind: Literal["change_item"] = "change_item"
    order_id: str
    line_id: str
    variant_id: str
    quantity: int = Field(ge=0)


class ReturnItems(_Action):
    """Send pieces back for a refund."""

    kind: Literal["return_items"] = "return_items"
    order_id: str
    lines: tuple[LineQuantity, ...] = Field(min_length=1)
    reason: str = ""


class ExchangeItem(_Action):
    """Swap a received piece for another variant of the same product."""

    kind: Literal["exchange_item"] = "exchange_item"
    order_id: str
    line_id: str
    variant_id: str
    quantity: int = Field(ge=1)


OrderAction = Annotated[
    CancelOrder | ChangeAddress | ChangePayment | ChangeItem | ReturnItems | ExchangeItem,
    Field(discriminator="kind"),
]


class Verdict(BaseModel):
    """What the shop's policy says about an action.

    Attributes:
        reason: in words that may be said to the shopper.
        page: slug of the policy page that says so.
    """

    model_config = ConfigDict(frozen=True)

    allowed: bool
    reason: str = ""
    page: str = ""


class ProposalState(StrEnum):
    """The life of a proposal; only PENDING can move on."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    EXECUTED = "executed"
    DECLINED = "declined"
    EXPIRED = "expired"
    REPLACED = "replaced"
    FAILED = "failed"


class ActionProposal(BaseModel):
    """An action with its exact arguments, waiting for the shopper's yes.

    Attributes:
        id: also the idempotency key of its execution.
        owner: `Principal.owner` of the shopper it was made for.
        title: what will happen, as a question to the shopper.
        effects: one line each, e.g. "Refund of $39.90 to Visa ending in 4242".
    """

    model_config = ConfigDict(frozen=True)

    id: str
    conversation_id: str
    owner: str
    action: OrderAction
    verdict: Verdict
    title: str
    effects: tuple[str, ...] = ()
    amount: Money | None = None
    state: ProposalState = ProposalState.PENDING
    created_at: datetime
    expires_at: datetime
