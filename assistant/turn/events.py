"""What a turn sends out, in order: the typed payloads of the SSE stream."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.actions import ActionProposal
from assistant.domain.business import Passage, Promotion
from assistant.domain.cart import Cart
from assistant.domain.catalogue import ProductCard
from assistant.domain.conversation import Message, ToolCall
from assistant.domain.handover import Holder
from assistant.domain.order import Order

Stage = Literal["planning", "searching", "looking_up", "writing"]


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True)


class StatusEvent(_Event):
    """What the assistant is doing now."""

    type: Literal["status"] = "status"
    stage: Stage
    calls: tuple[ToolCall, ...] = ()


class ProductsEvent(_Event):
    """A list of cards; `layout` says whether they are a list, a comparison or one product."""

    type: Literal["products"] = "products"
    layout: Literal["list", "compare", "detail"] = "list"
    title: str = ""
    products: tuple[ProductCard, ...]
    total: int = 0


class OrderEvent(_Event):
    """Order cards."""

    type: Literal["order"] = "order"
    orders: tuple[Order, ...]


class CartEvent(_Event):
    """The cart after the turn touched or showed it; `changed` asks the host page to follow."""

    type: Literal["cart"] = "cart"
    cart: Cart
    changed: bool = False


class CitationsEvent(_Event):
    """The policy passages and promotions that the reply rests on."""

    type: Literal["citations"] = "citations"
    passages: tuple[Passage, ...] = ()
    promotions: tuple[Promotion, ...] = ()


class TextEvent(_Event):
    """One checked sentence of the reply, with its trailing space."""

    type: Literal["text"] = "text"
    text: str


class ActionEvent(_Event):
    """A proposal that waits for confirmation, or the news of what became of it."""

    type: Literal["action"] = "action"
    proposal: ActionProposal


class Choice(_Event):
    """One answer to tap: `label` stands on it, `text` is then sent as the shopper's message."""

    label: str
    text: str


class ChoicesEvent(_Event):
    """The answers to the question that the reply asks; typing another is as good, and the next message ends them."""

    type: Literal["choices"] = "choices"
    choices: tuple[Choice, ...]


class HandoffEvent(_Event):
    """A person has been asked for.

    Attributes:
        live: it is within the desk's hours; else it is a ticket, which is answered from `answers_at` on.
        place: the place among those that wait, from 1.
    """

    type: Literal["handoff"] = "handoff"
    reason: str
    ticket: str
    live: bool = True
    place: int = 0
    answers_at: str = ""


class MessageEvent(_Event):
    """What the shopper said, for the people who read along."""

    type: Literal["message"] = "message"
    message: Message


class AgentEvent(_Event):
    """A person of the shop has come, has gone, or has written.

    Attributes:
        holder: who has the conversation from now on.
    """

    type: Literal["agent"] = "agent"
    change: Literal["joined", "left", "message"]
    name: str
    holder: Holder
    message: Message | None = None


class ErrorEvent(_Event):
    """A part of the turn failed; the rest goes on."""

    type: Literal["error"] = "error"
    code: str
    title: str
    detail: str
    retryable: bool = False


class UsageEvent(_Event):
    """What the turn cost.

    Attributes:
        timings_ms: milliseconds from the message to the end of each stage, and to the first card and sentence. Of
            these were spent waiting for the language model: planner_model, and writer_model until a sentence left.
    """

    type: Literal["usage"] = "usage"
    llm_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    timings_ms: dict[str, float] = Field(default_factory=dict)


class DoneEvent(_Event):
    """The end of the turn; nothing follows."""

    type: Literal["done"] = "done"
    turn_id: str
    reason: Literal["complete", "cancelled", "failed"] = "complete"
    state: dict[str, Any] = Field(default_factory=dict)


TurnEvent = Annotated[
    StatusEvent
    | ProductsEvent
    | OrderEvent
    | CartEvent
    | CitationsEvent
    | TextEvent
    | ActionEvent
    | ChoicesEvent
    | HandoffEvent
    | MessageEvent
    | AgentEvent
    | ErrorEvent
    | UsageEvent
    | DoneEvent,
    Field(discriminator="type"),
]
