"""What a running turn sends: stored first, then told to whoever listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from assistant.turn.events import TurnEvent
from serve.storage.turn_events import SqlTurnLog, StreamEvent, Turn


class Outbox:
    """The events of one turn, in order; those that come while a write is under way are stored together by the next.

    Args:
        told: called whenever events have been stored.
    """

    def __init__(self, turn_log: SqlTurnLog, turn: Turn, told: Callable[[], None]) -> None:
        self._log = turn_log
        self._turn = turn
        self._told = told
        self._waiting: list[TurnEvent] = []
        self._writing: asyncio.Task[None] | None = None
        self._sent: list[StreamEvent] = []
        self._closed = False
        self._news = asyncio.Event()

    def send(self, event: TurnEvent) -> None:
        """Take an event on its way; returns at once."""
        self._waiting.append(event)
        if self._writing is None or (self._writing.done() and self._writing.exception() is None):
            self._writing = asyncio.create_task(self._write(), name=f"{self._turn.id} outbox")

    async def emptied(self) -> None:
        """Wait until all events have been stored; raises StoreUnavailable when one couldn't be."""
        if self._writing is not None:
            await asyncio.shield(self._writing)

    async def end(self, events: Sequence[TurnEvent]) -> None:
        """End a turn that didn't get to its own end with these last events; raises StoreUnavailable."""
        if self._writing is not None:
            await asyncio.wait([self._writing])
        self._tell(await self._log.abandon(self._turn, events))

    def close(self) -> None:
        """Let the listeners go: nothing follows."""
        self._closed = True
        self._wake()

    async def follow(self, after: int) -> AsyncIterator[StreamEvent]:
        """Yield the events after `after`, those sent already and those to come, until the turn has ended."""
        place = 0
        while True:
            news = self._news
            for event in self._sent[place:]:
                place += 1
                if event.id > after:
                    yield event
            if place == len(self._sent):
                if self._closed:
                    return
                await news.wait()

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            self._tell(await self._log.append(self._turn, batch))

    def _tell(self, events: Sequence[StreamEvent]) -> None:
        self._sent.extend(events)
        self._wake()

    def _wake(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()
        self._told()
