"""The rules that a shop sets for cancelling, changing, returning and exchanging, read from a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.domain.order import OrderStatus
from assistant.errors import SetupError


class Rule(BaseModel):
    """What every rule has: the states in which it applies, its reason in words and its page.

    Attributes:
        statuses: names of the order states in which the action is allowed.
        reason: said when the state forbids it; `{order}`, `{status}` (the state's name) and `{state}` ("is packed") are
            filled in.
        reasons: another reason for some of the states, where the general one would mislead.
        page: slug of the policy page that says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    statuses: tuple[OrderStatus, ...]
    reason: str
    reasons: dict[OrderStatus, str] = Field(default_factory=dict)
    page: str


class ReturnRule(Rule):
    """When a received piece may come back.

    Attributes:
        window_days: days after delivery.
        category_windows: another number of days by category; 0 means never.
        window_reason: said when the window is over; `{days}` and `{until}` are filled in.
        excluded_reason: said for categories that can't come back; `{category}` is filled in.
        final_sale_reason: said for pieces bought as a final sale; `{title}` is filled in.
        fee: deducted from the refund, in the order's currency; none where the fault is the shop's.
        free_reasons: words in the shopper's reason that make it the shop's fault.
    """

    window_days: int = Field(ge=0)
    category_windows: dict[str, int] = Field(default_factory=dict)
    window_reason: str
    excluded_reason: str
    final_sale_reason: str
    fee: str = "0"
    free_reasons: tuple[str, ...] = ()


class ExchangeRule(ReturnRule):
    """When a received piece may be swapped for another variant.

    Attributes:
        once_reason: said when the order was exchanged before.
    """

    once_reason: str


class PolicyRules(BaseModel):
    """All rules of one shop."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    proposal_minutes: int = Field(default=15, ge=1)
    cancel: Rule
    change_address: Rule
    change_payment: Rule
    change_item: Rule
    returns: ReturnRule
    exchange: ExchangeRule

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """Read the rules; raises SetupError naming the file and the first thing that does not fit."""
        try:
            return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
            raise SetupError(f"The policy file {path} can't be used: {error}") from error
