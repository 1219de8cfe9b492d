"""Insight, whole: reads new turns, and counts them over a period."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from assistant.errors import StoreUnavailable
from serve.clock import Clock
from serve.insight import counts
from serve.insight.meaning import Encoder
from serve.insight.reader import Told, TurnReader
from serve.insight.report import InsightReport, Period, Share, Volume
from serve.insight.resolution import resolution
from serve.insight.satisfaction import satisfaction_between
from serve.insight.topics import topics
from serve.settings import InsightSettings
from serve.storage.database import Database
from serve.storage.insight_schema import insight_turns

log = structlog.get_logger(__name__)

MAX_DAYS = 365
_AT_ONCE = 1_000  # turns that a report waits for; a second or two
_EVERY = 60.0  # seconds between two looks for new turns


class Insight:
    """Counts what happened in a shop.

    Args:
        encoder: reads each typed message once, to see which mean the same.
    """

    def __init__(self, database: Database, encoder: Encoder, settings: InsightSettings, clock: Clock) -> None:
        self._database = database
        self._encoder = encoder
        self._settings = settings
        self._clock = clock
        self._reader = TurnReader(database, encoder)
        self._reading = asyncio.Lock()

    async def read(self, most: int | None = None, told: Told | None = None) -> int:
        """Read the turns that are new since last time, the oldest first, and return how many."""
        async with self._reading:
            return await self._reader.read(most, told)

    async def keep_reading(self) -> None:
        """Read new turns as they come, until cancelled."""
        while True:
            try:
                await self.read()
            except StoreUnavailable:
                log.warning("turns_not_read", exc_info=True)
            await asyncio.sleep(_EVERY)

    async def report(self, days: int = 30) -> InsightReport:
        """Return the report of the last days, today included.

        New turns are read first, as long as there are few; `volume.unread` says how many are left.
        """
        if not self._reading.locked():
            await self.read(_AT_ONCE)
        now = self._clock()
        until = now + timedelta(microseconds=1)
        since, before = until - timedelta(days=days), until - timedelta(days=2 * days)
        async with self._database.reading() as connection:
            talks, turns, troubled = await counts.amount(connection, since, until)
            talks_before, turns_before, _ = await counts.amount(connection, before, since)
            groups, sample = await topics(connection, before, since, until, self._encoder.name)
            return InsightReport(
                period=Period(since=since, until=until, days=days),
                volume=Volume(
                    conversations=talks,
                    conversations_before=talks_before,
                    turns=turns,
                    turns_before=turns_before,
                    unanswered=await counts.unanswered(connection, since, until),
                    unread=await self._reader.unread(),
                    daily=await counts.daily(connection, since, until),
                ),
                troubles=await counts.named(connection, insight_turns.c.trouble, since, until),
                troubled=Share.of_counts(troubled, turns),
                groups=groups,
                sample=sample,
                resolution=await resolution(connection, since, until, now, self._settings.recontact_days),
                handovers=await counts.handovers(connection, since, until),
                satisfaction=await satisfaction_between(connection, since, until),
                times=await counts.times(connection, since, until),
                cost=await counts.cost(connection, since, until, talks, self._settings),
            )
