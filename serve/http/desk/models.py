"""What the desk's requests carry and what its answers hold."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

from assistant.assist.suggestion import Macro, SolvedCase, Tone
from assistant.domain.actions import ActionProposal, OrderAction, Verdict
from assistant.domain.conversation import Message
from assistant.domain.order import Order
from assistant.handover.brief import Brief
from serve.desk.agents import Agent
from serve.desk.assistance import Verb
from serve.desk.rows import CaseRow
from serve.desk.shoppers import OrderVerdict
from serve.desk.talk import Note
from serve.http.models import Locale

MAX_TEXT = 4_000
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT)]


class Login(BaseModel):
    """An agent's e-mail address and password."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"email": "sam@shop.example", "password": "correct horse battery"}]}
    )

    email: str = Field(max_length=254)
    password: str = Field(max_length=1_000)


class HelpdeskAgent(BaseModel):
    """An agent whom the shop's own helpdesk has signed in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"agent_id": "helpdesk-17", "name": "Sam"}]})

    agent_id: str = Field(pattern=r"^[\x21-\x7e]{1,64}$")
    name: str = Field(min_length=1, max_length=80)


class Session(BaseModel):
    """A sign-in at the desk; the token goes into `Authorization: Bearer`."""

    token: str
    expires_at: datetime
    agent: Agent


class Me(BaseModel):
    """Who is signed in and where, and what this desk can do beyond writing.

    Attributes:
        languages: those that drafts can be translated into.
    """

    agent: Agent
    shop_name: str
    languages: list[str]
    rewrite: bool
    translate: bool
    macros: bool = True


class Cases(BaseModel):
    """One page of a shelf; `next` gives the ones after it."""

    cases: list[CaseRow]
    next: str | None = None


class Claim(BaseModel):
    """Takes a case; `force` takes it from whoever has it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"force": False}]})

    force: bool = False


class Return(BaseModel):
    """Gives the conversation back to the assistant, with a note for the next agent if there is one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "Waits for the new label."}]})

    note: str = Field(default="", max_length=MAX_TEXT)


class Solution(BaseModel):
    """Closes a case."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"resolution": "Refund arranged."}]})

    resolution: str = Field(default="", max_length=MAX_TEXT)


class NewAgentMessage(BaseModel):
    """What an agent says to the shopper.

    Attributes:
        seen: the last message that the agent has read; when another agent has written since, nothing is sent.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "Hello, I'm looking into it.", "seen": "turn_x.q"}]}
    )

    text: _Text
    seen: str = Field(default="", max_length=100)
    suggestion_id: str = Field(default="", max_length=64)


class SentMessage(BaseModel):
    """The message as the shopper got it."""

    message: Message


class NewNote(BaseModel):
    """A note for the other agents."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Called the carrier, parcel found."}]})

    text: _Text


class SavedNote(BaseModel):
    """The note as it was saved."""

    note: Note


class PaymentChoice(BaseModel):
    """A payment method on the shopper's account, as actions name it and as people read it."""

    id: str
    name: str


class ShopperView(BaseModel):
    """Whom the case is about, as far as they have proved it, with what their account holds."""

    name: str | None = None
    email: str | None = None
    verified: bool = False
    address: str | None = None
    payments: list[PaymentChoice] = []


class CaseView(BaseModel):
    """A case with everything that an agent needs beside the conversation.

    Attributes:
        entries: the transcript in order: messages as {"type": "message", …Message}, and the cards between them as the
            events that they came with.
        last_event_id: give it to the case's stream as Last-Event-ID, so that nothing is missed in between.
    """

    case: CaseRow
    brief: Brief
    entries: list[dict[str, Any]]
    shopper: ShopperView
    orders: list[JudgedOrder]
    proposals: list[ActionProposal]
    notes: list[Note]
    agents_here: list[str]
    last_message_id: str
    last_event_id: int
    trouble: list[str] = []


class JudgedOrder(BaseModel):
    """An order with what the rules say about everything that could be done with it."""

    order: Order
    verdicts: list[OrderVerdict]


class Decided(BaseModel):
    """What became of a proposal, and the order after it."""

    proposal: ActionProposal
    order: Order | None = None


class Prepared(BaseModel):
    """An exact proposal, judged; nothing is done. There is none where the rules refuse it."""

    proposal: ActionProposal | None
    verdict: Verdict


class WantedAction(RootModel[OrderAction]):
    """An action with its exact arguments."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "cancel_order", "order_id": "HT-10001", "reason": "ordered twice"}]}
    )


class Rewrite(BaseModel):
    """A draft that should sound otherwise."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Send it back then.", "tone": "warmer"}]})

    text: _Text
    tone: Tone


class Translate(BaseModel):
    """A draft in another language."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "It is on its way.", "to": "es"}]})

    text: _Text
    to: Locale


class Redrafted(BaseModel):
    """The draft in other words; `changed` is false where nothing had to be."""

    text: str
    changed: bool


class SuggestionOutcome(BaseModel):
    """What became of a suggestion; `text` is what was sent instead of it, for an edited one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"outcome": "edited", "text": "Hello Maya, …"}]})

    outcome: Verb
    text: str = Field(default="", max_length=MAX_TEXT)


class NewMacro(BaseModel):
    """A reply to keep ready, with the blanks {name}, {order} and {agent}."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"title": "Greeting", "text": "Hello {name}, this is {agent}.", "shortcut": "hi"}]
        }
    )

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    text: _Text
    shortcut: str = Field(pattern=r"^[a-z0-9-]{1,24}$")


class AllMacros(BaseModel):
    """The macros of the desk."""

    macros: list[Macro]


class SolvedCases(BaseModel):
    """Earlier solved cases that are alike, the nearest first."""

    cases: list[SolvedCase]
