"""Who was helped: nobody else was needed, and the shopper didn't come back with the same matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from serve.insight.meaning import SAME_MATTER, Vectors, unpacked
from serve.insight.report import Resolution, Share
from serve.storage.insight_schema import insight_turns, insight_vectors
from serve.storage.schema import UtcDateTime, conversations

MAX_PAIRS = 5_000  # conversations of one shopper that are compared by meaning, two by two
_NEXT = 20  # later conversations of the same shopper that one is compared with
_CHUNK = 500  # ids a statement


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation from its first to its last turn.

    Attributes:
        service: it was about an order, a rule or a person.
        orders: those that the shop's records brought.
    """

    id: str
    customer_id: str | None
    first: datetime
    last: datetime
    handed_over: bool
    service: bool
    orders: frozenset[str] = field(default=frozenset())

    def back(self, later: Talk, window: timedelta) -> bool:
        """Say whether a later conversation begins, or goes on, within the window after this one."""
        return later.id != self.id and later.last > self.last and later.first <= self.last + window


async def talks_between(connection: AsyncConnection, since: datetime, until: datetime) -> list[Talk]:
    """Return the conversations that ended in a period, the first to end first."""
    turns = insight_turns.c
    last = func.max(turns.at, type_=UtcDateTime).label("last")
    query = (
        select(
            turns.conversation_id,
            conversations.c.customer_id,
            func.min(turns.at, type_=UtcDateTime).label("first"),
            last,
            func.count(turns.handover).label("handed"),
            func.max(case((turns.service, 1), else_=0)).label("service"),
        )
        .join(conversations, conversations.c.id == turns.conversation_id)
        .group_by(turns.conversation_id, conversations.c.customer_id)
        .having(last >= since, last < until)
        .order_by(last)
    )
    rows = (await connection.execute(query)).all()
    shown = select(turns.conversation_id, turns.order_id).where(turns.order_id.is_not(None), turns.at >= since)
    orders: defaultdict[str, set[str]] = defaultdict(set)
    for row in (await connection.execute(shown.distinct())).all():
        orders[row.conversation_id].add(row.order_id)
    return [
        Talk(
            id=row.conversation_id,
            customer_id=row.customer_id,
            first=row.first,
            last=row.last,
            handed_over=bool(row.handed),
            service=bool(row.service),
            orders=frozenset(orders.get(row.conversation_id, ())),
        )
        for row in rows
    ]


async def resolution(
    connection: AsyncConnection, since: datetime, until: datetime, now: datetime, window_days: int
) -> Resolution:
    """Return how many of the conversations that ended in a period were resolved."""
    window = timedelta(days=window_days)
    talks = await talks_between(connection, since, min(until + window, now) + timedelta(microseconds=1))
    came_back = with_same_order(talks, window)
    pairs = [pair for pair in likely_pairs(talks, window) if pair[0].id not in came_back]
    compared = pairs[:MAX_PAIRS]
    came_back |= await _with_same_meaning(connection, compared)
    counted = [talk for talk in talks if talk.last < until]
    judged = [talk for talk in counted if talk.last + window <= now]
    open_ends = {talk.id for talk in counted if talk.handed_over} | came_back

    def share(some: Sequence[Talk]) -> Share:
        return Share.of_counts(sum(talk.id not in open_ends for talk in some), len(some))

    return Resolution(
        window_days=window_days,
        resolved=share(judged),
        so_far=share(counted),
        service=share([talk for talk in judged if talk.service]),
        handed_over=sum(talk.handed_over for talk in counted),
        came_back=sum(talk.id in came_back for talk in counted),
        recognisable=sum(bool(talk.customer_id or talk.orders) for talk in counted),
        compared=len(compared),
        left_out=len(pairs) - len(compared),
    )


def with_same_order(talks: Iterable[Talk], window: timedelta) -> set[str]:
    """Return the conversations after which somebody came back with an order that they were about."""
    by_order: defaultdict[str, list[Talk]] = defaultdict(list)
    for talk in talks:
        for order_id in talk.orders:
            by_order[order_id].append(talk)
    return {
        talk.id
        for same in by_order.values()
        for place, talk in enumerate(same)
        if any(talk.back(later, window) for later in same[place + 1 :])
    }


def likely_pairs(talks: Iterable[Talk], window: timedelta) -> list[tuple[Talk, Talk]]:
    """Return the conversations of one shopper about service, each with the next ones within the window."""
    by_customer: defaultdict[str, list[Talk]] = defaultdict(list)
    for talk in talks:
        if talk.customer_id and talk.service:
            by_customer[talk.customer_id].append(talk)
    return [
        (talk, later)
        for theirs in by_customer.values()
        for place, talk in enumerate(theirs)
        for later in theirs[place + 1 : place + 1 + _NEXT]
        if talk.back(later, window)
    ]


async def _with_same_meaning(connection: AsyncConnection, pairs: Sequence[tuple[Talk, Talk]]) -> set[str]:
    """Return the conversations after which the shopper asked the same in another one, whatever the words."""
    meanings = await _meanings(connection, sorted({talk.id for pair in pairs for talk in pair}))
    return {
        talk.id
        for talk, later in pairs
        if talk.id in meanings
        and later.id in meanings
        and not _contradicts(talk, later)
        and float((meanings[talk.id] @ meanings[later.id].T).max()) >= SAME_MATTER
    }


def _contradicts(talk: Talk, later: Talk) -> bool:
    """Say whether both are about orders, and about different ones: the same question is another matter then."""
    return bool(talk.orders and later.orders and not talk.orders & later.orders)


async def _meanings(connection: AsyncConnection, conversation_ids: Sequence[str]) -> Mapping[str, Vectors]:
    found: defaultdict[str, list[bytes]] = defaultdict(list)
    for start in range(0, len(conversation_ids), _CHUNK):
        some = conversation_ids[start : start + _CHUNK]
        query = (
            select(insight_turns.c.conversation_id, insight_vectors.c.vector)
            .join(insight_vectors)
            .where(insight_turns.c.conversation_id.in_(some), insight_turns.c.service)
        )
        for row in (await connection.execute(query)).all():
            found[row.conversation_id].append(row.vector)
    return {conversation_id: unpacked(vectors) for conversation_id, vectors in found.items()}
