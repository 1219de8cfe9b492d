"""Wakes those in this process who follow something that is kept in the database."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

POLL_SECONDS = 1.0  # how soon what another process has stored is noticed


class Signals:
    """One bell a topic; whoever is woken reads the database, so that a lost ring loses nothing."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def listening(self, topic: str) -> Iterator[asyncio.Event]:
        """Yield an event that is set by every `tell` of the topic; clear it before reading."""
        changed = asyncio.Event()
        listeners = self._listeners[topic]
        listeners.add(changed)
        try:
            yield changed
        finally:
            listeners.discard(changed)
            if not listeners:
                self._listeners.pop(topic, None)

    def tell(self, topic: str) -> None:
        """Wake everybody who listens to a topic."""
        for changed in self._listeners.get(topic, ()):
            changed.set()


async def wait(changed: asyncio.Event, seconds: float | None) -> None:
    """Wait for a signal, at most so many seconds; None waits as long as it takes."""
    try:
        async with asyncio.timeout(seconds):
            await changed.wait()
    except TimeoutError:
        return
