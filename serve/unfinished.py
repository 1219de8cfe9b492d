"""Settles what was confirmed, and perhaps done, when a process ended before it could note which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import structlog

from assistant.domain.actions import ActionProposal
from assistant.domain.principal import Principal
from assistant.errors import ShopkeeperError
from assistant.turn.decide import Decisions
from serve.storage.conversations import SqlConversations
from serve.storage.turn_events import SqlTurnLog

THE_SHOP = "the shop"  # who carries out, for the audit, what a shopper has confirmed before
log = structlog.get_logger(__name__)


class Telling(Protocol):
    """Tells shoppers what agents had done for them; `serve.desk.telling.DeskTelling` does."""

    async def catch_up(self, conversation_id: str | None = None) -> None:
        """Tell what was done and not told, in one conversation or in all."""
        ...


@dataclass(frozen=True, slots=True)
class UnfinishedWrites:
    """Carries out confirmed proposals that no running turn looks after; the storefront does each once for its key."""

    decisions: Decisions
    conversations: SqlConversations
    turn_log: SqlTurnLog
    desk: Telling

    async def recover(self) -> None:
        """Settle and tell what an earlier process left behind; at start."""
        await self.settle()
        await self.desk.catch_up()

    async def settle(self, conversation_id: str | None = None) -> None:
        """Settle those of one conversation, or of all; what can't be settled now stays confirmed for the next time."""
        looked_at = {conversation_id} if conversation_id is not None else set()
        for proposal in await self.decisions.proposals.confirmed(conversation_id):
            # Asked after the proposal was read: a turn that runs now may be about to settle it, a later one can't be.
            if await self.turn_log.running(proposal.conversation_id) is not None:
                continue
            await self.carry_out(proposal)
            looked_at.add(proposal.conversation_id)
        for one in looked_at:
            await self.desk.catch_up(one)

    async def carry_out(self, proposal: ActionProposal) -> None:
        """Carry out a confirmed proposal, or leave it for the next time."""
        try:
            result = await self.decisions.carry_out(proposal, await self.speaker(proposal))
        except ShopkeeperError as error:
            log.warning("confirmed_proposal_left", proposal=proposal.id, code=error.code)
        except Exception:  # whatever a storefront does, the conversation has to open
            log.exception("confirmed_proposal_left", proposal=proposal.id)
        else:
            log.info("confirmed_proposal_looked_after", proposal=proposal.id, decision=result.notes["decision"])

    async def speaker(self, proposal: ActionProposal) -> Principal:
        """Return who said yes: the conversation's customer, with the one order that was open to them then."""
        conversation = await self.conversations.load(proposal.conversation_id)
        order_id = proposal.action.order_id
        return Principal(
            session_id=conversation.id,
            customer_id=conversation.customer_id,
            order_ids=frozenset({order_id} if order_id else ()),
        )
