"""What agents say to the shopper, and the notes that they leave for one another."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.domain.conversation import Message
from assistant.errors import AnsweredAlready, InvalidInput
from assistant.turn.events import AgentEvent, TurnEvent
from serve.clock import Clock
from serve.desk.agents import Agent
from serve.desk.cases import Case, SqlCases
from serve.desk.log import DeskLog
from serve.desk.presence import DESK
from serve.signals import Signals
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database
from serve.storage.desk_schema import desk_agents, desk_notes
from serve.storage.schema import messages
from serve.storage.turn_events import SqlTurnLog


class Note(BaseModel):
    """An agent's note about a case; shoppers never see it."""

    id: str
    agent: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeskTalk:
    """Writes messages and notes; a message is in the transcript and in the stream, or in neither."""

    database: Database
    cases: SqlCases
    conversations: SqlConversations
    turn_log: SqlTurnLog
    log: DeskLog
    signals: Signals
    clock: Clock

    async def say(
        self, case_id: str, agent: Agent, text: str, *, seen: str = "", key: str | None = None, suggestion_id: str = ""
    ) -> Message:
        """Send an agent's message to the shopper.

        Args:
            seen: the last message that the agent has read.
            key: the request's Idempotency-Key; the same one again returns the same message.

        Raises:
            CaseTaken: the agent doesn't have the case.
            AnsweredAlready: another agent has written since `seen`.
            InvalidInput: the key was used for another text.
        """
        message_id = id_of("msg", case_id, agent, key)
        async with self.database.writing() as connection:
            before = await self.conversations.message(connection, message_id)
            if before is not None:
                if before.text != text:
                    raise InvalidInput("This Idempotency-Key belongs to another message.", hint="Use a new one.")
                return before
            case = await self.cases.held(connection, case_id, agent)
            await self._nobody_else_wrote(connection, case, agent, seen)
            detail = {"message": message_id, "suggestion": suggestion_id} if suggestion_id else {"message": message_id}
            message = await self.write(connection, case, agent, message_id, text)
            await self.log.write(connection, case_id, "said", agent.id, detail)
        self.told(case)
        return message

    async def write(
        self, connection: AsyncConnection, case: Case, agent: Agent, message_id: str, text: str, *cards: TurnEvent
    ) -> Message:
        """Put a message with its cards into the transcript and the stream, within a transaction."""
        message = Message(
            id=message_id, role="agent", text=text, at=self.clock(), turn_id=message_id[:64], agent=agent.name
        )
        await self.conversations.add_message(connection, case.conversation_id, message)
        told = AgentEvent(change="message", name=agent.name, holder=case.handover.holder, message=message)
        await self.turn_log.write(connection, case.conversation_id, message.turn_id, [*cards, told])
        return message

    def told(self, case: Case) -> None:
        """Ring for those who follow the conversation and the queue."""
        self.signals.tell(case.conversation_id)
        self.signals.tell(DESK)

    async def add_note(self, case_id: str, agent: Agent, text: str, key: str | None = None) -> Note:
        """Leave a note; the same key again returns the same note. Raises CaseNotFound."""
        case = await self.cases.get(case_id)
        note = Note(id=id_of("note", case_id, agent, key), agent=agent.name, text=text, at=self.clock())
        async with self.database.writing() as connection:
            found = await connection.execute(select(desk_notes.c.id).where(desk_notes.c.id == note.id))
            if found.one_or_none() is None:
                row = {"id": note.id, "case_id": case_id, "agent_id": agent.id, "text": text, "at": note.at}
                await connection.execute(insert(desk_notes).values(row))
                await self.log.write(connection, case_id, "noted", agent.id)
        self.told(case)
        return note

    async def notes(self, case_id: str) -> list[Note]:
        """Return a case's notes, oldest first."""
        query = select(desk_notes, desk_agents.c.name.label("agent")).join(desk_agents)
        query = query.where(desk_notes.c.case_id == case_id).order_by(desk_notes.c.at, desk_notes.c.id)
        async with self.database.reading() as connection:
            return [
                Note.model_validate({name: row[name] for name in Note.model_fields})
                for row in (await connection.execute(query)).mappings()
            ]

    async def _nobody_else_wrote(self, connection: AsyncConnection, case: Case, agent: Agent, seen: str) -> None:
        mine = messages.c.conversation_id == case.conversation_id
        last = select(messages.c.seq).where(mine, messages.c.id == seen)
        since = (await connection.execute(last)).scalar_one_or_none() or 0
        others = select(func.max(messages.c.agent)).where(
            mine, messages.c.seq > since, messages.c.role == "agent", messages.c.agent != agent.name
        )
        name = (await connection.execute(others)).scalar_one_or_none()
        if name is not None:
            raise AnsweredAlready(f"{name} has written to this shopper in the meantime.")


def id_of(kind: str, case_id: str, agent: Agent, key: str | None) -> str:
    """Return an id: the same one for the same key of the same agent, so that nothing is written twice."""
    if key is None:
        return f"{kind}_{secrets.token_urlsafe(12)}"
    digest = hashlib.sha256("\n".join((case_id, agent.id, key)).encode()).hexdigest()
    return f"{kind}_{digest[:32]}"
