"""The turn, whole: admit, plan, act, show, write, settle. Data flows one way."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import perf_counter

import structlog
from langchain_core.tools import StructuredTool

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.domain.conversation import Conversation, Message, ToolCall
from assistant.domain.handover import Holder
from assistant.domain.principal import Principal
from assistant.errors import ProposalSettled, ShopkeeperError
from assistant.guard.danger import DangerWatch
from assistant.guard.facts import facts_of
from assistant.guard.guard import Guard
from assistant.handover.triggers import offered
from assistant.planner.planner import Planner
from assistant.planner.schema import CONFIRM
from assistant.privacy import mask_all, mask_personal_data
from assistant.tools.combining import combined
from assistant.tools.context import Shop, ToolContext
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.act import act
from assistant.turn.admit import admitted_principal, clean_message
from assistant.turn.choices import choices_of
from assistant.turn.codes import OneTimeCodes, without_code
from assistant.turn.decide import Decisions
from assistant.turn.events import (
    ChoicesEvent,
    DoneEvent,
    MessageEvent,
    StatusEvent,
    TextEvent,
    TurnEvent,
    UsageEvent,
)
from assistant.turn.hand_over import HandingOver
from assistant.turn.plan import Planning
from assistant.turn.ports import ConversationStore, EventLog, Handovers, ProofTries, ProposalStore, TurnRecord
from assistant.turn.progress import Progress, TurnInput
from assistant.turn.settle import replaced, settle, shop_events, superseded
from assistant.turn.show import show
from assistant.turn.step_up import STILL_ASKED, Proof, step_up
from assistant.turn.which import meant, names_of
from assistant.turn.write import Reply, write
from assistant.writer.points import points_of
from assistant.writer.writer import Writer

log = structlog.get_logger(__name__)


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
    codes: OneTimeCodes | None = None
    danger: DangerWatch = field(default_factory=DangerWatch)

    async def run(
        self, conversation: Conversation, principal: Principal, turn_input: TurnInput
    ) -> AsyncGenerator[TurnEvent]:
        """Yield the turn's events; the last is always `done`, after the turn has been stored.

        Raises:
            InvalidInput, MessageTooLong: before the first event, when the message can't be read.
        """
        message = clean_message(turn_input.text)
        now = self.clock()
        progress = Progress(id=turn_input.turn_id, started=perf_counter(), request=message)
        handing_over = HandingOver(self.handovers, self.conversations)
        handover = await handing_over.begin(conversation)
        if handover is not None:
            yield MessageEvent(message=_said(progress.id, message, now))
        yield StatusEvent(stage="planning")
        unheard = await self._look_after_pending(conversation)
        proof, trigger = Proof.NONE, None
        if turn_input.calls is None:
            coded = conversation.state.code_for
            own = principal.email if principal.customer_id else None
            proof = await step_up(message, conversation, self.shop.orders, self.proof_tries, now, self.codes, own)
            progress.code_typed = coded is not None and proof not in {Proof.NONE, *STILL_ASKED}
            trigger = handing_over.wanted(conversation, message, handover)
        speaker = admitted_principal(principal, conversation, now)
        # An agent has the conversation: the assistant only carries out what a pressed button says.
        silent = handover is not None and handover.holder is Holder.AGENT
        if not silent or turn_input.calls:
            await self._planning.plan(conversation, speaker, message, turn_input, proof, trigger, progress, now)
        progress.mark("planned")
        yield StatusEvent(stage="searching", calls=progress.calls)
        context = ToolContext(shop=self.shop, principal=speaker, conversation=conversation, message=message, now=now)
        await self._act(context, turn_input, progress)
        await self._tell(unheard, context, progress)
        if not silent:
            progress.results = await handing_over.complete(context, trigger, handover, progress.results)
        progress.mark("acted")
        async with aclosing(self._reply(context, turn_input, progress, handing_over, silent=silent)) as events:
            async for event in events:
                yield event

    async def conclude(
        self, conversation: Conversation, principal: Principal, turn_input: TurnInput, decided: Sequence[ActionProposal]
    ) -> AsyncGenerator[TurnEvent]:
        """Bring a turn to its end that was interrupted after it had decided proposals: nothing is decided anew.

        Raises:
            InvalidInput, MessageTooLong: before the first event, when the message can't be read.
        """
        message, now = clean_message(turn_input.text), self.clock()
        progress = Progress(id=turn_input.turn_id, started=perf_counter(), request=message)
        handing_over = HandingOver(self.handovers, self.conversations)
        handover = await handing_over.begin(conversation)
        await self._look_after_pending(conversation)
        speaker = admitted_principal(principal, conversation, now)
        context = ToolContext(shop=self.shop, principal=speaker, conversation=conversation, message=message, now=now)
        await self._tell(decided, context, progress)
        told = {result.proposal.id for result in progress.results if result.proposal}
        conversation.state.pending += tuple(proposal for proposal in decided if proposal.id not in told)
        silent = handover is not None and handover.holder is Holder.AGENT
        async with aclosing(self._reply(context, turn_input, progress, handing_over, silent=silent)) as events:
            async for event in events:
                yield event

    async def _reply(
        self,
        context: ToolContext,
        turn_input: TurnInput,
        progress: Progress,
        handing_over: HandingOver,
        *,
        silent: bool,
    ) -> AsyncGenerator[TurnEvent]:
        """Show, write, settle.

        Args:
            silent: nothing is said, because a person is speaking with the shopper.
        """
        conversation, message = context.conversation, context.message
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
                        reply.sentences.pop()  # it was written, and nobody has heard it
                        break
                    progress.mark("first_sentence")
                    yield TextEvent(text=f"{sentence} ")
        if reply.sentences and (choices := choices_of(progress.results, points, conversation.locale)):
            yield ChoicesEvent(choices=choices)
        progress.wrote(reply)
        await self._settle(conversation, context.principal, message, progress, context.now)
        progress.mark("settled")
        holder = await handing_over.end(conversation)
        yield UsageEvent(**progress.usage, timings_ms=progress.timings)
        pending = [proposal for proposal in conversation.state.pending if proposal.state is ProposalState.PENDING]
        yield DoneEvent(
            turn_id=progress.id,
            reason="cancelled" if turn_input.stop.is_set() else "complete",
            state={
                "pending": pending[-1].id if pending else None,
                "handed_off": conversation.state.handed_off,
                **holder,
            },
        )

    @property
    def _planning(self) -> Planning:
        return Planning(self.shop, self.planner, self.danger, self.codes, self.proposals)

    async def _act(self, context: ToolContext, turn_input: TurnInput, progress: Progress) -> None:
        decisions = [call for call in progress.calls if call.name == CONFIRM]
        others = [call for call in progress.calls if call.name != CONFIRM]
        decided = [result for call in decisions for result in await self._decide(context, call, turn_input.proposal_id)]
        of_tools = replace(context, message=progress.request, settled=progress.settled)
        done = await combined(of_tools, await act(others, self.tools, of_tools, progress.requests))
        progress.results = (*progress.results, *decided, *done)
        made = [result.proposal for result in done if result.outcome is Outcome.PROPOSED and result.proposal]
        state = context.conversation.state
        left = (
            replaced(state.pending, made, context.message) if made else superseded(state.pending, done, context.message)
        )
        if progress.amends:
            left = tuple(proposal for proposal in state.pending if proposal.state is ProposalState.PENDING)
        if left:
            await self._retire(left, ProposalState.REPLACED)
            state.pending = tuple(proposal for proposal in state.pending if proposal not in left)
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
        ordered = self._decisions.in_order(wanted or fresh)
        return [await self._decide_one(context, proposal.id, accept) for proposal in ordered]

    async def _decide_one(self, context: ToolContext, proposal_id: str, accept: bool) -> ToolResult:
        try:
            return await self._decisions.decide(
                proposal_id,
                accept=accept,
                principal=context.principal,
                conversation_id=context.conversation.id,
                now=self.clock(),  # planning takes its time, and identity and proposal may end meanwhile
            )
        except ShopkeeperError as error:
            notes = {"code": error.code, "detail": error.detail, "proposal": proposal_id}
            return ToolResult(tool=CONFIRM, outcome=Outcome.FAILED, notes=notes)

    @property
    def _decisions(self) -> Decisions:
        return Decisions(shop=self.shop, proposals=self.proposals)

    async def _look_after_pending(self, conversation: Conversation) -> list[ActionProposal]:
        """Bring what waits up to date and forget what was settled outside of a turn.

        Returns:
            what the shopper said yes to, and was told that no answer had come; one has come since.
        """
        state = conversation.state
        untold = {proposal.id for proposal in state.pending if proposal.state is not ProposalState.PENDING}
        stored = [await self.proposals.get(proposal.id) for proposal in state.pending]
        waits = frozenset({ProposalState.PENDING, ProposalState.CONFIRMED})
        state.pending = tuple(proposal for proposal in stored if proposal.state in waits or proposal.id in untold)
        return [proposal for proposal in state.pending if proposal.state not in waits]

    async def _tell(self, proposals: Sequence[ActionProposal], context: ToolContext, progress: Progress) -> None:
        """Add what has become of proposals, where the turn hasn't told it already."""
        heard = {result.proposal.id for result in progress.results if result.tool == CONFIRM and result.proposal}
        for proposal in proposals:
            if proposal.id in heard:
                continue
            try:
                told = await self._decisions.told(proposal, context.principal)
            except ShopkeeperError as error:
                log.warning("outcome_not_told", proposal=proposal.id, code=error.code)
            else:
                progress.results = (told, *progress.results)

    async def _retire(self, proposals: Sequence[ActionProposal], state: ProposalState) -> None:
        for proposal in proposals:
            try:
                await self.proposals.move(proposal.id, ProposalState.PENDING, state)
            except ProposalSettled:
                log.info("proposal_was_settled", proposal=proposal.id)

    async def _settle(
        self, conversation: Conversation, speaker: Principal, message: str, progress: Progress, now: datetime
    ) -> None:
        over = [proposal for proposal in conversation.state.pending if proposal.expires_at <= now]
        await self._retire(over, ProposalState.EXPIRED)
        remembered = without_code(message) if progress.code_typed else message
        settle(conversation, remembered, progress.calls, progress.results, now, request=progress.request)
        record = TurnRecord(
            id=progress.id,
            conversation_id=conversation.id,
            message=mask_personal_data(message),
            calls=tuple(call.model_copy(update={"args": mask_all(call.args)}) for call in progress.calls),
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
