"""Runs turns as tasks of their own, so that a shopper may lose the line, come back, and find the answer."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from assistant.domain.conversation import Conversation
from assistant.domain.principal import Principal
from assistant.errors import ShopkeeperError, TurnInProgress
from assistant.turn.events import DoneEvent, ErrorEvent, StatusEvent, TurnEvent
from assistant.turn.ports import ConversationStore
from assistant.turn.progress import TurnInput
from serve.clock import Clock
from serve.outbox import Outbox
from serve.signals import POLL_SECONDS, Signals, wait
from serve.storage.turn_events import SqlTurnLog, StreamEvent, Turn

log = structlog.get_logger(__name__)

_INTERNAL = ErrorEvent(
    code="internal",
    title="Something went wrong on our side",
    detail="This message couldn't be answered. Please send it again.",
    retryable=True,
)
_INTERRUPTED = ErrorEvent(
    code="interrupted",
    title="The answer was interrupted",
    detail="The assistant was restarted while it answered. Please send the message again.",
    retryable=True,
)
_TOO_SLOW = ErrorEvent(
    code="timeout",
    title="The answer took too long",
    detail="This message couldn't be answered in time. Please send it again.",
    retryable=True,
)


class Engine(Protocol):
    """Answers one message; `assistant.turn.turn.TurnEngine` is the one that is served."""

    def run(
        self, conversation: Conversation, principal: Principal, turn_input: TurnInput
    ) -> AsyncGenerator[TurnEvent]: ...


class Aftermath(Protocol):
    """Brings turns to an end that were interrupted."""

    async def of(self, turn: Turn, *, gone: bool) -> Sequence[TurnEvent]:
        """Return the last events of a turn that had decided something already; none for one that hadn't.

        Either way, what was said is in the transcript afterwards.

        Args:
            gone: the turn's process is, so that nobody else looks after what it had begun.
        """
        ...


@dataclass(slots=True)
class _Running:
    """A turn that runs in this process.

    Attributes:
        focus: the product page that the shopper is on.
        planning: nothing has been done yet, so that the turn may be broken off at any point.
        lost_end: the error and the reason of an end that could not be stored.
    """

    turn: Turn
    turn_input: TurnInput
    principal: Principal
    focus: str | None
    outbox: Outbox
    planning: bool = False
    task: asyncio.Task[None] | None = field(default=None)
    lost_end: tuple[ErrorEvent | None, str] | None = None

    def unstored(self, after: int) -> list[StreamEvent]:
        """The turn's end where it couldn't be stored: those who listen hear it all the same."""
        if self.lost_end is None:
            return []
        error, reason = self.lost_end
        return _unstored(self.turn, after, [error] if error else [], reason)


class TurnRunner:
    """Starts, follows and ends turns; the database sees to it that a conversation has one at a time.

    Args:
        aftermath: tells what an interrupted turn had done.
        turn_seconds: how long a turn may take; one that is older belongs to a process that is gone.
        signals: rung, by conversation, whenever something was stored.
    """

    def __init__(
        self,
        engine: Engine,
        conversations: ConversationStore,
        turn_log: SqlTurnLog,
        clock: Clock,
        aftermath: Aftermath,
        turn_seconds: float = 60.0,
        signals: Signals | None = None,
    ) -> None:
        self._engine = engine
        self._conversations = conversations
        self._log = turn_log
        self._clock = clock
        self._aftermath = aftermath
        self._limit = turn_seconds
        self._running: dict[str, _Running] = {}
        self._signals = signals or Signals()

    async def start(
        self, conversation_id: str, principal: Principal, turn_input: TurnInput, *, key: str, focus: str | None = None
    ) -> Turn:
        """Start a turn, or return the one that the same key has started before.

        Args:
            key: the request's Idempotency-Key.
            focus: the product that the shopper is looking at.

        Raises:
            TurnInProgress: another turn still runs in this conversation.
            InvalidInput: the key was used for another request.
        """
        wanted = Turn(
            id=turn_input.turn_id,
            conversation_id=conversation_id,
            key=key,
            fingerprint=_fingerprint(turn_input),
            started_at=self._clock(),
            text=turn_input.text,
        )
        try:
            turn, created = await self._log.start(wanted)
        except TurnInProgress:
            if not await self._end_abandoned(self._clock() - self._longest):
                raise
            turn, created = await self._log.start(wanted)
        if created:
            outbox = Outbox(self._log, turn, lambda: self._signals.tell(conversation_id))
            running = _Running(turn=turn, turn_input=turn_input, principal=principal, focus=focus, outbox=outbox)
            self._running[conversation_id] = running
            running.task = asyncio.create_task(self._run(running), name=turn.id)
        return turn

    async def follow(
        self, conversation_id: str, *, after: int = 0, turn_id: str | None = None
    ) -> AsyncIterator[StreamEvent]:
        """Yield the events after `after`, of one turn or of all, until no turn runs that could send another.

        A turn whose end could not be stored ends here with an error, at the latest when its time is long over.
        """
        here = self._running.get(conversation_id)
        if here is not None and here.turn.id == turn_id:
            async for event in here.outbox.follow(after):
                yield event
                after = event.id
            for event in here.unstored(after):
                yield event
            return
        with self._signals.listening(conversation_id) as changed:
            while True:
                changed.clear()
                running = await self._log.running(conversation_id)  # asked first, so that no last event is missed
                for event in await self._log.read(conversation_id, after=after, turn_id=turn_id):
                    yield event
                    after = event.id
                if running is None or turn_id not in {None, running.id}:
                    return
                if conversation_id not in self._running and self._is_over(running):
                    if await self._ended(running):
                        continue  # read what was stored as its end
                    for event in _unstored(running, after, [_INTERRUPTED], "failed"):
                        yield event
                    return
                await wait(changed, None if conversation_id in self._running else POLL_SECONDS)

    def cancel(self, conversation_id: str) -> bool:
        """Stop the running turn: at once while it plans, else after the step under way; False when none runs here."""
        running = self._running.get(conversation_id)
        if running is None:
            return False
        running.turn_input.stop.set()
        if running.planning and running.task is not None:
            running.task.cancel()
        return True

    async def recover(self) -> None:
        """End the turns that an earlier process left behind; for the only process on its database, at start."""
        await self._end_abandoned(self._clock())

    async def end_overdue(self) -> None:
        """End the turns whose time is long over: their processes are gone."""
        await self._end_abandoned(self._clock() - self._longest)

    async def close(self, grace_seconds: float = 5.0) -> None:
        """Give running turns a moment to finish, then end them in an orderly way."""
        tasks = [running.task for running in self._running.values() if running.task is not None]
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=grace_seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, running: _Running) -> None:
        turn = running.turn
        structlog.contextvars.bind_contextvars(turn=turn.id)
        try:
            running.planning = True
            if running.turn_input.stop.is_set():
                raise asyncio.CancelledError  # the stop came before the task's first step
            async with asyncio.timeout(self._limit):
                await self._answer(running)
        except asyncio.CancelledError:
            stopped = running.turn_input.stop.is_set()
            await self._end(running, "cancelled" if stopped else "failed", None if stopped else _INTERRUPTED)
        except TimeoutError:
            log.exception("turn_timed_out")
            await self._end(running, "failed", _TOO_SLOW)
        except ShopkeeperError as error:
            log.warning("turn_failed", code=error.code, exc_info=True)
            shown = ErrorEvent(code=error.code, title=error.title, detail=error.detail, retryable=error.retryable)
            await self._end(running, "failed", shown)
        except Exception:
            log.exception("turn_failed")
            await self._end(running, "failed", _INTERNAL)
        finally:
            if self._running.get(turn.conversation_id) is running:  # the next turn may have begun as this one ended
                del self._running[turn.conversation_id]
            running.outbox.close()

    async def _answer(self, running: _Running) -> None:
        conversation = await self._conversations.load(running.turn.conversation_id)
        state = conversation.state
        if running.turn_input.calls is None and running.focus != state.page_product_id:
            # Only a change of page turns "it" to that product, not each message from it; buttons tell no page.
            state.page_product_id = running.focus
            state.product_id = running.focus or state.product_id
        async with aclosing(self._engine.run(conversation, running.principal, running.turn_input)) as events:
            async for event in events:
                running.planning = isinstance(event, StatusEvent) and event.stage == "planning"
                running.outbox.send(event)
        await running.outbox.emptied()

    async def _end(self, running: _Running, reason: str, error: ErrorEvent | None) -> None:
        """Close the stream of a turn that didn't get to its own end; what the shopper said stays in the transcript."""
        done = DoneEvent.model_validate({"turn_id": running.turn.id, "reason": reason})
        try:
            told = await self._told(running.turn, gone=False)
            await running.outbox.end(told or ([error, done] if error else [done]))
        except ShopkeeperError:
            running.lost_end = (error, reason)
            log.exception("turn_end_not_stored")

    async def _end_abandoned(self, started_before: datetime) -> int:
        """End the turns that began before a time and don't run here; return how many there were."""
        old = await self._log.abandoned(started_before)
        gone = [turn for turn in old if turn.conversation_id not in self._running]
        for turn in gone:
            log.warning("turn_abandoned", turn=turn.id)
            await self._log.abandon(turn, await self._last_events(turn))
            self._signals.tell(turn.conversation_id)
        return len(gone)

    async def _last_events(self, turn: Turn) -> Sequence[TurnEvent]:
        return await self._told(turn, gone=True) or [_INTERRUPTED, DoneEvent(turn_id=turn.id, reason="failed")]

    async def _told(self, turn: Turn, *, gone: bool) -> Sequence[TurnEvent]:
        try:
            return await self._aftermath.of(turn, gone=gone)
        except Exception:  # one turn that can't be told keeps no other from its end
            log.exception("interrupted_turn_not_told", turn=turn.id)
            return ()

    @property
    def _longest(self) -> timedelta:
        """How long a turn can count as running, wherever it runs."""
        return timedelta(seconds=2 * self._limit)

    def _is_over(self, turn: Turn) -> bool:
        return self._clock() - turn.started_at > self._longest

    async def _ended(self, turn: Turn) -> bool:
        """End a turn that nobody runs any more; False when that can't be stored either."""
        try:
            await self._log.abandon(turn, await self._last_events(turn))
        except ShopkeeperError:
            log.exception("turn_end_not_stored", turn=turn.id)
            return False
        return True


def _unstored(turn: Turn, after: int, errors: Sequence[ErrorEvent], reason: str) -> list[StreamEvent]:
    """Return an end that no store has; it takes the places that the stored one will take."""
    events: list[TurnEvent] = [*errors, DoneEvent.model_validate({"turn_id": turn.id, "reason": reason})]
    return [
        StreamEvent(id=place, turn_id=turn.id, type=event.type, payload=event.model_dump(mode="json"))
        for place, event in enumerate(events, after + 1)
    ]


def _fingerprint(turn_input: TurnInput) -> str:
    calls = [call.model_dump(mode="json") for call in turn_input.calls] if turn_input.calls is not None else None
    asked = json.dumps([turn_input.text, calls, turn_input.proposal_id], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()
