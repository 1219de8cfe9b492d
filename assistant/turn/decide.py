"""Carries out the shopper's yes or no to a proposal: verified again, judged again, executed once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from assistant.domain.actions import ActionProposal, CancelOrder, ProposalState
from assistant.domain.order import Order, OrderStatus
from assistant.domain.principal import Principal
from assistant.errors import Conflict, ProposalNotFound, ProposalSettled, ShopkeeperError
from assistant.policy.evaluate import evaluate, undo_deadline
from assistant.tools.context import Shop
from assistant.tools.judging import case_of
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.ports import ProposalStore, Why

log = structlog.get_logger(__name__)
_UNANSWERED = {
    "decision": "unanswered",
    "code": "storefront_unavailable",
    "detail": "The shop's system hasn't answered yet to what was confirmed before.",
}


@dataclass(frozen=True, slots=True)
class Decisions:
    """Settles proposals; of two confirmations that arrive at once, one wins and the other is told so.

    Attributes:
        agent: the person of the shop who decides on the shopper's behalf, for the audit; empty when they do it.
    """

    shop: Shop
    proposals: ProposalStore
    agent: str = ""

    def in_order(self, proposals: Sequence[ActionProposal]) -> list[ActionProposal]:
        """Return proposals in an order in which none rules out a later one: items last where they close an order."""
        rules = self.shop.rules

        def rules_out(proposal: ActionProposal) -> int:
            others = (other.action for other in proposals if other.action.order_id == proposal.action.order_id)
            return sum(proposal.action.kind in rules.of(other.kind).not_after for other in others)

        return sorted(proposals, key=rules_out)

    async def decide(
        self, proposal_id: str, *, accept: bool, principal: Principal, conversation_id: str, now: datetime
    ) -> ToolResult:
        """Confirm or decline a proposal; a yes that was carried out before is told again, not done again.

        Raises:
            ProposalNotFound: no such proposal of this speaker in this conversation.
            ProposalSettled: it was declined, has expired, or could not be done.
        """
        proposal = await self.proposals.get(proposal_id)
        if proposal.conversation_id != conversation_id or proposal.owner != principal.owner:
            raise ProposalNotFound("There is no such proposal in this conversation.")
        match proposal.state:
            case ProposalState.PENDING:
                return await self._settle(proposal, accept, principal, now)
            case ProposalState.CONFIRMED:
                return await self.carry_out(proposal, principal)
            case ProposalState.EXECUTED if accept:
                return await self.told(proposal, principal)
            case ProposalState.EXECUTED:
                return _result(Outcome.DONE, proposal, notes={"decision": "too_late"})
            case _:
                raise ProposalSettled(f"This proposal was settled before: {proposal.state.value}.")

    async def carry_out(
        self, proposal: ActionProposal, principal: Principal, before: Order | None = None
    ) -> ToolResult:
        """Have a confirmed action done; its key makes a second time safe, so this also settles what nobody noted.

        The rules were asked at the yes; now they might judge the order as the action itself has left it. A shop that
        doesn't answer may have done it or not: the proposal stays confirmed, to be carried out again. What waits like
        that is done before anything that was confirmed later for the same order, else it would undo that one day.

        Raises:
            ProposalSettled: it has been settled in the meantime.
        """
        if await self._waits_for_another(proposal, principal):
            return _result(Outcome.FAILED, proposal, before, notes=_UNANSWERED)
        try:
            after = await self.shop.order_desk.execute(principal, proposal.action, idempotency_key=proposal.id)
        except ShopkeeperError as error:
            log.warning("confirmed_action_not_done", proposal=proposal.id, code=error.code, detail=error.detail)
            notes = {"code": error.code, "detail": error.detail}
            if error.retryable:
                return _result(Outcome.FAILED, proposal, before, notes={**notes, "decision": "unanswered"})
            why = self._why(principal, outcome=f"{error.code}: {error.detail}")
            failed = await self.proposals.move(proposal.id, ProposalState.CONFIRMED, ProposalState.FAILED, why)
            if isinstance(error, Conflict):
                return _result(Outcome.NOT_ALLOWED, failed, before, notes={**notes, "decision": "refused"})
            return _result(Outcome.FAILED, failed, before, notes={**notes, "decision": "failed"})
        why = self._why(principal, outcome=_come_to(after))
        try:
            done = await self.proposals.move(proposal.id, ProposalState.CONFIRMED, ProposalState.EXECUTED, why)
        except ProposalSettled:
            done = await self.proposals.get(proposal.id)
            if done.state is not ProposalState.EXECUTED:  # else somebody who looked after it was quicker
                raise
        minutes = self.shop.rules.undo.minutes.get(proposal.action.kind) if proposal.action.order_id else None
        notes = self._confirmed(done, before) | ({"undo_minutes": str(minutes)} if minutes else {})
        return _result(Outcome.DONE, self._undoable(done, after), after, notes=notes)

    async def told(self, proposal: ActionProposal, principal: Principal) -> ToolResult:
        """Return what has become of a proposal, to be told; nothing is done.

        Raises:
            Unavailable: the order as it is now can't be read.
        """
        match proposal.state:
            case ProposalState.EXECUTED:
                order_id = proposal.action.order_id
                order = await self.shop.orders.get_order(principal, order_id) if order_id else None
                return _result(Outcome.DONE, self._undoable(proposal, order), order, notes=self._confirmed(proposal))
            case ProposalState.CONFIRMED:
                return _result(Outcome.FAILED, proposal, notes={"decision": "unanswered"})
            case ProposalState.FAILED:
                return _result(Outcome.NOT_ALLOWED, proposal, notes={"decision": "refused"})
            case ProposalState.EXPIRED:
                return _result(Outcome.NOT_ALLOWED, proposal, notes={"decision": "expired"})
            case _:
                return _result(Outcome.DONE, proposal, notes={"decision": "declined"})

    def _confirmed(self, proposal: ActionProposal, before: Order | None = None) -> dict[str, str]:
        """Return what is told of a thing done besides the thing itself: the reason that the shop keeps, or the loss."""
        notes, action = {"decision": "confirmed"}, proposal.action
        if isinstance(action, CancelOrder) and action.reason and self.shop.rules.cancel.accepted_reasons:
            notes["reason"] = action.reason
        if isinstance(action, CancelOrder) and before is not None and before.status is OrderStatus.LOST:
            notes["lost"] = "yes"
        return notes

    def _undoable(self, done: ActionProposal, order: Order | None) -> ActionProposal:
        """Return what was done with the moment until which it may be taken back."""
        return done.model_copy(update={"undo_until": undo_deadline(self.shop.rules, done.action, order)})

    async def _waits_for_another(self, proposal: ActionProposal, principal: Principal) -> bool:
        """Carry out what was confirmed before for the same order, or account, and say whether some of it is left."""
        for other in await self.proposals.confirmed():
            if other.id == proposal.id:
                return False
            if _matter(other) == _matter(proposal):
                try:
                    result = await self.carry_out(other, principal)
                except ProposalSettled:
                    continue
                if result.notes["decision"] == "unanswered":
                    return True
        return False

    def _why(self, principal: Principal, *, verdict: str = "", outcome: str = "") -> Why:
        actor = f"{self.agent} for {principal.owner}" if self.agent else principal.owner
        return Why(actor=actor, verdict=verdict, outcome=outcome)

    async def _settle(self, proposal: ActionProposal, accept: bool, principal: Principal, now: datetime) -> ToolResult:
        if now >= proposal.expires_at:
            expired = await self.proposals.move(proposal.id, ProposalState.PENDING, ProposalState.EXPIRED, Why())
            return _result(Outcome.NOT_ALLOWED, expired, notes={"decision": "expired"})
        if principal.expires_at is not None and now >= principal.expires_at:
            detail = "Your sign-in has ended, so nothing was changed. Sign in again and confirm once more."
            notes = {"decision": "signed_out", "code": "not_verified", "detail": detail}
            return _result(Outcome.FAILED, proposal, notes=notes)
        if not accept:
            why = self._why(principal)
            declined = await self.proposals.move(proposal.id, ProposalState.PENDING, ProposalState.DECLINED, why)
            return _result(Outcome.DONE, declined, notes={"decision": "declined"})
        action = proposal.action
        order = await self.shop.orders.get_order(principal, action.order_id) if action.order_id else None
        case = await case_of(self.shop, principal, action, order, now)
        verdict = evaluate(self.shop.rules, action, case)
        why = self._why(principal, verdict=verdict.in_words)
        if not verdict.allowed:
            failed = await self.proposals.move(proposal.id, ProposalState.PENDING, ProposalState.FAILED, why)
            failed = failed.model_copy(update={"verdict": verdict})
            return _result(Outcome.NOT_ALLOWED, failed, order, notes={"decision": "refused"})
        confirmed = await self.proposals.move(proposal.id, ProposalState.PENDING, ProposalState.CONFIRMED, why)
        return await self.carry_out(confirmed, principal, order)


def _matter(proposal: ActionProposal) -> str:
    """Return what a proposal is about: an order, or its owner's account."""
    return proposal.action.order_id or proposal.owner


def _come_to(order: Order | None) -> str:
    """Return the order after an action in a few words, with the digest of its whole record."""
    if order is None:
        return "the account is changed"
    digest = hashlib.sha256(order.model_dump_json().encode()).hexdigest()
    return f"order {order.id} is {order.status.value}, total {order.total} (record sha256 {digest})"


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
