"""Reads the records of turns back, for exports."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy import select

from assistant.domain.conversation import Conversation
from assistant.turn.ports import TurnRecord
from serve.storage.database import Database
from serve.storage.schema import conversations, turn_records


class SqlTurnRecords:
    """What the turns of all conversations left behind."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_conversation(self, conversation_id: str) -> tuple[TurnRecord, ...]:
        """Return the records of a conversation's turns, oldest first."""
        query = select(turn_records).where(turn_records.c.conversation_id == conversation_id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.order_by(turn_records.c.at, turn_records.c.id))).mappings()
            return tuple(TurnRecord.model_validate(dict(row)) for row in rows)

    async def by_conversation(self) -> AsyncIterator[tuple[Conversation, list[TurnRecord]]]:
        """Yield each conversation with the records of its turns, oldest first."""
        query = select(conversations).order_by(conversations.c.created_at, conversations.c.id)
        async with self._database.reading() as connection:
            found = [Conversation.model_validate(dict(row)) for row in (await connection.execute(query)).mappings()]
        for conversation in found:
            of_it = turn_records.c.conversation_id == conversation.id
            records = select(turn_records).where(of_it).order_by(turn_records.c.at, turn_records.c.id)
            async with self._database.reading() as connection:
                rows = (await connection.execute(records)).mappings()
                yield conversation, [TurnRecord.model_validate(dict(row)) for row in rows]
