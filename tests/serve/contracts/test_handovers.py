"""The contract of Handovers over every implementation."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from assistant.domain.conversation import Conversation
from assistant.domain.handover import Handover, HandoverReason, HandoverState, Mood
from assistant.turn.ports import Handovers
from serve.desk.cases import SqlCases
from serve.desk.log import DeskLog
from serve.signals import Signals
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database
from serve.storage.turn_events import SqlTurnLog
from tests.serve.contracts.samples import AT
from tests.support.handovers import MemoryHandovers


def cases_in(database: Database) -> SqlCases:
    return SqlCases(database, SqlTurnLog(database), DeskLog(database, lambda: AT), Signals(), lambda: AT)


@pytest.fixture(params=["sql", "memory"])
async def store(request: pytest.FixtureRequest, database: Database) -> Handovers:
    if request.param == "memory":
        return MemoryHandovers()
    for number in range(4):
        await SqlConversations(database).save(Conversation(id=f"conv_{number}", created_at=AT, updated_at=AT))
    return cases_in(database)


def handover(number: int, **changes: object) -> Handover:
    values = {
        "id": f"T-{number}",
        "conversation_id": f"conv_{number}",
        "reason": HandoverReason.REQUESTED,
        "words": "Zelt „Größe“ ⛺",
        "opened_at": AT + timedelta(minutes=number),
    }
    return Handover.model_validate(values | changes)


async def test_nobody_is_asked_at_first(store: Handovers) -> None:
    assert await store.current("conv_1") is None
    await store.heard("conv_1", Mood.ANGRY)
    assert await store.current("conv_1") is None


async def test_a_conversation_has_one_open_handover(store: Handovers) -> None:
    first = await store.open(handover(1))
    again = await store.open(handover(1, id="T-9"))
    assert (first.id, first.words, first.place) == ("T-1", "Zelt „Größe“ ⛺", 1)
    assert again == first == await store.current("conv_1")


async def test_many_who_ask_at_once_get_one_ticket(store: Handovers) -> None:
    opened = await asyncio.gather(*(store.open(handover(1, id=f"T-{number}")) for number in range(8)))
    assert len({one.id for one in opened}) == 1


async def test_a_more_urgent_reason_is_taken_over_and_a_lesser_one_is_not(store: Handovers) -> None:
    await store.open(handover(1))
    urgent = await store.open(
        handover(1, id="T-9", urgency=3, reason=HandoverReason.SAFETY, words="fire", title="it burns")
    )
    assert (urgent.id, urgent.urgency, urgent.reason, urgent.words) == ("T-1", 3, HandoverReason.SAFETY, "fire")
    assert urgent.title == "it burns"
    later = await store.open(handover(1, id="T-9", urgency=2, reason=HandoverReason.DISTRESS))
    assert (later.urgency, later.reason) == (3, HandoverReason.SAFETY)


async def test_the_line_is_by_urgency_and_then_by_time(store: Handovers) -> None:
    for number, urgency in ((0, 1), (1, 1), (2, 3)):
        await store.open(handover(number, urgency=urgency))
    places = {number: await store.current(f"conv_{number}") for number in range(3)}
    assert {number: one.place for number, one in places.items() if one} == {0: 2, 1: 3, 2: 1}


async def test_what_the_shopper_says_brings_their_mood(store: Handovers) -> None:
    await store.open(handover(1))
    await store.heard("conv_1", Mood.ANGRY)
    current = await store.current("conv_1")
    assert current is not None
    assert current.mood is Mood.ANGRY
    assert current.state is HandoverState.WAITING
