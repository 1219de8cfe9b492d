"""Cases as the queue lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel
from sqlalchemy import RowMapping, func, select

from assistant.domain.handover import HandoverReason, HandoverState, Mood
from serve.clock import Clock
from serve.desk.cases import Case
from serve.storage.database import Database
from serve.storage.schema import conversations, messages

_SHOWN = 200


class Reason(BaseModel):
    """Why a person is needed."""

    code: HandoverReason
    words: str


class Shopper(BaseModel):
    """Who it is about; the name as the storefront's sign-in gave it."""

    name: str | None
    verified: bool


class LastMessage(BaseModel):
    """What a person said last: the shopper, or an agent."""

    role: Literal["shopper", "agent"]
    text: str
    at: datetime


class Assigned(BaseModel):
    """The agent who has a case, or had it last."""

    id: str
    name: str


class CaseRow(BaseModel):
    """One case in the queue.

    Attributes:
        live: it came within the desk's hours; else it is a ticket.
        waiting_seconds: since it was opened, while it waits; since the shopper's unanswered message, while an agent has
            it; 0 once it is closed.
    """

    id: str
    conversation_id: str
    state: HandoverState
    live: bool
    reason: Reason
    urgency: int
    mood: Mood
    shopper: Shopper
    locale: str
    opened_at: datetime
    waiting_seconds: int
    last_message: LastMessage | None
    assigned_to: Assigned | None
    title: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Puts cases together with what was said last and who is speaking."""

    database: Database
    clock: Clock

    async def of(self, cases: Sequence[Case]) -> list[CaseRow]:
        """Return the rows of some cases, in their order."""
        ids = [case.conversation_id for case in cases]
        people = messages.c.role != "assistant"  # its words about the handover tell the queue nothing
        latest = select(func.max(messages.c.seq)).where(messages.c.conversation_id.in_(ids), people)
        latest = latest.group_by(messages.c.conversation_id)
        async with self.database.reading() as connection:
            found = await connection.execute(select(conversations).where(conversations.c.id.in_(ids)))
            talks = {row["id"]: row for row in found.mappings()}
            found = await connection.execute(select(messages).where(messages.c.seq.in_(latest)))
            last = {row["conversation_id"]: row for row in found.mappings()}
        return [self._row(case, talks[case.conversation_id], last.get(case.conversation_id)) for case in cases]

    async def row(self, case: Case) -> CaseRow:
        return (await self.of([case]))[0]

    def _row(self, case: Case, talk: RowMapping, last: RowMapping | None) -> CaseRow:
        handover = case.handover
        assigned = Assigned(id=case.agent_id, name=handover.agent) if case.agent_id else None
        return CaseRow(
            id=case.id,
            conversation_id=case.conversation_id,
            state=handover.state,
            live=handover.live,
            reason=Reason(code=handover.reason, words=handover.words),
            urgency=handover.urgency,
            mood=handover.mood,
            shopper=Shopper(
                name=handover.shopper or None,
                verified=talk["customer_id"] is not None or bool(talk["state"].get("opened_orders")),
            ),
            locale=talk["locale"],
            opened_at=handover.opened_at,
            waiting_seconds=self._waiting(case, last),
            last_message=LastMessage(role=last["role"], text=last["text"][:_SHOWN], at=last["at"]) if last else None,
            assigned_to=assigned,
            title=handover.title,
        )

    def _waiting(self, case: Case, last: RowMapping | None) -> int:
        since = None
        if case.handover.state is HandoverState.WAITING:
            since = case.handover.opened_at
        elif case.handover.state is HandoverState.CLAIMED and last is not None and last["role"] == "shopper":
            since = last["at"]
        return max(0, int((self.clock() - since).total_seconds())) if since else 0
