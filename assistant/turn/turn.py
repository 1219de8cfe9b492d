"""The turn, whole: admit, plan, act, show, write, settle. Data flows one way."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from time import perf_counter

import structlog
from langchain_core.tools import StructuredTool

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.domain.cart import Cart
from assistant.domain.conversation import Conversation, Message, ToolCall
from assistant.domain.handover import Holder
from assistant.domain.order import Order
from assistant.domain.principal import Principal
from assistant.errors import ProposalSettled, ShopkeeperError
from assistant.guard.facts import facts_of
from assistant.guard.guard import Guard
from assistant.handover.triggers import Trigger, offered
from assistant.planner.fallback import says_yes
from assistant.planner.planner import Plan, Planner
from assistant.planner.schema import CONFIRM
from assistant.privacy import mask_personal_data
from assistant.tools.combining import combined
from assistant.tools.context import Shop, ToolContext
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.act import act
from assistant.turn.admit import Proof, admitted_principal, clean_message, step_up
from assistant.turn.decide import Decisions
from assistant.turn.events import DoneEvent, MessageEvent, StatusEvent, TextEvent, TurnEvent, UsageEvent
from assistant.turn.explained import explained_first
from assistant.turn.hand_over import HANDOFF, HandingOver
from assistant.turn.ports import ConversationStore, EventLog, Handovers, ProofTries, ProposalStore, TurnRecord
from assistant.turn.settle import settle, shop_events
from assistant.turn.show import show
from assistant.turn.spoken import spoken_call
from assistant.turn.surroundings import plan_context
from assistant.turn.which import answered, meant, names_of
from assistant.turn.write import Reply, write
from assistant.writer.points import points_of
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
    reply: str = ""
    origin: str = "button"
    usage: dict[str, int] = field(default_factory=lambda: {"llm_calls": 0, "prompt_tokens": 0, "completion_tokens": 0})
    checked: dict[str, int] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)

    def mark(self, stage: str) -> None:
        """Note once when a stage ended, in milliseconds since the message came in."""
        self.timings.setdefault(stage, round((perf_counter() - self.started) * 1000, 1))

    def wrote(self, reply: Reply) -> None:
        """Keep what was said, and what it cost."""
        self.mark("written")
        self.timings["writer_model"] = round(reply.model_ms, 1)
        self.reply = " ".join(reply.sentences)
        self.checked = {"written": reply.written, "withheld": reply.withheld}
        for name, count in asdict(reply.spent).items():
            self.usage[name] += count


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
    handovers: Handovers
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
        handing_over = HandingOver(self.handovers, self.conversations)
        handover = await handing_over.begin(conversation)
        yield StatusEvent(stage="planning")
        if handover is not None:
            yield MessageEvent(message=_said(progress.id, message, now))
        await self._look_after_pending(conversation)
        proof, trigger = Proof.NONE, None
        if turn_input.calls is None:
            proof = await step_up(message, conversation, self.shop.orders, self.proof_tries, now)
            trigger = handing_over.wanted(conversation, message, handover)
        speaker = admitted_principal(principal, conversation, now)
        # An agent has the conversation: the assistant only carries out what a pressed button says.
        silent = handover is not None and handover.holder is Holder.AGENT
        if not silent or turn_input.calls:
            await self._plan(conversation, speaker, message, turn_input, proof, trigger, progress)
        progress.mark("planned")
        yield StatusEvent(stage="searching", calls=progress.calls)
        context = ToolContext(shop=self.shop, principal=speaker, conversation=conversation, message=message, now=now)
        await self._act(context, turn_input, progress)
        if not silent:
            progress.results = await handing_over.complete(context, trigger, handover, progress.results)
        progress.mark("acted")
        for event in show(progress.results):
            progress.mark("first_card")
            yield event
        points = () if silent else points_of(progress.results, conversation, message)
        conversation.state.offered = offered(points)
        reply = Reply(points, facts_of(progress.results))
        if points:
            async with aclosing(write(reply, self.writer, self.guard, conversation, message)) as sentences:
                async for sentence in sentences:
                    if turn_input.stop.is_set():
                        break
                    progress.mark("first_sentence")
                    yield TextEvent(text=f"{sentence} ")
        progress.wrote(reply)
        await self._settle(conversation, speaker, message, progress, now)
        progress.mark("settled")
        holder = await handing_over.end(conversation, message)
        yield UsageEvent(**progress.usage, timings_ms=progress.timings)
        pending = conversation.state.pending
        yield DoneEvent(
            turn_id=progress.id,
            reason="cancelled" if turn_input.stop.is_set() else "complete",
            state={
                "pending": pending[-1].id if pending else None,
                "handed_off": conversation.state.handed_off,
                **holder,
            },
        )

    async def _plan(
        self,
        conversation: Conversation,
        speaker: Principal,
        message: str,
        turn_input: TurnInput,
        proof: Proof,
        trigger: Trigger | None,
        progress: _Progress,
    ) -> None:
        state = conversation.state
        if turn_input.calls is not None:
            progress.calls = turn_input.calls
        elif trigger is not None and trigger.alone:
            progress.calls = (ToolCall(name=HANDOFF),)
        elif proof is Proof.PROVED:
            held = state.held or ToolCall(name="get_order")
            progress.calls = (ToolCall(name=held.name, args={**held.args, "order_id": state.order_id}),)
            state.held = None
        elif proof is not Proof.NONE:
            outcome = Outcome.NEEDS_VERIFICATION if proof is Proof.PARTIAL else Outcome.NOT_ALLOWED
            missing = "email" if state.held_order_id and not state.held_email else "order_id"
            notes = {"proof": proof.value, "missing": missing}
            progress.results = (ToolResult(tool="step_up", outcome=outcome, notes=notes),)
        elif state.deciding is not None and answered(message, state.pending):
            progress.calls = (ToolCall(name=CONFIRM, args={"accept": state.deciding}),)
        elif spoken := spoken_call(message, state):
            progress.calls = (spoken,)
        elif state.offered_call is not None and not state.pending and says_yes(message):
            progress.calls = (state.offered_call,)
        else:
            plan = await self._ask_planner(conversation, speaker, message)
            progress.calls = explained_first(plan.calls, message, state, verified=speaker.verified)
            progress.origin = plan.origin
            progress.timings["planner_model"] = round(plan.model_ms, 1)
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
        decided = [result for call in decisions for result in await self._decide(context, call, turn_input.proposal_id)]
        done = await combined(context, await act(others, self.tools, context))
        progress.results = (*progress.results, *decided, *done)
        made = [result.proposal for result in done if result.outcome is Outcome.PROPOSED and result.proposal]
        if made:
            await self._retire(context.conversation.state.pending, ProposalState.REPLACED)
        for proposal in made:
            await self.proposals.add(proposal)

    async def _decide(self, context: ToolContext, call: ToolCall, proposal_id: str | None) -> list[ToolResult]:
        """Carry out a yes or no: on the proposal of the pressed button, or on those that the words mean."""
        accept = bool(call.args.get("accept"))
        waiting = context.conversation.state.pending
        if proposal_id is not None:
            return [await self._decide_one(context, proposal_id, accept)]
        if not waiting:
            return [ToolResult(tool="reply", outcome=Outcome.SAID, subject="clarify")]
        fresh = tuple(proposal for proposal in waiting if proposal.expires_at > context.now) or waiting[-1:]
        wanted = meant(context.message, fresh)
        if not wanted and accept:
            return [
                ToolResult(
                    tool=CONFIRM,
                    outcome=Outcome.NEEDS_DETAIL,
                    missing="proposal",
                    choices=names_of(fresh),
                    notes={"decision": "accept"},
                )
            ]
        return [await self._decide_one(context, proposal.id, accept) for proposal in wanted or fresh]

    async def _decide_one(self, context: ToolContext, proposal_id: str, accept: bool) -> ToolResult:
        try:
            return await Decisions(shop=self.shop, proposals=self.proposals).decide(
                proposal_id,
                accept=accept,
                principal=context.principal,
                conversation_id=context.conversation.id,
                now=self.clock(),  # planning takes its time, and identity and proposal may end meanwhile
            )
        except ShopkeeperError as error:
            notes = {"code": error.code, "detail": error.detail, "proposal": proposal_id}
            return ToolResult(tool=CONFIRM, outcome=Outcome.FAILED, notes=notes)

    async def _look_after_pending(self, conversation: Conversation) -> None:
        """Forget what was settled outside of a turn: a process that ended too early left it to the next one."""
        state = conversation.state
        stored = [await self.proposals.get(proposal.id) for proposal in state.pending]
        state.pending = tuple(proposal for proposal in stored if proposal.state is ProposalState.PENDING)

    async def _retire(self, proposals: Sequence[ActionProposal], state: ProposalState) -> None:
        for proposal in proposals:
            try:
                await self.proposals.move(proposal.id, ProposalState.PENDING, state)
            except ProposalSettled:
                log.info("proposal_was_settled", proposal=proposal.id)

    async def _settle(
        self, conversation: Conversation, speaker: Principal, message: str, progress: _Progress, now: datetime
    ) -> None:
        over = [proposal for proposal in conversation.state.pending if proposal.expires_at <= now]
        await self._retire(over, ProposalState.EXPIRED)
        settle(conversation, message, progress.calls, progress.results, now)
        record = TurnRecord(
            id=progress.id,
            conversation_id=conversation.id,
            message=mask_personal_data(message),
            calls=progress.calls,
            results=progress.results,
            reply=progress.reply,
            origin=progress.origin,
            usage={**progress.usage, "sentences": progress.checked, "timings_ms": dict(progress.timings)},
            at=now,
        )
        await self.conversations.save(conversation, _transcript(progress.id, message, progress.reply, now), record)
        await self.event_log.append(shop_events(speaker, progress.results, now))


def _transcript(turn_id: str, message: str, reply: str, now: datetime) -> Sequence[Message]:
    spoken = [_said(turn_id, message, now)]
    if reply:
        spoken.append(Message(id=f"{turn_id}.a", role="assistant", text=reply, at=now, turn_id=turn_id))
    return spoken


def _said(turn_id: str, message: str, now: datetime) -> Message:
    return Message(id=f"{turn_id}.q", role="shopper", text=message, at=now, turn_id=turn_id)
