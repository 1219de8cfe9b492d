"""What happened at the desk and who did it: the audit, and at once the queue's stream."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import RowMapping, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from serve.clock import Clock
from serve.storage.database import Database
from serve.storage.desk_schema import desk_log

_LOCK = 7_366_030
_GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a case."""

    seq: int
    case_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class DeskLog:
    """Appends entries; each one's hash covers the one before, so that a change, a gap or an insertion shows."""

    database: Database
    clock: Clock

    async def write(
        self,
        connection: AsyncConnection,
        case_id: str,
        kind: str,
        agent_id: str | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Append an entry within a transaction, so that it is there with what it tells of, or not at all."""
        await self.database.serialise(connection, _LOCK)
        newest = select(desk_log.c.hash).order_by(desk_log.c.seq.desc()).limit(1)
        row: dict[str, Any] = {
            "case_id": case_id,
            "agent_id": agent_id,
            "kind": kind,
            "detail": dict(detail or {}),
            "at": self.clock(),
            "previous_hash": (await connection.execute(newest)).scalar_one_or_none() or _GENESIS,
        }
        await connection.execute(insert(desk_log).values(**row, hash=_hash(row)))

    async def after(self, seq: int, limit: int = 200) -> list[Entry]:
        """Return the entries that follow a place, oldest first."""
        query = select(desk_log.c.seq, desk_log.c.case_id, desk_log.c.kind).where(desk_log.c.seq > seq)
        async with self.database.reading() as connection:
            rows = await connection.execute(query.order_by(desk_log.c.seq).limit(limit))
            return [Entry(row.seq, row.case_id, row.kind) for row in rows]

    async def newest(self) -> int:
        """Return the place of the last entry; 0 before the first."""
        async with self.database.reading() as connection:
            return int((await connection.execute(select(func.coalesce(func.max(desk_log.c.seq), 0)))).scalar_one())

    async def broken_row(self) -> int | None:
        """Return the first row that doesn't fit the chain, or None when all is as it was written."""
        previous = _GENESIS
        async with self.database.reading() as connection:
            rows = (await connection.execute(select(desk_log).order_by(desk_log.c.seq))).mappings().all()
        for row in rows:
            if row["previous_hash"] != previous or row["hash"] != _hash(row):
                return int(row["seq"])
            previous = row["hash"]
        return None


def _hash(row: RowMapping | dict[str, Any]) -> str:
    covered = [row["previous_hash"], row["case_id"], row["agent_id"], row["kind"], row["detail"]]
    covered.append(row["at"].astimezone(UTC).isoformat())
    return hashlib.sha256(json.dumps(covered, sort_keys=True).encode()).hexdigest()
