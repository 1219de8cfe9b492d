"""The stream of a conversation: one turn at a time, every event in its place."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from assistant.domain.conversation import Conversation
from assistant.errors import InvalidInput, TurnInProgress
from assistant.turn.events import DoneEvent, StatusEvent, TextEvent
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database
from serve.storage.turn_events import SqlTurnLog, Turn
from tests.serve.contracts.samples import AT


@pytest.fixture
async def log(database: Database) -> SqlTurnLog:
    for conversation_id in ("conv_a", "conv_b"):
        await SqlConversations(database).save(Conversation(id=conversation_id, created_at=AT, updated_at=AT))
    return SqlTurnLog(database)


def turn(number: int, conversation_id: str = "conv_a", **changes: object) -> Turn:
    values: dict[str, object] = {
        "id": f"turn_{conversation_id}_{number}",
        "conversation_id": conversation_id,
        "key": f"key {number}",
        "fingerprint": f"said {number}",
        "started_at": AT,
        **changes,
    }
    return Turn(**values)  # type: ignore[arg-type]


async def test_one_turn_runs_at_a_time_in_a_conversation(log: SqlTurnLog) -> None:
    assert await log.start(turn(1)) == (turn(1), True)
    with pytest.raises(TurnInProgress):
        await log.start(turn(2))
    assert await log.start(turn(1, "conv_b")) == (turn(1, "conv_b"), True)
    await log.append(turn(1), [DoneEvent(turn_id="turn_conv_a_1")])
    assert await log.start(turn(2)) == (turn(2), True)


async def test_of_many_starts_at_once_one_wins(log: SqlTurnLog) -> None:
    outcomes = await asyncio.gather(*(log.start(turn(n)) for n in range(8)), return_exceptions=True)
    assert sum(isinstance(outcome, tuple) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, TurnInProgress) for outcome in outcomes) == 7


async def test_the_same_key_finds_the_same_turn_also_when_many_ask(log: SqlTurnLog) -> None:
    outcomes = await asyncio.gather(*(log.start(turn(1, id=f"turn_{n}")) for n in range(8)))
    assert sum(created for _, created in outcomes) == 1
    assert len({found.id for found, _ in outcomes}) == 1
    await log.append(outcomes[0][0], [DoneEvent(turn_id=outcomes[0][0].id)])
    found, created = await log.start(turn(1, id="turn_late"))
    assert not created
    assert found == outcomes[0][0]


async def test_a_key_belongs_to_one_message(log: SqlTurnLog) -> None:
    await log.start(turn(1))
    with pytest.raises(InvalidInput):
        await log.start(turn(1, fingerprint="something else"))


async def test_events_are_numbered_through_all_turns_of_a_conversation(log: SqlTurnLog) -> None:
    for number in (1, 2):
        await log.start(turn(number))
        await log.append(turn(number), [StatusEvent(stage="planning")])
        await log.append(turn(number), [DoneEvent(turn_id=turn(number).id)])
    assert [(e.id, e.type) for e in await log.read("conv_a")] == [
        (1, "status"),
        (2, "done"),
        (3, "status"),
        (4, "done"),
    ]
    assert [e.id for e in await log.read("conv_a", after=2)] == [3, 4]
    assert [e.id for e in await log.read("conv_a", after=1, turn_id=turn(1).id)] == [2]
    assert await log.read("conv_b") == []


async def test_a_turn_runs_until_it_is_done(log: SqlTurnLog) -> None:
    assert await log.running("conv_a") is None
    await log.start(turn(1))
    assert await log.running("conv_a") == turn(1)
    await log.append(turn(1), [TextEvent(text="Hello. ")])
    assert await log.running("conv_a") == turn(1)
    await log.append(turn(1), [DoneEvent(turn_id=turn(1).id)])
    assert await log.running("conv_a") is None


async def test_what_a_gone_process_left_behind_is_ended_once(log: SqlTurnLog) -> None:
    await log.start(turn(1))
    assert await log.abandoned(AT) == []
    assert await log.abandoned(AT + timedelta(seconds=1)) == [turn(1)]
    ending = [DoneEvent(turn_id=turn(1).id, reason="failed")]
    await asyncio.gather(*(log.abandon(turn(1), ending) for _ in range(4)))
    assert [e.type for e in await log.read("conv_a")] == ["done"]
    assert await log.running("conv_a") is None
