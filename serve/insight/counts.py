"""The counting, done by the database: volumes, troubles, handovers, times, tokens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from serve.insight.report import Cost, Day, Handovers, Named, Share, Times, Timing
from serve.settings import InsightSettings
from serve.storage.insight_schema import insight_turns
from serve.storage.schema import turn_records, turns

_TURNS = insight_turns.c
_SAID = 100  # different reasons that are named


def within(since: datetime, until: datetime) -> ColumnElement[bool]:
    """Say of a turn that it lies in a period."""
    return and_(_TURNS.at >= since, _TURNS.at < until)


async def amount(connection: AsyncConnection, since: datetime, until: datetime) -> tuple[int, int, int]:
    """Return how many conversations and turns there were, and how many turns were troubled."""
    query = select(func.count(distinct(_TURNS.conversation_id)), func.count(), func.count(_TURNS.trouble))
    row = (await connection.execute(query.select_from(insight_turns).where(within(since, until)))).one()
    return row[0], row[1], row[2]


async def unanswered(connection: AsyncConnection, since: datetime, until: datetime) -> int:
    """Return how many turns ended and left no record."""
    recorded = exists().where(turn_records.c.id == turns.c.id)
    began = (turns.c.started_at >= since, turns.c.started_at < until)
    query = select(func.count()).select_from(turns).where(*began, turns.c.state != "running", ~recorded)
    return (await connection.execute(query)).scalar_one()


async def daily(connection: AsyncConnection, since: datetime, until: datetime) -> tuple[Day, ...]:
    """Return each day that had turns, the oldest first."""
    day = func.date(_TURNS.at)
    query = select(day.label("day"), func.count().label("turns"), func.count(_TURNS.trouble).label("troubled"))
    rows = await connection.execute(query.where(within(since, until)).group_by(day).order_by(day))
    return tuple(
        Day(day=date.fromisoformat(str(row.day)), turns=row.turns, troubled=row.troubled) for row in rows.all()
    )


async def named(
    connection: AsyncConnection, column: ColumnElement[Any], since: datetime, until: datetime
) -> tuple[Named, ...]:
    """Count the values of a column, the commonest first."""
    count = func.count().label("count")
    query = select(column, count).where(within(since, until), column.is_not(None)).group_by(column)
    rows = (await connection.execute(query.order_by(count.desc(), column).limit(_SAID))).all()
    return tuple(Named(name=row[0], count=row[1]) for row in rows)


async def handovers(connection: AsyncConnection, since: datetime, until: datetime) -> Handovers:
    """Return how many conversations were handed over, and why."""
    handed = func.count(distinct(case((_TURNS.handover.is_not(None), _TURNS.conversation_id))))
    query = select(handed, func.count(distinct(_TURNS.conversation_id))).where(within(since, until))
    count, of = (await connection.execute(query)).one()
    reasons = await named(connection, _TURNS.handover, since, until)
    return Handovers(conversations=Share.of_counts(count, of), reasons=reasons)


async def times(connection: AsyncConnection, since: datetime, until: datetime) -> Times:
    """Return how long turns took, and how many a conversation had."""
    period = within(since, until)
    many = select(func.count().label("turns")).where(period).group_by(_TURNS.conversation_id).subquery()
    return Times(
        first_card_ms=await _timing(connection, _TURNS.first_card_ms, (period,)),
        first_sentence_ms=await _timing(connection, _TURNS.first_sentence_ms, (period,)),
        written_ms=await _timing(connection, _TURNS.written_ms, (period,)),
        turns_a_conversation=await _timing(connection, many.c.turns, ()),
    )


async def _timing(
    connection: AsyncConnection, column: ColumnElement[Any], where: Sequence[ColumnElement[bool]]
) -> Timing:
    query: Select[Any] = select(column).where(column.is_not(None), *where)
    n = (await connection.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
    if not n:
        return Timing(n=0)

    async def at(share: float) -> float:
        place = query.order_by(column).limit(1).offset(min(n - 1, int(share * n)))
        return round(float((await connection.execute(place)).scalar_one()), 1)

    return Timing(n=n, p50=await at(0.5), p95=await at(0.95))


async def cost(
    connection: AsyncConnection, since: datetime, until: datetime, conversations: int, settings: InsightSettings
) -> Cost:
    """Return what the language model took in a period."""
    sums = (_TURNS.llm_calls, _TURNS.prompt_tokens, _TURNS.completion_tokens, _TURNS.model_ms)
    by_rule = func.sum(case((_TURNS.llm_calls == 0, 1), else_=0))
    query = select(*(func.coalesce(func.sum(each), 0) for each in sums), func.coalesce(by_rule, 0))
    totals = (await connection.execute(query.where(within(since, until)))).one()
    calls, prompt, completion, waited, ruled = tuple(totals)
    spent = (prompt * settings.prompt_price + completion * settings.completion_price) / 1_000_000
    return Cost(
        llm_calls=calls,
        prompt_tokens=prompt,
        completion_tokens=completion,
        model_seconds=round(waited / 1000, 1),
        amount=round(spent, 4),
        currency=settings.currency,
        tokens_a_conversation=_each(prompt + completion, conversations, 1),
        model_seconds_a_conversation=_each(waited / 1000, conversations, 2),
        amount_a_conversation=_each(spent, conversations, 6),
        by_rule=ruled,
    )


def _each(total: float, conversations: int, places: int) -> float | None:
    return round(total / conversations, places) if conversations else None
