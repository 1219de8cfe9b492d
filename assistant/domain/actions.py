"""What can be done to an order or an account, exactly, and the proposal that asks for it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

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


class LineChange(_Action):
    """Some pieces of one order line that become another variant of the same product, or another number of pieces.

    Attributes:
        quantity: pieces afterwards; in a change before dispatch, 0 takes the line out.
    """

    line_id: str
    variant_id: str
    quantity: int = Field(ge=0)


class SettledChanges(BaseModel):
    """Versions of an order's items that have been agreed on already, on which the next message builds.

    Attributes:
        payment: id of the method for the difference, where one has been named.
        remaining: lines (by id) of which a detail is still asked; None where the message says which lines it is about.
    """

    model_config = ConfigDict(frozen=True)

    kind: Literal["exchange_items", "change_items"]
    order_id: str
    changes: tuple[LineChange, ...] = ()
    payment: str = ""
    remaining: tuple[str, ...] | None = None


class ChangeItems(_Action):
    """Swap variants or numbers of pieces of some lines before dispatch.

    Attributes:
        payment: id of the method that pays the difference or gets it back; empty for the order's own.
    """

    kind: Literal["change_items"] = "change_items"
    order_id: str
    changes: tuple[LineChange, ...] = Field(min_length=1)
    payment: str = ""


class ReturnItems(_Action):
    """Send pieces back for a refund.

    Attributes:
        refund_to: id of the payment method that gets the money; empty for the order's own.
    """

    kind: Literal["return_items"] = "return_items"
    order_id: str
    lines: tuple[LineQuantity, ...] = Field(min_length=1)
    reason: str = ""
    refund_to: str = ""


class ExchangeItems(_Action):
    """Swap received pieces for other variants of the same products.

    Attributes:
        payment: id of the method that pays the difference or gets it back; empty for the order's own.
    """

    kind: Literal["exchange_items"] = "exchange_items"
    order_id: str
    changes: tuple[LineChange, ...] = Field(min_length=1)
    payment: str = ""


class ResendOrder(_Action):
    """Send everything in an order again that never arrived, at no cost."""

    kind: Literal["resend_order"] = "resend_order"
    order_id: str


ActionKind = Literal[
    "cancel_order",
    "change_address",
    "change_payment",
    "change_items",
    "return_items",
    "exchange_items",
    "resend_order",
    "undo",
]
COMES_BACK: frozenset[ActionKind] = frozenset({"return_items", "exchange_items"})
"""The actions by which received pieces come back to the shop."""


class Undo(_Action):
    """Take back what was done to an order last, so that it is as it was before.

    Attributes:
        undone: the kind of what is taken back.
    """

    kind: Literal["undo"] = "undo"
    order_id: str
    undone: ActionKind


def _as_stored_now(value: Any) -> Any:
    """Read actions that were stored when a change or an exchange was of one line."""
    if isinstance(value, dict) and value.get("kind") in {"change_item", "exchange_item"}:
        change = {name: value[name] for name in ("line_id", "variant_id", "quantity")}
        return {"kind": f"{value['kind']}s", "order_id": value["order_id"], "changes": [change]}
    return value


OrderAction = Annotated[
    Annotated[
        CancelOrder | ChangeAddress | ChangePayment | ChangeItems | ReturnItems | ExchangeItems | ResendOrder | Undo,
        Field(discriminator="kind"),
    ],
    BeforeValidator(_as_stored_now),
]


class Refusal(StrEnum):
    """Why the policy refuses, for code; `Verdict.reason` says it in words."""

    NO_ORDER = "no_order"
    STATUS = "status"
    DONE_BEFORE = "done_before"
    REASON = "reason"
    NO_ITEM = "no_item"
    QUANTITY = "quantity"
    FINAL_SALE = "final_sale"
    EXCLUDED = "excluded"
    WINDOW = "window"
    VERSIONS_ONLY = "versions_only"
    OTHER_PRODUCT = "other_product"
    SAME_ARTICLE = "same_article"
    UNAVAILABLE = "unavailable"
    UNKNOWN_PAYMENT = "unknown_payment"
    SAME_PAYMENT = "same_payment"
    BALANCE = "balance"
    REFUND_TO = "refund_to"
    NOTHING_TO_UNDO = "nothing_to_undo"
    UNDO_WINDOW = "undo_window"


class Verdict(BaseModel):
    """What the shop's policy says about an action.

    Attributes:
        reason: in words that may be said to the shopper.
        page: slug of the policy page that says so.
        refusal: what stands in the way; None where it is allowed.
        until: the last moment at which it is allowed, where a window runs.
    """

    model_config = ConfigDict(frozen=True)

    allowed: bool
    reason: str = ""
    page: str = ""
    refusal: Refusal | None = None
    until: datetime | None = None

    @property
    def in_words(self) -> str:
        """The verdict as the audit keeps it."""
        said = f"{'allowed' if self.allowed else 'refused'}{f': {self.reason}' if self.reason else ''}"
        return f"{said} (see {self.page})" if self.page else said


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
        undo_until: for one that was executed, until when the shopper may take it back; None where they can't.
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
    undo_until: datetime | None = None
