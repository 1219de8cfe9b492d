"""Lets a shop's own system do each confirmed action once: by its key, in the transaction that does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, Column, MetaData, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.domain.actions import OrderAction
from assistant.domain.order import Order
from assistant.errors import Conflict
from serve.storage.schema import UtcDateTime


def executions_table(name: str, metadata: MetaData) -> Table:
    """Return a table with one row for each action that was carried out."""
    return Table(
        name,
        metadata,
        Column("key", String(200), primary_key=True),
        Column("action", JSON, nullable=False),
        Column("outcome", JSON),
        Column("at", UtcDateTime, nullable=False),
    )


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of an earlier execution; no order where none is concerned."""

    order: Order | None


class Executions:
    """What has been carried out, so that a second try returns the first one's outcome."""

    def __init__(self, table: Table) -> None:
        self._table = table

    async def before(self, connection: AsyncConnection, key: str, action: OrderAction) -> Done | None:
        """Return what a key has done; raises Conflict when it was used for another action."""
        found = await connection.execute(select(self._table).where(self._table.c.key == key))
        row = found.mappings().one_or_none()
        if row is None:
            return None
        if row["action"] != action.model_dump(mode="json"):
            raise Conflict("This confirmation was used for something else.")
        return Done(Order.model_validate(row["outcome"]) if row["outcome"] is not None else None)

    async def remember(
        self, connection: AsyncConnection, key: str, action: OrderAction, order: Order | None, now: datetime
    ) -> None:
        """Note what a key has done, in the transaction that did it."""
        outcome = order.model_dump(mode="json") if order else None
        row = {"key": key, "action": action.model_dump(mode="json"), "outcome": outcome, "at": now}
        await connection.execute(insert(self._table).values(row))
