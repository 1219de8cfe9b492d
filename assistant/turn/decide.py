"""Carries out the shopper's yes or no to a proposal: verified again, judged again, executed once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.domain.order import Order
from assistant.domain.principal import Principal
from assistant.errors import Conflict, ProposalNotFound, ProposalSettled, ShopkeeperError, Unavailable
from assistant.policy.evaluate import evaluate
from assistant.tools.context import Shop
from assistant.tools.judging import case_of
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.ports import ProposalStore

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Decisions:
    """Settles proposals; of two confirmations that arrive at once, one wins and the other is told so."""

    shop: Shop
    proposals: ProposalStore

    async def decide(
        self, proposal_id: str, *, accept: bool, principal: Principal, conversation_id: str, now: datetime
    ) -> ToolResult:
        """Confirm or decline a proposal.

        Raises:
            ProposalNotFound: no such proposal of this speaker in this conversation.
            ProposalSettled: it was confirmed, declined or has expired already.
        """
        proposal = await self.proposals.get(proposal_id)
        if proposal.conversation_id != conversation_id or proposal.owner != principal.owner:
            raise ProposalNotFound("There is no such proposal in this conversation.")
        if proposal.state is not ProposalState.PENDING:
            raise ProposalSettled(f"This proposal was settled before: {proposal.state.value}.")
        if now >= proposal.expires_at:
            expired = await self.proposals.move(proposal.id, ProposalState.PENDING, ProposalState.EXPIRED)
            return _result(Outcome.NOT_ALLOWED, expired, notes={"decision": "expired"})
        if principal.expires_at is not None and now >= principal.expires_at:
            detail = "Your sign-in has ended, so nothing was changed. Sign in again and confirm once more."
            notes = {"decision": "signed_out", "code": "not_verified", "detail": detail}
            return _result(Outcome.FAILED, proposal, notes=notes)
        if not accept:
            declined = await self.proposals.move(proposal.id, ProposalState.PENDING, ProposalState.DECLINED)
            return _result(Outcome.DONE, declined, notes={"decision": "declined"})
        return await self._execute(proposal, principal, now)

    async def resume(self, proposal: ActionProposal, principal: Principal) -> ActionProposal:
        """Carry out a confirmed proposal of which nobody noted whether it was done; its key makes a second time safe.

        The rules were asked at the yes; now they might judge the order as the action itself has left it.

        Raises:
            Unavailable: the shop doesn't answer; the proposal stays confirmed.
            ProposalSettled: it has been settled in the meantime.
        """
        try:
            await self.shop.order_desk.execute(principal, proposal.action, idempotency_key=proposal.id)
        except Unavailable:
            raise
        except ShopkeeperError as error:
            log.warning("confirmed_proposal_failed", proposal=proposal.id, code=error.code, detail=error.detail)
            return await self.proposals.move(proposal.id, ProposalState.CONFIRMED, ProposalState.FAILED)
        return await self.proposals.move(proposal.id, ProposalState.CONFIRMED, ProposalState.EXECUTED)

    async def _execute(self, proposal: ActionProposal, principal: Principal, now: datetime) -> ToolResult:
        action = proposal.action
        order = await self.shop.orders.get_order(principal, action.order_id) if action.order_id else None
        case = await case_of(self.shop, principal, action, order, now)
        verdict = evaluate(self.shop.rules, action, case)
        if not verdict.allowed:
            failed = await self.proposals.move(proposal.id, ProposalState.PENDING, ProposalState.FAILED)
            failed = failed.model_copy(update={"verdict": verdict})
            return _result(Outcome.NOT_ALLOWED, failed, order, notes={"decision": "refused"})
        await self.proposals.move(proposal.id, ProposalState.PENDING, ProposalState.CONFIRMED)
        try:
            after = await self.shop.order_desk.execute(principal, action, idempotency_key=proposal.id)
        except Unavailable:
            # The key makes a second try safe, whether or not the shop took the first one.
            waiting = await self.proposals.move(proposal.id, ProposalState.CONFIRMED, ProposalState.PENDING)
            return _result(Outcome.FAILED, waiting, order, notes={"decision": "retry"})
        except Conflict as conflict:
            failed = await self.proposals.move(proposal.id, ProposalState.CONFIRMED, ProposalState.FAILED)
            return _result(Outcome.NOT_ALLOWED, failed, order, notes={"decision": "refused", "detail": conflict.detail})
        except ShopkeeperError as error:
            failed = await self.proposals.move(proposal.id, ProposalState.CONFIRMED, ProposalState.FAILED)
            return _result(Outcome.FAILED, failed, order, notes={"decision": "failed", "detail": error.detail})
        done = await self.proposals.move(proposal.id, ProposalState.CONFIRMED, ProposalState.EXECUTED)
        minutes = self.shop.rules.undo.minutes.get(action.kind) if action.order_id else None
        notes = {"decision": "confirmed"} | ({"undo_minutes": str(minutes)} if minutes else {})
        return _result(Outcome.DONE, done, after, notes=notes)


def _result(
    outcome: Outcome, proposal: ActionProposal, order: Order | None = None, *, notes: dict[str, str]
) -> ToolResult:
    return ToolResult(
        tool="confirm",
        outcome=outcome,
        subject=proposal.action.kind,
        orders=(order,) if order else (),
        proposal=proposal,
        verdict=proposal.verdict,
        notes=notes,
    )
