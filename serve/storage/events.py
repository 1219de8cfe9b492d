"""Keeps what shoppers did, for the assistant and for ranking."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from sqlalchemy import Select, insert, select

from assistant.turn.ports import EventLog, ShopEvent
from retriever.behaviour.events import ShopperEvent
from serve.storage.database import Database
from serve.storage.schema import shop_events


class SqlEventLog:
    """The assistant's EventLog over SQL."""

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


class SqlBehaviour:
    """The same log as ranking reads it: what was done with products."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recent(self, owner: str, limit: int) -> list[ShopperEvent]:
        """Return the owner's last events, newest first."""
        query = _with_product().where(shop_events.c.owner == owner).order_by(shop_events.c.seq.desc()).limit(limit)
        async with self._database.reading() as connection:
            return [ShopperEvent(row.product_id, row.type, row.at) for row in await connection.execute(query)]

    async def history(self) -> AsyncIterator[tuple[str, ShopperEvent]]:
        """Yield (owner, event) of the whole log, oldest first."""
        query = _with_product().order_by(shop_events.c.seq)
        async with self._database.reading() as connection:
            async for row in await connection.stream(query):
                yield row.owner, ShopperEvent(row.product_id, row.type, row.at)


class ObservedEventLog:
    """An event log that tells the ranking's counts what was just appended."""

    def __init__(self, log: EventLog, observe: Callable[[str, ShopperEvent], None]) -> None:
        self._log = log
        self._observe = observe

    async def append(self, events: Sequence[ShopEvent]) -> None:
        await self._log.append(events)
        for event in events:
            if event.product_id is not None:
                self._observe(event.owner, ShopperEvent(event.product_id, event.type, event.at))

    async def recent(self, owner: str, limit: int = 50) -> tuple[ShopEvent, ...]:
        return await self._log.recent(owner, limit)


def _with_product() -> Select[Any]:
    return select(shop_events).where(shop_events.c.product_id.is_not(None))
