"""Handing a conversation over to a person: why, how urgently, and who has it now."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

_TICKET_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # spells no word, and looks like no order number


class HandoverReason(StrEnum):
    """Why a person is needed."""

    REQUESTED = "requested"
    REPEATED_FAILURE = "repeated_failure"
    DISTRESS = "distress"
    POLICY = "policy"
    LEGAL = "legal"
    SAFETY = "safety"
    UNANSWERED = "unanswered"


class Mood(StrEnum):
    """How the shopper seems to feel, from their own words."""

    CALM = "calm"
    FRUSTRATED = "frustrated"
    ANGRY = "angry"
    DISTRESSED = "distressed"


class HandoverState(StrEnum):
    """The life of a handover; the assistant has the conversation again when it is returned or solved."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    RETURNED = "returned"
    SOLVED = "solved"


class Holder(StrEnum):
    """Who answers in a conversation; while a person is awaited, the assistant still does."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    AGENT = "agent"


class Handover(BaseModel):
    """A conversation that is, or was, a person's.

    Attributes:
        id: the ticket's number, which the shopper is told.
        words: why, in one line for the desk.
        urgency: 1 to 3, the highest first.
        title: what it is about, in one line.
        live: it came within the desk's hours.
        shopper, email: as the storefront's token names the speaker; empty where nobody vouched for them.
        agent: who has it, by the name that the shopper is told.
        place: its place among those that wait, from 1; 0 when it doesn't wait.
        answers_at: when the desk's hours begin, where they are over now; in the shop's own time zone.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    conversation_id: str
    reason: HandoverReason
    words: str = ""
    urgency: int = Field(default=1, ge=1, le=3)
    mood: Mood = Mood.CALM
    title: str = ""
    state: HandoverState = HandoverState.WAITING
    live: bool = True
    shopper: str = ""
    email: str = ""
    opened_at: datetime
    agent: str = ""
    place: int = 0
    answers_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.holder is not Holder.ASSISTANT

    @property
    def holder(self) -> Holder:
        return _HOLDERS.get(self.state, Holder.ASSISTANT)


_HOLDERS = {HandoverState.WAITING: Holder.WAITING, HandoverState.CLAIMED: Holder.AGENT}


def new_ticket() -> str:
    """Return a ticket number that nobody guesses."""
    return "T-" + "".join(secrets.choice(_TICKET_LETTERS) for _ in range(8))
