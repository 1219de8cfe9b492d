"""What the desk's requests carry and what its answers hold."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.domain.conversation import Message
from serve.desk.agents import Agent
from serve.desk.rows import CaseRow
from serve.desk.talk import Note

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


class Abilities(BaseModel):
    """What this desk can do beyond writing."""

    languages: list[str] = []
    rewrite: bool = False
    translate: bool = False
    macros: bool = True


class Me(BaseModel):
    """Who is signed in, and where."""

    agent: Agent
    shop_name: str
    can: Abilities


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


class ShopperView(BaseModel):
    """Whom the case is about, as far as they have proved it."""

    name: str | None = None
    email: str | None = None
    verified: bool = False
    address: str | None = None


class CaseView(BaseModel):
    """A case with everything that an agent needs beside the conversation.

    Attributes:
        entries: the transcript in order: {"kind": "message", "message"} and {"kind": "card", "event"}.
        last_event_id: give it to the case's stream as Last-Event-ID, so that nothing is missed in between.
    """

    case: CaseRow
    brief: dict[str, Any]
    entries: list[dict[str, Any]]
    shopper: ShopperView
    orders: list[dict[str, Any]]
    proposals: list[dict[str, Any]]
    notes: list[Note]
    agents_here: list[str]
    last_message_id: str
    last_event_id: int
