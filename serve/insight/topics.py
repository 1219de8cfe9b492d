"""What shoppers ask, in groups: each with its most central message, how often it failed, and where it is going."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from anyio import to_thread
from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from serve.insight.counts import within
from serve.insight.groups import Labels, centres, grouped, nearest
from serve.insight.meaning import Vectors, unpacked
from serve.insight.report import Group, Named, Sample, Share
from serve.insight.wording import shown
from serve.storage.insight_schema import insight_turns, insight_vectors
from serve.storage.schema import turn_records

MAX_SAMPLE = 3_000  # messages of a period
_CHUNK = 500  # ids a statement
_FEWEST = 2  # messages that make a group; one alone would be one shopper's
_MOST_GROUPS = 60
_EXAMPLES = 5
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A typed message of the sample, masked, with how its turn went."""

    text: str
    tool: str
    outcome: str
    trouble: str | None
    vector: bytes


async def topics(
    connection: AsyncConnection, before: datetime, since: datetime, until: datetime, encoder: str
) -> tuple[tuple[Group, ...], Sample]:
    """Return the groups of a period, the largest first, counted in the period from `before` to `since` as well."""
    now = await _sample(connection, since, until, encoder)
    then = await _sample(connection, before, since, encoder)
    of = await _typed(connection, since, until, encoder)
    groups, alone = await to_thread.run_sync(_groups, now, then)
    return groups, Sample(turns=len(now), of=of, before=len(then), alone=alone)


async def _typed(connection: AsyncConnection, since: datetime, until: datetime, encoder: str) -> int:
    query = select(func.count()).select_from(insight_turns.join(insight_vectors))
    found = await connection.execute(query.where(within(since, until), insight_vectors.c.encoder == encoder))
    return found.scalar_one()


async def _sample(connection: AsyncConnection, since: datetime, until: datetime, encoder: str) -> list[Said]:
    """Return typed messages of a period; ids are random, so the first by id are a sample by chance, and stay it."""
    turns, vectors = insight_turns.c, insight_vectors.c
    chosen = select(turns.turn_id).where(within(since, until), turns.spoken).order_by(turns.turn_id).limit(MAX_SAMPLE)
    ids = (await connection.execute(chosen)).scalars().all()
    said: list[Said] = []
    for start in range(0, len(ids), _CHUNK):
        query = (
            select(turn_records.c.message, turns.tool, turns.outcome, turns.trouble, vectors.vector)
            .join(insight_vectors, vectors.turn_id == turns.turn_id)
            .join(turn_records, turn_records.c.id == turns.turn_id)
            .where(turns.turn_id.in_(ids[start : start + _CHUNK]), vectors.encoder == encoder)
            .order_by(turns.turn_id)
        )
        found = (await connection.execute(query)).all()
        said += await to_thread.run_sync(_masked, found)
    return said


def _masked(rows: Sequence[Row[Any, Any, Any, Any, Any]]) -> list[Said]:
    return [Said(shown(row.message), row.tool, row.outcome, row.trouble, row.vector) for row in rows]


def _groups(now: Sequence[Said], then: Sequence[Said]) -> tuple[tuple[Group, ...], int]:
    """Group what was said now, and see which of what was said then belongs to the groups; blocks."""
    if not now:
        return (), 0
    texts, rows = _distinct(now)
    vectors = unpacked([now[places[0]].vector for places in rows])
    weights = [len(places) for places in rows]
    labels = grouped(vectors, weights)
    means = centres(vectors, weights, labels)
    sizes = np.bincount(labels, weights=weights)
    former = nearest(unpacked([said.vector for said in then]), means) if then else np.empty(0, np.int64)
    earlier = np.bincount(former[former >= 0], minlength=len(means))
    largest = [int(label) for label in np.argsort(-sizes, kind="stable") if sizes[label] >= _FEWEST]
    found = tuple(
        _group(
            [texts[row] for row in _central(vectors, means[label], labels, label)],
            [now[place] for row in np.flatnonzero(labels == label) for place in rows[row]],
            int(earlier[label]),
            _change(sizes[label] / len(now), int(earlier[label]), len(then)),
        )
        for label in largest[:_MOST_GROUPS]
    )
    return found, len(now) - int(sizes[largest].sum())


def _distinct(said: Sequence[Said]) -> tuple[list[str], list[list[int]]]:
    """Return the different messages, and where each was said."""
    places: dict[str, list[int]] = {}
    for place, each in enumerate(said):
        places.setdefault(each.text.casefold(), []).append(place)
    return [said[rows[0]].text for rows in places.values()], list(places.values())


def _central(vectors: Vectors, mean: Vectors, labels: Labels, label: int) -> list[int]:
    """Return a group's messages, the one that is nearest to all others first."""
    rows = np.flatnonzero(labels == label)
    return [int(row) for row in rows[np.argsort(-(vectors[rows] @ mean), kind="stable")]]


def _group(texts: Sequence[str], said: Sequence[Said], before: int, change: float | None) -> Group:
    troubles = Counter(each.trouble for each in said if each.trouble)
    return Group(
        id=hashlib.blake2b(texts[0].casefold().encode(), digest_size=6).hexdigest(),
        label=texts[0],
        count=len(said),
        before=before,
        change=change,
        troubled=Share.of_counts(troubles.total(), len(said)),
        troubles=_commonest(troubles),
        tools=_commonest(Counter(each.tool for each in said if each.tool)),
        outcomes=_commonest(Counter(each.outcome for each in said if each.outcome)),
        examples=tuple(texts[1 : 1 + _EXAMPLES]),
    )


def _change(share: float, before: int, of: int) -> float | None:
    """Return by how much of itself the share has grown, e.g. 0.5 for half as much again."""
    return round(share / (before / of) - 1, 3) if before else None


def _commonest(counted: Mapping[str, int]) -> tuple[Named, ...]:
    ordered: Iterable[tuple[str, int]] = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Named(name=name, count=count) for name, count in list(ordered)[:_NAMED])
