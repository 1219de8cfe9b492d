"""Keeps what shoppers did."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select

from assistant.turn.ports import ShopEvent
from serve.storage.database import Database
from serve.storage.schema import shop_events


class SqlEventLog:
    """The EventLog over SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, events: Sequence[ShopEvent]) -> None:
        """Store events in their order."""
        if not events:
            return
        async with self._database.writing() as connection:
            await connection.execute(insert(shop_events), [event.model_dump() for event in events])

    async def recent(self, owner: str, limit: int = 50) -> tuple[ShopEvent, ...]:
        """Return an owner's last events, newest first."""
        query = select(shop_events).where(shop_events.c.owner == owner).order_by(shop_events.c.seq.desc()).limit(limit)
        async with self._database.reading() as connection:
            return tuple(ShopEvent.model_validate(dict(row)) for row in (await connection.execute(query)).mappings())
