"""Turns as tasks: they outlive their listeners, can be stopped, and always come to an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant.domain.actions import ActionProposal
from assistant.domain.conversation import Conversation, Message, ToolCall
from assistant.domain.principal import Principal
from assistant.errors import InvalidInput, StorefrontUnavailable, StoreUnavailable, TurnInProgress
from assistant.turn.decide import Decisions
from assistant.turn.events import DoneEvent, StatusEvent, TextEvent, TurnEvent
from assistant.turn.progress import TurnInput
from serve.interrupted import InterruptedTurns
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database, connect_database
from serve.storage.proposals import SqlProposals
from serve.storage.turn_events import SqlTurnLog, StreamEvent, Turn
from serve.turns import TurnRunner
from serve.unfinished import UnfinishedWrites
from tests.serve.served import Clock
from tests.support.shop import memory_shop

ID = "conv_a"
SPEAKER = Principal(session_id=ID)


@dataclass
class ScriptedEngine:
    """Plans, acts and says two sentences; waits where a test wants it to, and fails where a test wants it to."""

    store: SqlConversations
    planned: asyncio.Event = field(default_factory=asyncio.Event)
    spoken: asyncio.Event = field(default_factory=asyncio.Event)
    failure: Exception | None = None
    planning: int = 0
    acted: int = 0
    seen: list[str | None] = field(default_factory=list)

    def hurry(self) -> None:
        self.planned.set()
        self.spoken.set()

    async def run(
        self, conversation: Conversation, principal: Principal, turn_input: TurnInput
    ) -> AsyncGenerator[TurnEvent]:
        self.planning += 1
        self.seen.append(conversation.state.product_id)
        yield StatusEvent(stage="planning")
        await self.planned.wait()
        yield StatusEvent(stage="searching")
        self.acted += 1
        if self.failure is not None:
            raise self.failure
        for number in (1, 2):
            if turn_input.stop.is_set():
                break
            yield TextEvent(text=f"Sentence {number}. ")
            await self.spoken.wait()
        said = Message(id=f"{turn_input.turn_id}.q", role="shopper", text=turn_input.text, at=conversation.updated_at)
        await self.store.save(conversation, [said.model_copy(update={"turn_id": turn_input.turn_id})])
        reason = "cancelled" if turn_input.stop.is_set() else "complete"
        yield DoneEvent.model_validate({"turn_id": turn_input.turn_id, "reason": reason})

    async def conclude(
        self, conversation: Conversation, principal: Principal, turn_input: TurnInput, decided: Sequence[ActionProposal]
    ) -> AsyncGenerator[TurnEvent]:
        for proposal in decided:
            yield TextEvent(text=f"{proposal.title} ")
        yield DoneEvent(turn_id=turn_input.turn_id)


class NoDesk:
    """Agents have done nothing."""

    async def catch_up(self, conversation_id: str | None = None) -> None:
        pass


def aftermath_of(
    database: Database, engine: ScriptedEngine, store: SqlConversations, log: SqlTurnLog
) -> InterruptedTurns:
    proposals = SqlProposals(database)
    unfinished = UnfinishedWrites(Decisions(memory_shop().ports(), proposals), store, log, NoDesk())
    return InterruptedTurns(engine, store, proposals, log, unfinished)


@dataclass
class Stage:
    """A runner over a real SQLite file."""

    runner: TurnRunner
    engine: ScriptedEngine
    store: SqlConversations
    log: SqlTurnLog
    clock: Clock
    aftermath: InterruptedTurns

    async def start(self, text: str = "hello", key: str = "k1", focus: str | None = None) -> str:
        turn = await self.runner.start(ID, SPEAKER, TurnInput(text=text), key=key, focus=focus)
        return turn.id

    async def all(self, turn_id: str | None = None, after: int = 0) -> list[StreamEvent]:
        return [event async for event in self.runner.follow(ID, after=after, turn_id=turn_id)]

    async def until(self, event_type: str) -> None:
        """Wait until an event of that type has been sent."""
        async with asyncio.timeout(5):
            async for event in self.runner.follow(ID):
                if event.type == event_type:
                    return


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    database = connect_database(f"sqlite+aiosqlite:///{tmp_path / 'turns.db'}")
    await database.migrate()
    clock = Clock()
    store, log = SqlConversations(database), SqlTurnLog(database)
    await store.save(Conversation(id=ID, created_at=clock(), updated_at=clock()))
    engine = ScriptedEngine(store)
    aftermath = aftermath_of(database, engine, store, log)
    runner = TurnRunner(engine, store, log, clock, aftermath, turn_seconds=5)
    yield Stage(runner, engine, store, log, clock, aftermath)
    await runner.close(grace_seconds=0.1)
    await database.close()


def types(events: list[StreamEvent]) -> list[str]:
    return [event.type for event in events]


WHOLE = ["status", "status", "text", "text", "done"]


async def test_two_listeners_hear_the_same_turn_to_its_end(stage: Stage) -> None:
    turn = await stage.start()
    first, second = asyncio.create_task(stage.all(turn)), asyncio.create_task(stage.all(turn))
    await stage.until("status")
    stage.engine.hurry()
    assert types(await first) == WHOLE
    assert await first == await second


async def test_a_turn_goes_on_when_nobody_listens_and_is_heard_later(stage: Stage) -> None:
    turn = await stage.start()
    listening = asyncio.create_task(stage.all(turn))
    await stage.until("status")
    listening.cancel()
    stage.engine.hurry()
    assert types(await stage.all(turn)) == WHOLE
    assert types(await stage.all(turn, after=3)) == WHOLE[3:]
    assert not stage.runner._signals._listeners


async def test_the_same_key_joins_the_turn_also_after_its_end(stage: Stage) -> None:
    turn = await stage.start()
    assert await stage.start() == turn
    stage.engine.hurry()
    await stage.all(turn)
    assert await stage.start() == turn
    assert stage.engine.planning == 1


async def test_another_message_waits_for_its_turn(stage: Stage) -> None:
    turn = await stage.start()
    with pytest.raises(TurnInProgress):
        await stage.start("something else", key="k2")
    with pytest.raises(InvalidInput):
        await stage.start("something else", key="k1")
    stage.engine.hurry()
    await stage.all(turn)
    assert types(await stage.all(await stage.start("something else", key="k2"))) == WHOLE


async def test_a_stop_while_planning_ends_the_turn_before_anything_was_done(stage: Stage) -> None:
    turn = await stage.start()
    await stage.until("status")
    assert stage.runner.cancel(ID)
    events = await stage.all(turn)
    assert types(events) == ["status", "done"]
    assert events[-1].payload["reason"] == "cancelled"
    assert stage.engine.acted == 0
    assert [message.text for message in await stage.store.messages(ID)] == ["hello"]


async def test_a_stop_before_the_first_step_counts_too(stage: Stage) -> None:
    turn = await stage.start()
    assert stage.runner.cancel(ID)
    assert (await stage.all(turn))[-1].payload["reason"] == "cancelled"
    assert not stage.runner.cancel(ID)


async def test_a_stop_while_writing_lets_the_turn_be_stored(stage: Stage) -> None:
    stage.engine.planned.set()
    turn = await stage.start()
    await stage.until("text")
    assert stage.runner.cancel(ID)
    stage.engine.spoken.set()
    events = await stage.all(turn)
    assert types(events) == ["status", "status", "text", "done"]
    assert events[-1].payload["reason"] == "cancelled"
    assert len(await stage.store.messages(ID)) == 1


@pytest.mark.parametrize(
    ("failure", "code"),
    [(RuntimeError("secret of the inside"), "internal"), (StorefrontUnavailable("No shop."), "storefront_unavailable")],
)
async def test_a_failure_ends_the_stream_in_plain_words(stage: Stage, failure: Exception, code: str) -> None:
    stage.engine.failure = failure
    stage.engine.hurry()
    events = await stage.all(await stage.start())
    assert types(events) == ["status", "status", "error", "done"]
    assert events[-2].payload["code"] == code
    assert "secret" not in str(events[-2].payload)
    assert events[-1].payload["reason"] == "failed"
    assert [message.text for message in await stage.store.messages(ID)] == ["hello"]
    stage.engine.failure = None
    assert types(await stage.all(await stage.start(key="k2"), after=4)) == WHOLE


async def test_a_turn_that_takes_too_long_is_ended(stage: Stage) -> None:
    runner = TurnRunner(stage.engine, stage.store, stage.log, stage.clock, stage.aftermath, turn_seconds=0.2)
    turn = await runner.start(ID, SPEAKER, TurnInput(text="hello"), key="k1")
    events = [event async for event in runner.follow(ID, turn_id=turn.id)]
    assert [event.payload.get("code") for event in events if event.type == "error"] == ["timeout"]
    assert events[-1].payload["reason"] == "failed"


async def test_closing_ends_what_still_runs(stage: Stage) -> None:
    turn = await stage.start()
    listening = asyncio.create_task(stage.all(turn))
    await stage.until("status")
    await stage.runner.close(grace_seconds=0.05)
    events = await listening
    assert types(events) == ["status", "error", "done"]
    assert events[1].payload["code"] == "interrupted"


async def test_what_a_crash_left_behind_is_ended_at_the_next_start(stage: Stage) -> None:
    turn = await stage.start()
    await stage.until("status")
    later = TurnRunner(stage.engine, stage.store, stage.log, stage.clock, stage.aftermath, turn_seconds=5)
    stage.clock.forward(seconds=1)
    await later.recover()
    assert types(await _gather(later, turn))[-2:] == ["error", "done"]


async def test_a_turn_of_another_process_is_followed_by_looking(stage: Stage) -> None:
    other = TurnRunner(stage.engine, stage.store, stage.log, stage.clock, stage.aftermath, turn_seconds=5)
    turn = await stage.start()
    following = asyncio.create_task(_gather(other, turn))
    await stage.until("status")
    stage.engine.hurry()
    assert types(await following) == WHOLE


async def test_a_page_of_a_product_turns_it_into_what_is_meant_once(stage: Stage) -> None:
    stage.engine.hurry()
    for number, focus in enumerate(["p1", "p1", "p2", None]):
        await stage.all(await stage.start(key=f"k{number}", focus=focus))
        conversation = await stage.store.load(ID)
        if number == 0:
            conversation.state.product_id = "p9"  # the talk has moved on since
            await stage.store.save(conversation)
    assert stage.engine.seen == ["p1", "p9", "p2", "p2"]


async def test_a_button_leaves_what_is_meant(stage: Stage) -> None:
    stage.engine.hurry()
    await stage.all(await stage.start(focus="p1"))
    conversation = await stage.store.load(ID)
    conversation.state.product_id = "p9"  # the talk has moved on since
    await stage.store.save(conversation)
    button = TurnInput(text="Yes", calls=(ToolCall(name="confirm", args={"accept": True}),))
    await stage.all((await stage.runner.start(ID, SPEAKER, button, key="k2")).id)
    await stage.all(await stage.start(key="k3", focus="p1"))
    assert stage.engine.seen == ["p1", "p9", "p9"]


async def test_a_turn_that_begins_as_the_last_one_ends_can_be_stopped(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.engine.hurry()
    append = stage.log.append

    async def begin_another(turn: Turn, events: Sequence[TurnEvent]) -> list[StreamEvent]:
        sent = await append(turn, events)
        if turn.key == "k1" and isinstance(events[-1], DoneEvent):
            stage.engine.planned.clear()
            await stage.start(key="k2")
        return sent

    monkeypatch.setattr(stage.log, "append", begin_another)
    await stage.all(await stage.start(key="k1"))
    assert stage.runner.cancel(ID)
    await stage.runner.close(grace_seconds=1)
    assert not stage.runner._running


async def test_nothing_is_kept_of_turns_that_are_over(stage: Stage) -> None:
    stage.engine.hurry()
    for number in range(5):
        await stage.all(await stage.start(key=f"k{number}"))
    await asyncio.sleep(0)
    assert not stage.runner._running
    assert not stage.runner._signals._listeners


async def _gather(runner: TurnRunner, turn_id: str) -> list[StreamEvent]:
    return [event async for event in runner.follow(ID, turn_id=turn_id)]


async def test_events_that_come_while_others_are_stored_go_together(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[list[str]] = []
    append = stage.log.append

    async def counted(turn: Turn, events: Sequence[TurnEvent]) -> list[StreamEvent]:
        batches.append([event.type for event in events])
        return await append(turn, events)

    monkeypatch.setattr(stage.log, "append", counted)
    stage.engine.hurry()
    assert types(await stage.all(await stage.start())) == WHOLE
    assert [kind for batch in batches for kind in batch] == WHOLE
    assert len(batches) < len(WHOLE)


async def test_a_store_that_fails_lets_the_listeners_go(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(turn: Turn, events: Sequence[TurnEvent]) -> list[StreamEvent]:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr(stage.log, "append", broken)
    stage.engine.hurry()
    events = await stage.all(await stage.start())
    assert types(events) == ["error", "done"]
    assert events[0].payload["code"] == "store_unavailable"
    monkeypatch.setattr(stage.log, "abandon", broken)
    events = await stage.all(await stage.start(key="k2"), after=2)
    assert [(event.id, event.type) for event in events] == [(3, "error"), (4, "done")]
    assert events[0].payload["code"] == "store_unavailable"


@pytest.mark.parametrize("writable", [True, False])
async def test_a_turn_that_nobody_runs_any_more_is_not_followed_for_ever(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, writable: bool
) -> None:
    turn = await stage.start()
    await stage.until("status")
    other = TurnRunner(stage.engine, stage.store, stage.log, stage.clock, stage.aftermath, turn_seconds=5)

    async def broken(turn: Turn, events: Sequence[TurnEvent]) -> list[StreamEvent]:
        raise StoreUnavailable("The disk is full.")

    if not writable:
        monkeypatch.setattr(stage.log, "abandon", broken)
    stage.clock.forward(seconds=11)
    async with asyncio.timeout(5):
        events = await _gather(other, turn)
    assert types(events) == ["status", "error", "done"]
    assert [event.id for event in events] == [1, 2, 3]
    assert events[1].payload["code"] == "interrupted"
