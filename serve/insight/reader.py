"""Brings the short rows of turns up to date with the records, a few at a time, in any number of processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import RowMapping, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from serve.insight.facts import ASKED_AGAIN, SERVICE, facts_of
from serve.insight.meaning import SAME_MATTER, Encoder, encoded, packed, unpacked
from serve.insight.wording import shown
from serve.storage.database import Database
from serve.storage.insight_schema import insight_turns, insight_vectors
from serve.storage.schema import turn_records

Told = Callable[[int, int], None]
"""Called with how many turns have been read and how many there are to read."""

BATCH = 256
_AGAIN_WITHIN = timedelta(minutes=30)


class TurnReader:
    """Reads the records that no short row stands for yet."""

    def __init__(self, database: Database, encoder: Encoder) -> None:
        self._database = database
        self._encoder = encoder

    async def unread(self) -> int:
        """Return how many turns wait to be read."""
        query = select(func.count()).select_from(turn_records).where(_UNREAD)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar_one()

    async def read(self, most: int | None = None, told: Told | None = None) -> int:
        """Read new turns, the oldest first and `most` at most, and return how many were read."""
        query = select(turn_records.c.id).where(_UNREAD).order_by(turn_records.c.at).limit(most)
        async with self._database.reading() as connection:
            new = (await connection.execute(query)).scalars().all()
        for start in range(0, len(new), BATCH):
            await self._read(new[start : start + BATCH])
            if told:
                told(min(start + BATCH, len(new)), len(new))
        return len(new)

    async def _read(self, ids: Sequence[str]) -> None:
        records = select(
            turn_records.c.id,
            turn_records.c.conversation_id,
            turn_records.c.message,
            turn_records.c.results,
            turn_records.c.origin,
            turn_records.c.usage,
            turn_records.c.at,
        ).where(turn_records.c.id.in_(ids))
        async with self._database.reading() as connection:
            rows = (await connection.execute(records)).mappings().all()
        facts = [facts_of(row) for row in rows]
        said = {row["id"]: shown(row["message"]) for row, fact in zip(rows, facts, strict=True) if fact.spoken}
        vectors = await encoded(self._encoder, list(said.values()))
        stored = [
            {"turn_id": turn_id, "encoder": self._encoder.name, "vector": packed(vector)}
            for turn_id, vector in zip(said, vectors, strict=True)
        ]
        dialect = postgresql if self._database.dialect == "postgresql" else sqlite
        async with self._database.writing() as connection:
            for table, values in ((insight_turns, [fact.row() for fact in facts]), (insight_vectors, stored)):
                if values:  # another process may have read the same turns meanwhile
                    await connection.execute(dialect.insert(table).on_conflict_do_nothing(), values)
        await self._note_repetitions({fact.conversation_id for fact in facts if fact.service and fact.spoken})

    async def _note_repetitions(self, conversation_ids: set[str]) -> None:
        """Note which answers didn't help: the same was asked right after them, in nearly the same words."""
        query = (
            select(insight_turns, insight_vectors.c.vector)
            .join(insight_vectors)
            .where(insight_turns.c.conversation_id.in_(conversation_ids))
            .order_by(insight_turns.c.conversation_id, insight_turns.c.at)
        )
        async with self._database.reading() as connection:
            turns = (await connection.execute(query)).mappings().all()
        again = [first["turn_id"] for first, second in pairwise(turns) if _asked_again(first, second)]
        if again:
            noted = update(insight_turns).where(insight_turns.c.turn_id.in_(again), insight_turns.c.trouble.is_(None))
            async with self._database.writing() as connection:
                await connection.execute(noted.values(trouble=ASKED_AGAIN))


_UNREAD = ~exists().where(insight_turns.c.turn_id == turn_records.c.id)


def _asked_again(first: RowMapping, second: RowMapping) -> bool:
    together = first["conversation_id"] == second["conversation_id"] and second["at"] - first["at"] <= _AGAIN_WITHIN
    if not together or first["tool"] not in SERVICE or first["order_id"] != second["order_id"]:
        return False
    one, other = unpacked([first["vector"], second["vector"]])
    return bool(one @ other >= SAME_MATTER)
