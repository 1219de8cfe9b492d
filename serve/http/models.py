"""What requests carry and what answers hold, beyond the domain's own values."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.domain.actions import ActionProposal
from assistant.domain.cart import Cart
from assistant.domain.catalogue import ProductCard, Purpose, SearchQuery
from assistant.domain.conversation import Message
from assistant.domain.handover import Holder

MAX_EVENTS = 100
Id = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Locale = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}$", max_length=35)]


class PageContext(BaseModel):
    """Where in the shop the shopper is."""

    url: str | None = Field(default=None, max_length=2000, examples=["https://shop.example/products/p-1042"])
    product_id: Id | None = Field(default=None, examples=["p-1042"])


class NewConversation(BaseModel):
    """How a conversation begins; everything may be left out."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"locale": "en"}]})

    locale: Locale | None = None
    context: PageContext | None = None


class ConversationCreated(BaseModel):
    """A new conversation; for an anonymous shopper, its id is the key to it."""

    id: str
    created_at: datetime
    greeting: str
    suggestions: list[str]
    shop_name: str


class NewMessage(BaseModel):
    """What the shopper says."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "A waterproof tent for two, under $250", "context": None}]}
    )

    text: str
    context: PageContext | None = None


class Decision(BaseModel):
    """The shopper's yes or no to a proposal."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"accept": True}]})

    accept: bool = Field(strict=True)


class HandoffRequest(BaseModel):
    """Asks for a person."""

    reason: str | None = Field(default=None, max_length=300, examples=["I have a question about an invoice"])


class TurnAnswer(BaseModel):
    """A whole turn, for clients that don't read streams.

    Attributes:
        events: each with its `id` in the stream, its `type` and its payload.
        reply: the reply's text in one piece.
    """

    turn_id: str
    events: list[dict[str, Any]]
    reply: str


class Cancelled(BaseModel):
    """Whether a turn was running and has been told to stop."""

    cancelled: bool


class ConversationView(BaseModel):
    """A conversation as its shopper sees it.

    Attributes:
        messages: oldest first.
        events: the cards that these messages came with, each with its `id`, `turn_id`, `type` and payload.
        next_cursor: gives the messages before these; absent when there are none.
        last_event_id: where the conversation's stream stands; what agents do after it comes by …/events.
    """

    id: str
    locale: str
    created_at: datetime
    messages: list[Message]
    events: list[dict[str, Any]]
    state: ConversationStateView
    running: bool
    next_cursor: str | None = None
    last_event_id: int = 0


class ConversationStateView(BaseModel):
    """What is open in a conversation.

    Attributes:
        holder: who answers; `agent` names the person, `ticket` the handover.
    """

    pending: ActionProposal | None = None
    handed_off: bool = False
    holder: Holder = Holder.ASSISTANT
    agent: str = ""
    ticket: str = ""
    cart: Cart | None = None


class CartChange(BaseModel):
    """One change of the cart; `quantity` is the pieces to add, or those wanted afterwards for `set`."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"action": "add", "variant_id": "p-1042-blue", "quantity": 1}]}
    )

    action: Literal["add", "set", "remove", "clear"]
    variant_id: Id | None = None
    quantity: int = Field(default=1, ge=1, le=99)


class CartAnswer(BaseModel):
    """The cart after the change."""

    cart: Cart


class SearchRequest(SearchQuery):
    """A search with its filters."""

    model_config = ConfigDict(
        allow_inf_nan=False,
        json_schema_extra={"examples": [{"query": "waterproof tent", "max_price": 250, "sort": "rating"}]},
    )

    exclude: tuple[Annotated[str, StringConstraints(max_length=100)], ...] = Field(default=(), max_length=20)
    conversation_id: Id | None = Field(default=None, description="Ranks for the shopper of this conversation.")
    limit: int = Field(default=10, ge=1, le=50)
    cursor: str | None = Field(default=None, max_length=100)


class SearchAnswer(BaseModel):
    """One page of matches, best first."""

    products: list[ProductCard]
    total: int
    relaxed: list[str]
    next_cursor: str | None = None


class RecommendationsRequest(BaseModel):
    """What to recommend for."""

    model_config = ConfigDict(
        allow_inf_nan=False, json_schema_extra={"examples": [{"purpose": "goes_with", "product_id": "p-1042"}]}
    )

    purpose: Purpose = "for_me"
    product_id: Id | None = None
    need: str | None = Field(default=None, max_length=500)
    max_price: float | None = Field(default=None, ge=0)
    conversation_id: Id | None = None
    limit: int = Field(default=6, ge=1, le=50)


class RecommendationsAnswer(BaseModel):
    """Products, each with the reason why it is shown."""

    products: list[ProductCard]


class ReportedEvent(BaseModel):
    """Something that the shopper did on a page."""

    type: Literal["impression", "view", "click", "add_to_cart", "remove_from_cart", "search"]
    product_id: Id | None = None
    query: str | None = Field(default=None, max_length=500)
    position: int | None = Field(default=None, ge=1, le=10_000)


class ReportedEvents(BaseModel):
    """What a shopper did; the server adds the time, and takes the shopper from the conversation or the token."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"events": [{"type": "view", "product_id": "p-1042", "position": 2}]}]}
    )

    conversation_id: Id | None = None
    events: list[ReportedEvent] = Field(min_length=1, max_length=MAX_EVENTS)


class Accepted(BaseModel):
    """How many entries were taken."""

    accepted: int


class Health(BaseModel):
    """Whether the service answers, and which of its parts do."""

    status: Literal["ok", "starting"]
    parts: dict[str, str] = {}
