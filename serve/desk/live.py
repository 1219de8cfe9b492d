"""What happens in a conversation and at the desk, as it happens."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from serve.clock import Clock
from serve.desk.agents import Agent
from serve.desk.cases import SqlCases
from serve.desk.log import DeskLog
from serve.desk.presence import DESK, Presence
from serve.desk.rows import Rows
from serve.desk.talk import DeskTalk
from serve.signals import POLL_SECONDS, Signals, wait
from serve.storage.turn_events import SqlTurnLog, StreamEvent

AGENT_TYPES = frozenset({"agent", "action", "order"})


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """An event of a stream that doesn't end.

    Attributes:
        id: its place; None for what isn't kept, such as typing.
    """

    type: str
    payload: dict[str, Any]
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Live:
    """Streams that follow the database; a lost line goes on after the last event that arrived.

    A stream's place is taken when it is asked for, not when it is first read: what a page lists after that and
    what the stream tells leave nothing out between them.
    """

    cases: SqlCases
    turn_log: SqlTurnLog
    talk: DeskTalk
    log: DeskLog
    rows: Rows
    presence: Presence
    signals: Signals
    clock: Clock

    async def for_shopper(
        self, conversation_id: str, after: int | None, until: datetime | None = None
    ) -> AsyncGenerator[LiveEvent]:
        """Follow what agents do in a conversation: they come, type, write, act and go.

        Args:
            after: the last event that arrived; None begins with what happens from now on.
            until: when the shopper's sign-in ends, and with it the stream.
        """
        place = await self.turn_log.newest(conversation_id) if after is None else after
        return self._shopper_events(conversation_id, place, self._signs_of_typing(conversation_id), until)

    async def _shopper_events(
        self, conversation_id: str, place: int, count: int, until: datetime | None
    ) -> AsyncGenerator[LiveEvent]:
        with self.signals.listening(conversation_id) as changed:
            while until is None or self.clock() < until:
                changed.clear()
                for event in await self.turn_log.read(conversation_id, after=place):
                    place = event.id
                    if _is_of_desk(event):
                        yield LiveEvent(event.type, event.payload, event.id)
                typed = self.presence.typing(conversation_id)
                if typed is not None and typed.count > count:
                    count = typed.count
                    if not typed.held:
                        continue
                    yield LiveEvent("agent", {"type": "agent", "change": "typing", "name": typed.name})
                await wait(changed, POLL_SECONDS)

    async def for_case(self, case_id: str, agent: Agent, after: int | None) -> AsyncGenerator[LiveEvent]:
        """Follow everything in a case's conversation: the assistant's turns, messages, notes, typing of other agents.

        Raises:
            CaseNotFound: no such case.
        """
        conversation_id = (await self.cases.get(case_id)).conversation_id
        place = await self.turn_log.newest(conversation_id) if after is None else after
        noted = {note.id for note in await self.talk.notes(case_id)}
        count = self._signs_of_typing(conversation_id)
        return self._case_events(case_id, conversation_id, agent, place, count, noted)

    async def _case_events(
        self, case_id: str, conversation_id: str, agent: Agent, place: int, count: int, noted: set[str]
    ) -> AsyncGenerator[LiveEvent]:
        with self.signals.listening(conversation_id) as changed, self.presence.here(case_id, agent.name):
            while True:
                changed.clear()
                for event in await self.turn_log.read(conversation_id, after=place):
                    place = event.id
                    yield _for_desk(event)
                for note in [note for note in await self.talk.notes(case_id) if note.id not in noted]:
                    noted.add(note.id)
                    yield LiveEvent("note", {"type": "note", "note": note.model_dump(mode="json")})
                typed = self.presence.typing(conversation_id)
                if typed is not None and typed.count > count:
                    count = typed.count
                    if typed.agent_id != agent.id:
                        yield LiveEvent("typing", {"type": "typing", "name": typed.name})
                await wait(changed, POLL_SECONDS)

    async def for_queue(self, after: int | None) -> AsyncGenerator[LiveEvent]:
        """Follow each case that something has happened to, as it stands now, and who looks at which case."""
        place = await self.log.newest() if after is None else after
        return self._queue_events(place, self.presence.version)

    async def _queue_events(self, place: int, version: int) -> AsyncGenerator[LiveEvent]:
        with self.signals.listening(DESK) as changed:
            while True:
                changed.clear()
                entries = await self.log.after(place)
                latest = {entry.case_id: entry.seq for entry in entries}
                for case_id, seq in latest.items():
                    row = await self.rows.row(await self.cases.get(case_id))
                    yield LiveEvent("queue", {"type": "queue", "case": row.model_dump(mode="json")}, seq)
                place = entries[-1].seq if entries else place
                for case_id in self.presence.changed_since(version):
                    agents = self.presence.agents(case_id)
                    yield LiveEvent("presence", {"type": "presence", "case_id": case_id, "agents": agents})
                version = self.presence.version
                await wait(changed, POLL_SECONDS)

    def _signs_of_typing(self, conversation_id: str) -> int:
        typed = self.presence.typing(conversation_id)
        return typed.count if typed else 0


def _is_of_desk(event: StreamEvent) -> bool:
    """Agents' events; the assistant's turns reach the shopper by their own streams."""
    return event.type in AGENT_TYPES and not event.turn_id.startswith("turn_")


def _for_desk(event: StreamEvent) -> LiveEvent:
    if event.type == "agent" and event.payload["change"] == "message":
        return LiveEvent("message", {"type": "message", "message": event.payload["message"]}, event.id)
    return LiveEvent(event.type, event.payload | {"turn_id": event.turn_id}, event.id)
