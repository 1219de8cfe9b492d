"""Keeps what was suggested at the desk, what agents made of it, and the cases that they solved."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import insert, select, update

from assistant.assist.case import CaseRecord
from assistant.assist.suggestion import Suggestion
from assistant.errors import NotFound
from serve.clock import Clock
from serve.storage.assist_schema import solved_cases, suggestion_feedback, suggestions
from serve.storage.database import Database
from serve.storage.schema import conversations

Outcome = Literal["accepted", "edited", "refused"]


class JudgedSuggestion(BaseModel):
    """A suggestion with what an agent made of it.

    Attributes:
        customer_id: whose conversation it was; None for a shopper without an account.
        sent: what left in its place; the same text where it was accepted, empty where nothing was sent.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    conversation_id: str
    customer_id: str | None
    message: str
    text: str
    points: list[dict[str, object]]
    outcome: Outcome
    sent: str


class SqlSuggestions:
    """What was suggested, and what became of it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def offered(self, conversation_id: str, message: str, offered: Sequence[Suggestion]) -> None:
        """Keep suggestions as they were offered to a message, so that an agent's verdict on one has its context."""
        rows = [
            {
                "id": one.id,
                "conversation_id": conversation_id,
                "rank": one.rank,
                "message": message,
                "text": one.text,
                "points": [asdict(point) for point in one.points],
                "sources": [source.model_dump(mode="json") for source in one.sources],
                "action": one.action.model_dump(mode="json") if one.action else None,
                "at": self._clock(),
            }
            for one in offered
        ]
        if rows:
            async with self._database.writing() as connection:
                await connection.execute(insert(suggestions), rows)

    async def judged(
        self, suggestion_id: str, *, conversation_id: str, agent_id: str, outcome: Outcome, text: str = ""
    ) -> None:
        """Note what an agent made of a suggestion; the last word counts.

        Args:
            text: what was sent in its place, for an edited one.

        Raises:
            NotFound: there is no such suggestion in this conversation.
        """
        async with self._database.writing() as connection:
            wanted = select(suggestions.c.text).where(
                suggestions.c.id == suggestion_id, suggestions.c.conversation_id == conversation_id
            )
            offered = (await connection.execute(wanted)).scalar_one_or_none()
            if offered is None:
                raise NotFound("There is no such suggestion in this case.")
            sent = {"accepted": offered, "edited": text, "refused": ""}[outcome]
            values = {"agent_id": agent_id, "outcome": outcome, "sent": sent, "at": self._clock()}
            changed = await connection.execute(
                update(suggestion_feedback).where(suggestion_feedback.c.suggestion_id == suggestion_id).values(**values)
            )
            if changed.rowcount == 0:
                await connection.execute(insert(suggestion_feedback).values(suggestion_id=suggestion_id, **values))

    async def all_judged(self) -> AsyncIterator[JudgedSuggestion]:
        """Yield every suggestion that an agent has judged, the oldest first."""
        query = (
            select(suggestions, suggestion_feedback.c.outcome, suggestion_feedback.c.sent, conversations.c.customer_id)
            .join(suggestion_feedback, suggestion_feedback.c.suggestion_id == suggestions.c.id)
            .join(conversations, conversations.c.id == suggestions.c.conversation_id)
            .order_by(suggestion_feedback.c.at, suggestions.c.id)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).mappings().all()
        for row in rows:
            yield JudgedSuggestion.model_validate({name: row[name] for name in JudgedSuggestion.model_fields})


class SqlSolvedCases:
    """The cases that agents have solved."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def add(self, record: CaseRecord, conversation_id: str | None = None) -> None:
        """Keep a solved case; the same id again replaces it."""
        values = {"conversation_id": conversation_id, "record": record.model_dump(mode="json"), "at": self._clock()}
        async with self._database.writing() as connection:
            changed = await connection.execute(
                update(solved_cases).where(solved_cases.c.id == record.id).values(**values)
            )
            if changed.rowcount == 0:
                await connection.execute(insert(solved_cases).values(id=record.id, **values))

    async def all(self, limit: int = 2_000) -> tuple[CaseRecord, ...]:
        """Return the latest solved cases, the newest first."""
        query = select(solved_cases.c.record).order_by(solved_cases.c.at.desc(), solved_cases.c.id).limit(limit)
        async with self._database.reading() as connection:
            return tuple(CaseRecord.model_validate(row) for row in (await connection.execute(query)).scalars())
