"""Brings interrupted turns to an end that tells the truth: what had been decided is told, and nothing is done anew."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

import structlog
from sqlalchemy.exc import IntegrityError

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.domain.conversation import Conversation, Message
from assistant.domain.principal import Principal
from assistant.turn.events import ActionEvent, DoneEvent, TextEvent, TurnEvent
from assistant.turn.progress import TurnInput
from serve.storage.conversations import SqlConversations
from serve.storage.proposals import SqlProposals
from serve.storage.turn_events import SqlTurnLog, Turn
from serve.unfinished import UnfinishedWrites

log = structlog.get_logger(__name__)


class Concluding(Protocol):
    """Writes the end of a turn; `assistant.turn.turn.TurnEngine` does."""

    def conclude(
        self, conversation: Conversation, principal: Principal, turn_input: TurnInput, decided: Sequence[ActionProposal]
    ) -> AsyncGenerator[TurnEvent]: ...


@dataclass(frozen=True, slots=True)
class InterruptedTurns:
    """The aftermath of turns whose process ended, or which were broken off, at any point."""

    engine: Concluding
    conversations: SqlConversations
    proposals: SqlProposals
    turn_log: SqlTurnLog
    unfinished: UnfinishedWrites

    async def of(self, turn: Turn, *, gone: bool) -> Sequence[TurnEvent]:
        """Return the last events of a turn that was stored or had decided something; none for another.

        Args:
            gone: the turn's process is, so that what it had confirmed is carried out here.
        """
        stored = await self._stored(turn)
        decided = await self.proposals.decided_since(turn.conversation_id, turn.started_at)
        if not stored:
            try:
                if decided:
                    events = await self._concluded(turn, decided, gone=gone)
                    shown = {event.proposal.id for event in events if isinstance(event, ActionEvent)}
                    return [*await self._unshown(turn, [one for one in decided if one.id not in shown]), *events]
                await self._keep_message(turn)
            except IntegrityError:  # another process was quicker
                log.info("turn_stored_elsewhere", turn=turn.id)
            stored = await self._stored(turn)
        cards = await self._unshown(turn, decided)
        texts = [await self._unsent(turn, message.text) for message in stored if message.role == "assistant"]
        return [*cards, *chain(*texts), DoneEvent(turn_id=turn.id)] if decided or texts else []

    async def _concluded(self, turn: Turn, decided: Sequence[ActionProposal], *, gone: bool) -> list[TurnEvent]:
        if gone:
            for proposal in decided:
                if proposal.state is ProposalState.CONFIRMED:
                    await self.unfinished.carry_out(proposal)
            decided = [await self.proposals.get(proposal.id) for proposal in decided]
        conversation = await self.conversations.load(turn.conversation_id)
        speaker = await self.unfinished.speaker(decided[0])
        turn_input = TurnInput(text=turn.text, turn_id=turn.id)
        events = [event async for event in self.engine.conclude(conversation, speaker, turn_input, decided)]
        return [event for event in events if not isinstance(event, TextEvent)] if await self._spoken(turn) else events

    async def _keep_message(self, turn: Turn) -> None:
        """Keep what was said, so that the shopper needn't wonder where it went."""
        said = Message(id=f"{turn.id}.q", role="shopper", text=turn.text, at=turn.started_at, turn_id=turn.id)
        await self.conversations.save(await self.conversations.load(turn.conversation_id), [said])

    async def _stored(self, turn: Turn) -> list[Message]:
        messages = await self.conversations.messages(turn.conversation_id)
        return [message for message in messages if message.turn_id == turn.id]

    async def _spoken(self, turn: Turn) -> str:
        """Return what of the reply has been sent."""
        events = await self.turn_log.read(turn.conversation_id, turn_id=turn.id)
        return "".join(event.payload["text"] for event in events if event.type == "text").strip()

    async def _unshown(self, turn: Turn, decided: Sequence[ActionProposal]) -> list[TurnEvent]:
        """Return the cards of what has become of decided proposals, as far as they have not been sent."""
        events = await self.turn_log.read(turn.conversation_id, turn_id=turn.id)
        sent = [event.payload["proposal"]["id"] for event in events if event.type == "action"]
        unsent = [proposal.id for proposal in decided if proposal.id not in sent]
        return [ActionEvent(proposal=await self.proposals.get(proposal_id)) for proposal_id in unsent]

    async def _unsent(self, turn: Turn, reply: str) -> list[TurnEvent]:
        spoken = await self._spoken(turn)
        rest = reply.removeprefix(spoken).strip() if reply.startswith(spoken) else reply
        return [TextEvent(text=f"{rest} ")] if rest else []
