"""The turn, whole: admit, plan, act, show, write, settle. Data flows one way."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter

import structlog
from langchain_core.tools import StructuredTool

from assistant.domain.actions import ProposalState
from assistant.domain.cart import Cart
from assistant.domain.conversation import Conversation, Message, ToolCall
from assistant.domain.order import Order
from assistant.domain.principal import Principal
from assistant.errors import ProposalSettled, ShopkeeperError
from assistant.guard.facts import facts_of
from assistant.guard.guard import Guard
from assistant.planner.planner import Plan, Planner
from assistant.planner.schema import CONFIRM
from assistant.tools.context import Shop, ToolContext
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.act import act
from assistant.turn.admit import Proof, admitted_principal, clean_message, mask_personal_data, step_up
from assistant.turn.decide import Decisions
from assistant.turn.events import DoneEvent, StatusEvent, TextEvent, TurnEvent, UsageEvent
from assistant.turn.ports import ConversationStore, EventLog, ProofTries, ProposalStore, TurnRecord
from assistant.turn.settle import settle, shop_events
from assistant.turn.show import show
from assistant.turn.surroundings import plan_context
from assistant.writer.writer import Writer

log = structlog.get_logger(__name__)


def new_turn_id() -> str:
    return f"turn_{secrets.token_urlsafe(8)}"


@dataclass(frozen=True, slots=True)
class TurnInput:
    """What starts a turn.

    Attributes:
        text: what the shopper typed, or the words of the button they pressed.
        calls: calls that a button stands for; None lets the planner decide.
        proposal_id: the proposal that a pressed button means.
        turn_id: names the turn in the transcript, the records and the stream.
        stop: set when the shopper wants no more; the reply then ends early, and what was done is stored all the same.
    """

    text: str
    calls: tuple[ToolCall, ...] | None = None
    proposal_id: str | None = None
    turn_id: str = field(default_factory=new_turn_id)
    stop: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True)
class _Progress:
    """One turn on its way: what was decided, found, written and spent so far."""

    id: str
    started: float
    calls: tuple[ToolCall, ...] = ()
    results: tuple[ToolResult, ...] = ()
    sentences: list[str] = field(default_factory=list)
    origin: str = "button"
    usage: dict[str, int] = field(default_factory=lambda: {"llm_calls": 0, "prompt_tokens": 0, "completion_tokens": 0})
    timings: dict[str, float] = field(default_factory=dict)

    def mark(self, stage: str) -> None:
        """Note once when a stage ended, in milliseconds since the message came in."""
        self.timings.setdefault(stage, round((perf_counter() - self.started) * 1000, 1))


@dataclass(frozen=True, slots=True)
class TurnEngine:
    """Runs turns for one shop; holds no state of its own between them."""

    shop: Shop
    tools: Mapping[str, StructuredTool]
    planner: Planner
    writer: Writer
    guard: Guard
    conversations: ConversationStore
    proposals: ProposalStore
    proof_tries: ProofTries
    event_log: EventLog
    clock: Callable[[], datetime]

    async def run(
        self, conversation: Conversation, principal: Principal, turn_input: TurnInput
    ) -> AsyncGenerator[TurnEvent]:
        """Yield the turn's events; the last is always `done`, after the turn has been stored.

        Raises:
            InvalidInput, MessageTooLong: before the first event, when the message can't be read.
        """
        message = clean_message(turn_input.text)
        now = self.clock()
        progress = _Progress(id=turn_input.turn_id, started=perf_counter())
        yield StatusEvent(stage="planning")
        proof = Proof.NONE
        if turn_input.calls is None:
            proof = await step_up(message, conversation, self.shop.orders, self.proof_tries, now)
        speaker = admitted_principal(principal, conversation, now)
        await self._plan(conversation, speaker, message, turn_input, proof, progress)
        progress.mark("planned")
        yield StatusEvent(stage="searching", calls=progress.calls)
        context = ToolContext(shop=self.shop, principal=speaker, conversation=conversation, message=message, now=now)
        await self._act(context, turn_input, progress)
        progress.mark("acted")
        for event in show(progress.results):
            progress.mark("first_card")
            yield event
        async with aclosing(self._write(conversation, message, progress)) as sentences:
            async for sentence in sentences:
                if turn_input.stop.is_set():
                    break
                progress.mark("first_sentence")
                progress.sentences.append(sentence)
                yield TextEvent(text=f"{sentence} ")
        progress.mark("written")
        await self._settle(conversation, speaker, message, progress, now)
        progress.mark("settled")
        yield UsageEvent(**progress.usage, timings_ms=progress.timings)
        pending = conversation.state.pending
        yield DoneEvent(
            turn_id=progress.id,
            reason="cancelled" if turn_input.stop.is_set() else "complete",
            state={"pending": pending.id if pending else None, "handed_off": conversation.state.handed_off},
        )

    async def _plan(
        self,
        conversation: Conversation,
        speaker: Principal,
        message: str,
        turn_input: TurnInput,
        proof: Proof,
        progress: _Progress,
    ) -> None:
        state = conversation.state
        if turn_input.calls is not None:
            progress.calls = turn_input.calls
        elif proof is Proof.PROVED:
            held = state.held or ToolCall(name="get_order")
            progress.calls = (ToolCall(name=held.name, args={**held.args, "order_id": state.order_id}),)
            state.held = None
        elif proof is not Proof.NONE:
            outcome = Outcome.NEEDS_VERIFICATION if proof is Proof.PARTIAL else Outcome.NOT_ALLOWED
            missing = "email" if state.held_order_id and not state.held_email else "order_id"
            notes = {"proof": proof.value, "missing": missing}
            progress.results = (ToolResult(tool="step_up", outcome=outcome, notes=notes),)
        else:
            plan = await self._ask_planner(conversation, speaker, message)
            progress.calls, progress.origin = plan.calls, plan.origin
            progress.usage = {
                "llm_calls": 1 if plan.origin == "model" else 0,
                "prompt_tokens": plan.prompt_tokens,
                "completion_tokens": plan.completion_tokens,
            }

    async def _ask_planner(self, conversation: Conversation, speaker: Principal, message: str) -> Plan:
        cart, orders = await asyncio.gather(self._known_cart(speaker), self._known_orders(speaker))
        return await self.planner.plan(plan_context(conversation, message, cart, orders), locale=conversation.locale)

    async def _known_cart(self, speaker: Principal) -> Cart:
        try:
            return await self.shop.carts.get_cart(speaker.owner)
        except ShopkeeperError as error:
            log.warning("cart_not_read", code=error.code)
            return Cart()

    async def _known_orders(self, speaker: Principal) -> tuple[Order, ...]:
        if not speaker.verified:
            return ()
        try:
            return await self.shop.orders.list_orders(speaker)
        except ShopkeeperError as error:
            log.warning("orders_not_read", code=error.code)
            return ()

    async def _act(self, context: ToolContext, turn_input: TurnInput, progress: _Progress) -> None:
        decisions = [call for call in progress.calls if call.name == CONFIRM]
        others = [call for call in progress.calls if call.name != CONFIRM]
        decided = [await self._decide(context, call, turn_input.proposal_id) for call in decisions]
        done = await act(others, self.tools, context)
        progress.results = (*progress.results, *decided, *done)
        for result in done:
            if result.outcome is Outcome.PROPOSED and result.proposal is not None:
                await self._replace_pending(context.conversation)
                await self.proposals.add(result.proposal)

    async def _decide(self, context: ToolContext, call: ToolCall, proposal_id: str | None) -> ToolResult:
        pending = context.conversation.state.pending
        wanted = proposal_id or (pending.id if pending else None)
        if wanted is None:
            return ToolResult(tool="reply", outcome=Outcome.SAID, subject="clarify")
        decisions = Decisions(shop=self.shop, proposals=self.proposals)
        try:
            return await decisions.decide(
                wanted,
                accept=bool(call.args.get("accept")),
                principal=context.principal,
                conversation_id=context.conversation.id,
                now=context.now,
            )
        except ShopkeeperError as error:
            notes = {"code": error.code, "detail": error.detail, "proposal": wanted}
            return ToolResult(tool=CONFIRM, outcome=Outcome.FAILED, notes=notes)

    async def _replace_pending(self, conversation: Conversation) -> None:
        pending = conversation.state.pending
        if pending is None:
            return
        try:
            await self.proposals.move(pending.id, ProposalState.PENDING, ProposalState.REPLACED)
        except ProposalSettled:
            log.info("pending_was_settled", proposal=pending.id)

    async def _write(self, conversation: Conversation, message: str, progress: _Progress) -> AsyncGenerator[str]:
        facts = facts_of(progress.results)
        async for sentence in self.writer.write(progress.results, conversation, message):
            violations = self.guard.check(sentence, facts)
            if not violations:
                yield sentence
                continue
            log.warning("sentence_withheld", violations=[violation.kind for violation in violations])
            for plain in self.guard.rewrite(sentence, violations):
                yield plain

    async def _settle(
        self, conversation: Conversation, speaker: Principal, message: str, progress: _Progress, now: datetime
    ) -> None:
        settle(conversation, message, progress.calls, progress.results, now)
        reply = " ".join(progress.sentences)
        record = TurnRecord(
            id=progress.id,
            conversation_id=conversation.id,
            message=mask_personal_data(message),
            calls=progress.calls,
            results=progress.results,
            reply=reply,
            origin=progress.origin,
            usage={**progress.usage, "timings_ms": dict(progress.timings)},
            at=now,
        )
        await self.conversations.save(conversation, _transcript(progress.id, message, reply, now), record)
        await self.event_log.append(shop_events(speaker, progress.results, now))


def _transcript(turn_id: str, message: str, reply: str, now: datetime) -> Sequence[Message]:
    spoken = [Message(id=f"{turn_id}.q", role="shopper", text=message, at=now, turn_id=turn_id)]
    if reply:
        spoken.append(Message(id=f"{turn_id}.a", role="assistant", text=reply, at=now, turn_id=turn_id))
    return spoken
