"""What a tool brings back: records and an outcome, from which cards are shown and sentences written."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.actions import ActionProposal, SettledChanges, Verdict
from assistant.domain.business import Passage, Promotion
from assistant.domain.cart import Cart
from assistant.domain.catalogue import ProductCard, RecommendationRequest
from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order
from assistant.domain.own_case import OwnCase


class Outcome(StrEnum):
    """How a call ended, from the shopper's point of view."""

    FOUND = "found"
    NOTHING_FOUND = "nothing_found"
    DONE = "done"
    PROPOSED = "proposed"
    NOT_ALLOWED = "not_allowed"
    NEEDS_VERIFICATION = "needs_verification"
    NEEDS_DETAIL = "needs_detail"
    OUT_OF_STOCK = "out_of_stock"
    FAILED = "failed"
    HANDED_OFF = "handed_off"
    SAID = "said"


class AnsweredPart(BaseModel):
    """One of several questions about a product, with what its page says to it: an attribute, a sentence or neither."""

    model_config = ConfigDict(frozen=True)

    question: str
    answer: tuple[str, str] | None = None
    notes: dict[str, str] = Field(default_factory=dict)


class ToolResult(BaseModel):
    """The facts of one call. Every claim of the reply has to be carried by one of these fields.

    Attributes:
        subject: what the call was about, e.g. the query or the reply kind.
        missing: which detail is needed, with `choices` to pick from where they are known.
        search, searched: the search's arguments and how many of its matches have been shown by now.
        advice: the wish that a recommendation answers, which a follow-up goes on with.
        relaxed: filters that had to be dropped to find anything.
        answer: for a question about a product, the attribute that answers it: (name, value); a sentence that answers
            is the note "told", or "review" with "opinion".
        parts: for several questions about a product at once, what answers each.
        own_case: what the shop's rules mean for the shopper's own orders.
        settled: what of the items is clear already, where a detail of others is asked.
        offer: what a plain yes to the reply stands for.
    """

    model_config = ConfigDict(frozen=True)

    tool: str
    outcome: Outcome
    subject: str = ""
    missing: Literal[
        "", "product", "variant", "order", "items", "wanted", "address", "payment", "change", "reason", "proposal"
    ] = ""
    choices: tuple[str, ...] = ()
    products: tuple[ProductCard, ...] = ()
    layout: Literal["list", "compare", "detail"] = "list"
    total: int = 0
    relaxed: tuple[str, ...] = ()
    search: dict[str, Any] | None = None
    advice: RecommendationRequest | None = None
    searched: int = 0
    answer: tuple[str, str] | None = None
    parts: tuple[AnsweredPart, ...] = ()
    orders: tuple[Order, ...] = ()
    cart: Cart | None = None
    cart_changed: bool = False
    quantity: int = 0
    passages: tuple[Passage, ...] = ()
    own_case: OwnCase | None = None
    offer: ToolCall | None = None
    settled: SettledChanges | None = None
    promotions: tuple[Promotion, ...] = ()
    proposal: ActionProposal | None = None
    verdict: Verdict | None = None
    ticket: str = ""
    notes: dict[str, str] = Field(default_factory=dict)
