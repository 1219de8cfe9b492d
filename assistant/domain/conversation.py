"""A conversation and what has to be remembered between two turns."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from assistant.domain.actions import ActionProposal, SettledChanges
from assistant.domain.catalogue import RecommendationRequest
from assistant.domain.handover import HandoverReason


class ToolCall(BaseModel):
    """One call that the planner chose; the arguments obey the tool's schema."""

    model_config = ConfigDict(frozen=True)

    name: str
    args: dict[str, Any] = Field(default_factory=dict)


class ScreenItem(BaseModel):
    """A product in the list that the shopper sees; its position is its place, from 1."""

    model_config = ConfigDict(frozen=True)

    product_id: str
    title: str


class Exchange(BaseModel):
    """One past turn, short enough for the planner: what was said and what the assistant did."""

    model_config = ConfigDict(frozen=True)

    shopper: str
    gist: str


class Message(BaseModel):
    """A line of the transcript.

    Attributes:
        agent: the name of the agent who wrote it, as the shopper is told.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    role: Literal["shopper", "assistant", "agent"]
    text: str
    at: datetime
    turn_id: str = ""
    agent: str = ""


class OpenQuestion(BaseModel):
    """A detail that the assistant asked for, and the request that it is missing from.

    Attributes:
        call: what was to be done, as far as it was known.
        missing: which detail, with the choices that were told.
        subject: the thing that it is a detail of, say the item whose other version is chosen.
        said: what the shopper has said of the request so far, the latest first.
        settled: what has been agreed on of other items of the request.
        others: further orders for which the same is wanted, and the same detail missing.
    """

    model_config = ConfigDict(frozen=True)

    call: ToolCall
    missing: str
    choices: tuple[str, ...] = ()
    subject: str = ""
    said: str = ""
    settled: SettledChanges | None = None
    others: tuple[str, ...] = ()


class ConversationState(BaseModel):
    """Everything the next turn builds on; stored after each turn, so that it survives a restart.

    Attributes:
        screen: the product list in force.
        product_id, order_id: what "it" means.
        page_product_id: the product whose page the shopper is on.
        search: the arguments of the last search, which a refinement builds on.
        searched: how many of that search's matches have been shown, so that "show more" goes on from there.
        advice: the wish that the list on screen answers, where it is advice and no search.
        choosing: what was said so far of the variant of `product_id` that is being chosen.
        pending: the proposals that wait for the shopper's yes, in the order in which they were made.
        deciding: the yes (True) or no of which it was asked what it is about.
        asked: the detail that the assistant has asked for, which the next message may give.
        refused: why the last turn's request wasn't allowed, in the words that were said.
        offered_call: what a plain yes stands for, where the assistant has offered to do something.
        held: a call that waits for the shopper's identity (the step-up), with the request that it comes from and what
            was typed of the proof so far.
        code_for, code_email: the order that a one-time code is to open, and the address that was named for it;
            from code_over on, six digits are no code any more.
        step_up_tries: failed attempts to prove an order; limited.
        handed_off: a person has the conversation or is asked for.
        offered: why the last reply offered to ask a person, so that a plain yes takes it up.
        heard: the agent's message up to which the assistant remembers what agents have said.
    """

    screen: tuple[ScreenItem, ...] = ()
    product_id: str | None = None
    page_product_id: str | None = None
    order_id: str | None = None
    choosing: str = ""
    search: dict[str, Any] | None = None
    searched: int = 0
    advice: RecommendationRequest | None = None
    pending: tuple[ActionProposal, ...] = ()
    deciding: bool | None = None
    asked: OpenQuestion | None = None
    refused: str = ""
    offered_call: ToolCall | None = None
    held: ToolCall | None = None
    held_request: str = ""
    held_order_id: str | None = None
    held_email: str | None = None
    code_for: str | None = None
    code_email: str | None = None
    code_over: datetime | None = None
    step_up_tries: int = 0
    opened_orders: dict[str, datetime] = Field(default_factory=dict)
    exchanges: tuple[Exchange, ...] = ()
    failures: int = 0
    handed_off: bool = False
    offered: HandoverReason | None = None
    heard: str = ""

    @field_validator("pending", mode="before")
    @classmethod
    def _one_or_none(cls, pending: Any) -> Any:
        """Read states that were stored when one proposal could wait."""
        if pending is None:
            return ()
        return (pending,) if isinstance(pending, dict | ActionProposal) else pending


class Conversation(BaseModel):
    """A conversation with its owner and its state.

    Attributes:
        id: unguessable; for anonymous shoppers it is the key to the conversation.
        customer_id: once set, only that customer's token opens the conversation.
    """

    id: str
    customer_id: str | None = None
    locale: str = "en"
    created_at: datetime
    updated_at: datetime
    state: ConversationState = Field(default_factory=ConversationState)
