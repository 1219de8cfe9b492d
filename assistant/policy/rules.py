"""The rules that a shop sets for cancelling, changing, returning and exchanging, read from a TOML file."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.domain.actions import ActionKind, Refusal
from assistant.domain.order import OrderStatus
from assistant.errors import SetupError


class Destination(StrEnum):
    """Where a refund may go."""

    ORIGINAL = "original"
    GIFT_CARD = "gift card"
    STORE_CREDIT = "store credit"
    ANY = "any"


class Rule(BaseModel):
    """What every rule has: the states in which it applies, its reason in words and its page.

    Attributes:
        statuses: names of the order states in which the action is allowed.
        reason: said when the state forbids it; `{order}`, `{status}` (the state's name) and `{state}` ("is packed") are
            filled in.
        reasons: another reason for some of the states, where the general one would mislead.
        page: slug of the policy page that says so.
        not_after: earlier actions on the order after which this one is not allowed any more, each with its reason; an
            action that stands here under its own name can be done once.
        accepted_reasons: the only reasons of the shopper's that are accepted; empty accepts any, or none.
        reason_words: for an accepted reason, other words in which shoppers give it.
        names_payment: the shopper has to name the payment method, where several could be used.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    statuses: tuple[OrderStatus, ...]
    reason: str
    reasons: dict[OrderStatus, str] = Field(default_factory=dict)
    page: str
    not_after: dict[ActionKind, str] = Field(default_factory=dict)
    accepted_reasons: tuple[str, ...] = ()
    reason_words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    names_payment: bool = False


class ChangeItemsRule(Rule):
    """When the items of an order may be changed.

    Attributes:
        versions_only: an item may only be changed to another version of it; none is taken out, and none added.
    """

    versions_only: bool = False


class ComingBack(Rule):
    """When a received piece may come back to the shop.

    Attributes:
        window_days: days after delivery; absent where no window runs.
        category_windows: another number of days by category; 0 means never.
        window_reason: said when the window is over; `{days}` and `{until}` are filled in.
        excluded_reason: said for categories that can't come back; `{category}` and `{title}` are filled in.
        final_sale_reason: said for pieces bought as a final sale; `{title}` is filled in.
    """

    window_days: int | None = Field(default=None, ge=0)
    category_windows: dict[str, int] = Field(default_factory=dict)
    window_reason: str = ""
    excluded_reason: str = ""
    final_sale_reason: str = ""

    def days_for(self, category: str) -> int | None:
        """Return the days in which a piece of a category may come back: 0 for never, None for always."""
        return self.category_windows.get(category, self.window_days)


class ReturnRule(ComingBack):
    """When a received piece may be returned, and what is paid back.

    Attributes:
        fee: deducted from the refund, in the order's currency; none where the fault is the shop's.
        free_reasons: words in the shopper's reason that make it the shop's fault.
        refund_to: where the money may go.
        person_for: refusals that a person of the shop looks at, when the shopper tells one of the free reasons.
    """

    fee: str = "0"
    free_reasons: tuple[str, ...] = ()
    refund_to: tuple[Destination, ...] = (Destination.ORIGINAL,)
    person_for: tuple[Refusal, ...] = ()

    def wants_a_person(self, refusal: Refusal | None, said: str) -> bool:
        """Say whether a refused return or exchange is for a person to decide: the fault may be the shop's."""
        told = said.casefold()
        return refusal in self.person_for and any(reason in told for reason in self.free_reasons)


class ExchangeRule(ComingBack):
    """When a received piece may be swapped for another variant of the same product.

    Attributes:
        same_article: a fresh piece of the very same variant may be wanted, too, say for one that doesn't work.
    """

    same_article: bool = False


class RefundTimes(BaseModel):
    """How long money takes to be back; it allows and forbids nothing.

    Attributes:
        page: slug of the policy page that says so.
        handling_days: business days in which a parcel that came back is looked at and its refund issued.
        bank_days: business days that the bank takes at the most, by how a payment method's label begins.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: str
    handling_days: int = Field(ge=0)
    bank_days: dict[str, int] = Field(default_factory=dict)

    def name_of(self, method: str) -> str:
        """Return how a payment method ("Visa ending in 4242") is called here; empty for one that isn't named."""
        said = method.casefold()
        return next((name for name in self.bank_days if said.startswith(name.casefold())), "")

    def days_of_bank(self, method: str) -> int | None:
        """Return the days for a payment method; None for one that isn't named."""
        return self.bank_days.get(self.name_of(method))


class UndoRule(Rule):
    """What may be taken back by the shopper, and for how long.

    Attributes:
        minutes: by kind of action, counted from the moment in which it was done; other kinds can't be taken back.
    """

    statuses: tuple[OrderStatus, ...] = tuple(OrderStatus)
    reason: str = ""
    page: str = ""
    minutes: dict[ActionKind, int] = Field(default_factory=dict)


_NO_RESENDING = Rule(statuses=(), reason="Order {order} {state}, and this shop doesn't send orders again.", page="")


class PolicyRules(BaseModel):
    """All rules of one shop.

    Attributes:
        proposal_minutes: how long a proposal waits for its yes.
        resend: when an order is sent again; never, where the shop has no such rule.
        undo: nothing, where the shop has no such rule.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    proposal_minutes: int = Field(default=15, ge=1)
    cancel: Rule
    change_address: Rule
    change_payment: Rule
    change_items: ChangeItemsRule
    returns: ReturnRule
    exchange: ExchangeRule
    resend: Rule = _NO_RESENDING
    undo: UndoRule = UndoRule()
    refunds: RefundTimes | None = None

    @property
    def current(self) -> Self:
        """Return these rules: they stand, unlike those of a file."""
        return self

    def of(self, kind: ActionKind) -> Rule:
        """Return the rule for a kind of action."""
        by_kind: dict[ActionKind, Rule] = {
            "cancel_order": self.cancel,
            "change_address": self.change_address,
            "change_payment": self.change_payment,
            "change_items": self.change_items,
            "return_items": self.returns,
            "exchange_items": self.exchange,
            "resend_order": self.resend,
            "undo": self.undo,
        }
        return by_kind[kind]

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """Read the rules; raises SetupError naming the file and the first thing that does not fit."""
        try:
            return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
            raise SetupError(f"The policy file {path} can't be used: {error}") from error
