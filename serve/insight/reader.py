"""Brings the short rows of turns up to date with the records, a few at a time, in any number of processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import RowMapping, delete, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from serve.insight.facts import ASKED_AGAIN, HANDED_OVER, HANDOFF, SERVICE, facts_of
from serve.insight.meaning import SAME_MATTER, Encoder, encoded, packed, unpacked
from serve.insight.wording import shown
from serve.storage.database import Database
from serve.storage.insight_schema import insight_turns, insight_vectors
from serve.storage.schema import turn_records

Told = Callable[[int, int], None]
"""Called with how many turns have been read and how many there are to read."""

BATCH = 256
_SOON = timedelta(minutes=30)
_TALK = frozenset({"reply", HANDOFF})


class TurnReader:
    """Reads the records that no short row stands for yet."""

    def __init__(self, database: Database, encoder: Encoder) -> None:
        self._database = database
        self._encoder = encoder
        self._begun = False

    async def unread(self) -> int:
        """Return how many turns wait to be read."""
        query = select(func.count()).select_from(turn_records).where(_UNREAD)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar_one()

    async def read(self, most: int | None = None, told: Told | None = None) -> int:
        """Read new turns, the oldest first and `most` at most, and return how many were read."""
        if not self._begun:
            await self._forget_other_encoders()
            self._begun = True
        query = select(turn_records.c.id).where(_UNREAD).order_by(turn_records.c.at).limit(most)
        async with self._database.reading() as connection:
            new = (await connection.execute(query)).scalars().all()
        for start in range(0, len(new), BATCH):
            await self._read(new[start : start + BATCH])
            if told:
                told(min(start + BATCH, len(new)), len(new))
        return len(new)

    async def _forget_other_encoders(self) -> None:
        """Let turns be read again whose vectors another encoder has made: the two can't be compared."""
        others = select(insight_vectors.c.turn_id).where(insight_vectors.c.encoder != self._encoder.name)
        async with self._database.writing() as connection:
            await connection.execute(delete(insight_turns).where(insight_turns.c.turn_id.in_(others)))

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
        await self._look_back({fact.conversation_id for fact in facts if fact.service})

    async def _look_back(self, conversation_ids: set[str]) -> None:
        """Note which answers didn't help, by what came right after them: the same question again, or a person."""
        query = (
            select(insight_turns, insight_vectors.c.vector)
            .outerjoin(insight_vectors)
            .where(insight_turns.c.conversation_id.in_(conversation_ids))
            .order_by(insight_turns.c.conversation_id, insight_turns.c.at, insight_turns.c.turn_id)
        )
        async with self._database.reading() as connection:
            turns = (await connection.execute(query)).mappings().all()
        following = [pair for pair in pairwise(turns) if _follows(*pair)]
        gave_up = [pair for pair in following if _only_hands_over(pair[1]) and pair[0]["tool"] not in _TALK]
        again = [first["turn_id"] for first, second in following if _asked_again(first, second)]
        # The question that led to a person failed, not the wish for one.
        notes: tuple[tuple[str | None, list[str]], ...] = (
            (HANDED_OVER, [first["turn_id"] for first, _ in gave_up if not first["trouble"]]),
            (None, [second["turn_id"] for _, second in gave_up]),
            (ASKED_AGAIN, [turn_id for turn_id in again if turn_id not in {first["turn_id"] for first, _ in gave_up}]),
        )
        async with self._database.writing() as connection:
            for trouble, turn_ids in notes:
                noted = update(insight_turns).where(insight_turns.c.turn_id.in_(turn_ids))
                if trouble is not None:
                    noted = noted.where(insight_turns.c.trouble.is_(None))
                await connection.execute(noted.values(trouble=trouble))


_UNREAD = ~exists().where(insight_turns.c.turn_id == turn_records.c.id)


def _follows(first: RowMapping, second: RowMapping) -> bool:
    """Say whether one turn comes soon after another that was typed, in the same conversation."""
    together = first["conversation_id"] == second["conversation_id"] and second["at"] - first["at"] <= _SOON
    return bool(together and first["spoken"])


def _only_hands_over(turn: RowMapping) -> bool:
    return turn["handover"] is not None and turn["tool"] == HANDOFF


def _asked_again(first: RowMapping, second: RowMapping) -> bool:
    if first["tool"] not in SERVICE or first["order_id"] != second["order_id"] or not second["vector"]:
        return False
    one, other = unpacked([first["vector"], second["vector"]])
    return bool(one @ other >= SAME_MATTER)
