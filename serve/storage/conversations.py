"""Keeps conversations, their transcript and the record of each turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.domain.conversation import Conversation, Message
from assistant.errors import ConversationNotFound
from assistant.turn.ports import TurnRecord
from serve.storage.database import Database
from serve.storage.schema import conversations, messages, proposals, shop_events, turn_records


class SqlConversations:
    """The ConversationStore over SQL; a turn is saved whole or not at all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, conversation_id: str) -> Conversation:
        """Return the conversation; raises ConversationNotFound."""
        async with self._database.reading() as connection:
            found = await connection.execute(select(conversations).where(conversations.c.id == conversation_id))
            row = found.mappings().one_or_none()
        if row is None:
            raise ConversationNotFound("There is no such conversation.")
        return Conversation.model_validate(dict(row))

    async def save(
        self, conversation: Conversation, messages: Sequence[Message] = (), turn: TurnRecord | None = None
    ) -> None:
        """Store the state with the turn's messages in one transaction; creates what isn't there.

        The customer, once set, stays: a turn that began before the shopper signed in can't take it away.
        """
        async with self._database.writing() as connection:
            await self._put(connection, conversation)
            if messages:
                await connection.execute(insert(_MESSAGES), [_message_row(conversation.id, m) for m in messages])
            if turn is not None:
                await connection.execute(insert(turn_records).values(**turn.model_dump(mode="json") | {"at": turn.at}))

    async def messages(self, conversation_id: str) -> tuple[Message, ...]:
        """Return the whole transcript, oldest first."""
        async with self._database.reading() as connection:
            found = await connection.execute(_transcript(conversation_id).order_by(_MESSAGES.c.seq))
            return tuple(_message(row) for row in found.mappings())

    async def page(self, conversation_id: str, *, before: int | None, limit: int) -> tuple[list[Message], int | None]:
        """Return the newest `limit` messages before a cursor, oldest first, and the cursor to older ones, if any."""
        query = _transcript(conversation_id).order_by(_MESSAGES.c.seq.desc()).limit(limit + 1)
        if before is not None:
            query = query.where(_MESSAGES.c.seq < before)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).mappings().all()
        shown = rows[:limit][::-1]
        return [_message(row) for row in shown], shown[0]["seq"] if len(rows) > limit else None

    async def message(self, connection: AsyncConnection, message_id: str) -> Message | None:
        """Return a message by its id, within a transaction."""
        found = await connection.execute(select(_MESSAGES).where(_MESSAGES.c.id == message_id))
        row = found.mappings().one_or_none()
        return _message(row) if row is not None else None

    async def add_message(self, connection: AsyncConnection, conversation_id: str, message: Message) -> None:
        """Add a line to the transcript within a transaction, whatever the conversation's state is meanwhile."""
        await connection.execute(insert(_MESSAGES).values(_message_row(conversation_id, message)))

    async def claim(self, conversation_id: str, customer_id: str) -> bool:
        """Give an anonymous conversation to a customer, with its proposals and events; False when it has an owner."""
        mine = conversations.c.id == conversation_id
        async with self._database.writing() as connection:
            claimed = await connection.execute(
                update(conversations).where(mine, conversations.c.customer_id.is_(None)).values(customer_id=customer_id)
            )
            if claimed.rowcount != 1:
                return False
            its_proposals = proposals.c.conversation_id == conversation_id
            its_events = shop_events.c.owner == conversation_id
            await connection.execute(update(proposals).where(its_proposals).values(owner=customer_id))
            await connection.execute(update(shop_events).where(its_events).values(owner=customer_id))
        return True

    async def _put(self, connection: AsyncConnection, conversation: Conversation) -> None:
        row: dict[str, Any] = conversation.model_dump(mode="json") | {
            "created_at": conversation.created_at,
            "updated_at": conversation.updated_at,
        }
        dialect = postgresql if self._database.dialect == "postgresql" else sqlite
        statement = dialect.insert(conversations).values(**row)
        new = statement.excluded
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=[conversations.c.id],
                set_={
                    "state": new.state,
                    "locale": new.locale,
                    "updated_at": new.updated_at,
                    "customer_id": func.coalesce(conversations.c.customer_id, new.customer_id),
                },
            )
        )


_MESSAGES = messages


def _transcript(conversation_id: str) -> Any:
    return select(_MESSAGES).where(_MESSAGES.c.conversation_id == conversation_id)


def _message_row(conversation_id: str, message: Message) -> dict[str, Any]:
    return message.model_dump() | {"conversation_id": conversation_id}


def _message(row: RowMapping) -> Message:
    return Message.model_validate(dict(row))
