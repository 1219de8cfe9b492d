"""The contract of EventLog, and the log as ranking reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.turn.ports import EventLog, ShopEvent
from retriever.behaviour.events import ShopperEvent
from serve.storage.database import Database
from serve.storage.events import ObservedEventLog, SqlBehaviour, SqlEventLog
from tests.serve.contracts.samples import AT


def ignore(owner: str, event: ShopperEvent) -> None:
    return None


@pytest.fixture(params=["sql", "observed"])
def log(request: pytest.FixtureRequest, database: Database) -> EventLog:
    sql = SqlEventLog(database)
    return sql if request.param == "sql" else ObservedEventLog(sql, ignore)


def view(number: int, owner: str = "c1") -> ShopEvent:
    at = AT + timedelta(seconds=number)
    return ShopEvent(type="view", owner=owner, product_id=f"p{number}", position=number, at=at)


async def test_nothing_has_happened_at_first(log: EventLog) -> None:
    assert await log.recent("c1") == ()
    await log.append([])
    assert await log.recent("c1") == ()


async def test_events_come_back_newest_first_and_by_owner(log: EventLog) -> None:
    await log.append([view(1), view(2), view(3, owner="c2")])
    await log.append([view(4)])
    assert await log.recent("c1") == (view(4), view(2), view(1))
    assert await log.recent("c1", limit=1) == (view(4),)


async def test_ranking_reads_the_events_that_have_a_product(database: Database) -> None:
    log, behaviour = SqlEventLog(database), SqlBehaviour(database)
    await log.append([view(1), ShopEvent(type="search", owner="c1", query="tent", at=AT), view(2, owner="c2")])
    assert await behaviour.recent("c1", 10) == [ShopperEvent("p1", "view", view(1).at)]
    assert [(owner, event.product_id) async for owner, event in behaviour.history()] == [("c1", "p1"), ("c2", "p2")]


async def test_appended_events_are_observed_once_they_are_stored(database: Database) -> None:
    seen: list[tuple[str, str]] = []
    log = ObservedEventLog(SqlEventLog(database), lambda owner, event: seen.append((owner, event.product_id)))
    await log.append([view(1), ShopEvent(type="search", owner="c1", query="tent", at=AT)])
    assert seen == [("c1", "p1")]
