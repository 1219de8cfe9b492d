"""Counts the attempts to prove an order, for all conversations and processes together."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from assistant.turn.ports import MAX_PROOF_TRIES, PROOF_WINDOW
from serve.storage.database import Database
from serve.storage.schema import proof_tries

_LOCK = 7_366_020


class SqlProofTries:
    """The ProofTries over SQL; keeps hashes of what was typed, and those no longer than the window."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, halves: Sequence[str], now: datetime) -> str | None:
        """Count a try on each half and return its id; None, and nothing counted, when one had too many lately."""
        keys = [_key(half) for half in halves]
        try_id = secrets.token_urlsafe(12)
        busiest = (
            select(func.count().label("tries"))
            .where(proof_tries.c.key.in_(keys))
            .group_by(proof_tries.c.key)
            .subquery()
        )
        async with self._database.writing() as connection:
            await self._database.serialise(connection, _LOCK)
            await connection.execute(delete(proof_tries).where(proof_tries.c.at <= now - PROOF_WINDOW))
            most = (await connection.execute(select(func.max(busiest.c.tries)))).scalar_one()
            if most is not None and most >= MAX_PROOF_TRIES:
                return None
            await connection.execute(
                insert(proof_tries), [{"try_id": try_id, "key": key, "at": now} for key in dict.fromkeys(keys)]
            )
        return try_id

    async def forgive(self, try_id: str) -> None:
        """Take back a try."""
        async with self._database.writing() as connection:
            await connection.execute(delete(proof_tries).where(proof_tries.c.try_id == try_id))


def _key(half: str) -> str:
    return hashlib.sha256(half.encode("utf-8", "surrogatepass")).hexdigest()
