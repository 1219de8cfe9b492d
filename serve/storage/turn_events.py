"""The stream of each conversation: which turns there were, whether one runs, and every event that they sent."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.errors import InvalidInput, TurnInProgress
from assistant.turn.events import DoneEvent, TurnEvent
from serve.storage.database import Database
from serve.storage.schema import turn_events, turns

RUNNING = "running"
ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that was asked for.

    Attributes:
        key: the client's Idempotency-Key; unique in the conversation.
        fingerprint: tells whether the same key comes with the same request.
        text: what the shopper said, kept for a turn that its process doesn't live to store.
    """

    id: str
    conversation_id: str
    key: str
    fingerprint: str
    started_at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """An event as it is sent, with its place in the conversation's stream, counted from 1."""

    id: int
    turn_id: str
    type: str
    payload: dict[str, Any]


class SqlTurnLog:
    """Lets one turn run at a time in a conversation, across processes, and remembers what it sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(self, turn: Turn) -> tuple[Turn, bool]:
        """Register a turn, and return it with True; or the turn that its key has started before, with False.

        Raises:
            InvalidInput: the key was used for another request.
            TurnInProgress: another turn still runs in this conversation.
        """
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(turns).values(**_row(turn)))
        except IntegrityError as error:
            before = await self._by_key(turn)
            if before is None:
                raise TurnInProgress("The assistant is still answering the message before.") from error
        else:
            return turn, True
        if before.fingerprint != turn.fingerprint:
            raise InvalidInput(
                "This Idempotency-Key belongs to another message.", hint="Use a new Idempotency-Key for each message."
            )
        return before, False

    async def append(self, turn: Turn, events: Sequence[TurnEvent]) -> list[StreamEvent]:
        """Add events to the stream and return them with their places; `done` ends the turn at the same time."""
        async with self._database.writing() as connection:
            sent = await self.write(connection, turn.conversation_id, turn.id, events)
            if any(isinstance(event, DoneEvent) for event in events):
                await connection.execute(update(turns).where(turns.c.id == turn.id).values(state=ENDED))
        return sent

    async def write(
        self, connection: AsyncConnection, conversation_id: str, turn_id: str, events: Sequence[TurnEvent]
    ) -> list[StreamEvent]:
        """Add events within a transaction, so that they are there with what they tell of, or not at all."""
        await self._database.serialise(connection, zlib.crc32(conversation_id.encode()))
        newest = select(func.coalesce(func.max(turn_events.c.seq), 0)).where(
            turn_events.c.conversation_id == conversation_id
        )
        last = (await connection.execute(newest)).scalar_one()
        sent = [
            StreamEvent(id=seq, turn_id=turn_id, type=event.type, payload=event.model_dump(mode="json"))
            for seq, event in enumerate(events, last + 1)
        ]
        rows = [
            {
                "conversation_id": conversation_id,
                "seq": event.id,
                "turn_id": turn_id,
                "type": event.type,
                "payload": event.payload,
            }
            for event in sent
        ]
        await connection.execute(insert(turn_events), rows)
        return sent

    async def newest(self, conversation_id: str) -> int:
        """Return the place of the last event in a conversation's stream; 0 before the first."""
        query = select(func.coalesce(func.max(turn_events.c.seq), 0)).where(
            turn_events.c.conversation_id == conversation_id
        )
        async with self._database.reading() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def read(self, conversation_id: str, *, after: int = 0, turn_id: str | None = None) -> list[StreamEvent]:
        """Return the events that follow `after`, of one turn or of all."""
        query = select(turn_events).where(turn_events.c.conversation_id == conversation_id, turn_events.c.seq > after)
        if turn_id is not None:
            query = query.where(turn_events.c.turn_id == turn_id)
        return await self._events(query)

    async def cards(self, conversation_id: str, turn_ids: Collection[str], types: Collection[str]) -> list[StreamEvent]:
        """Return the events of the given types that the given turns sent."""
        query = select(turn_events).where(
            turn_events.c.conversation_id == conversation_id,
            turn_events.c.turn_id.in_(turn_ids),
            turn_events.c.type.in_(types),
        )
        return await self._events(query)

    async def running(self, conversation_id: str) -> Turn | None:
        """Return the turn that runs in a conversation."""
        query = select(turns).where(turns.c.conversation_id == conversation_id, turns.c.state == RUNNING)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return _turn(row) if row else None

    async def abandoned(self, started_before: datetime) -> list[Turn]:
        """Return the turns that still count as running although they began before the given time."""
        query = select(turns).where(turns.c.state == RUNNING, turns.c.started_at < started_before)
        async with self._database.reading() as connection:
            return [_turn(row) for row in (await connection.execute(query)).mappings()]

    async def abandon(self, turn: Turn, events: Sequence[TurnEvent]) -> list[StreamEvent]:
        """End a turn with these last events and return them, unless it has ended after all."""
        still = (turns.c.id == turn.id, turns.c.state == RUNNING)
        async with self._database.writing() as connection:
            ended = await connection.execute(update(turns).where(*still).values(state=ENDED))
            if ended.rowcount != 1:
                return []
            return await self.write(connection, turn.conversation_id, turn.id, events)

    async def _by_key(self, turn: Turn) -> Turn | None:
        query = select(turns).where(
            turns.c.conversation_id == turn.conversation_id, turns.c.idempotency_key == turn.key
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return _turn(row) if row else None

    async def _events(self, query: Any) -> list[StreamEvent]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.order_by(turn_events.c.seq))).mappings().all()
        return [
            StreamEvent(id=row["seq"], turn_id=row["turn_id"], type=row["type"], payload=row["payload"]) for row in rows
        ]


def _row(turn: Turn) -> dict[str, Any]:
    return {
        "id": turn.id,
        "conversation_id": turn.conversation_id,
        "idempotency_key": turn.key,
        "fingerprint": turn.fingerprint,
        "state": RUNNING,
        "started_at": turn.started_at,
        "text": turn.text,
    }


def _turn(row: RowMapping) -> Turn:
    return Turn(
        id=row["id"],
        conversation_id=row["conversation_id"],
        key=row["idempotency_key"],
        fingerprint=row["fingerprint"],
        started_at=row["started_at"],
        text=row["text"],
    )
