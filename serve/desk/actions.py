"""What an agent does to a shopper's order: proposed exactly, judged, confirmed, executed once, told to the shopper."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.domain.actions import ActionProposal, OrderAction, ProposalState, Verdict
from assistant.domain.conversation import Conversation
from assistant.domain.order import Order
from assistant.domain.principal import Principal
from assistant.errors import ProposalNotFound, ProposalSettled, StorefrontUnavailable
from assistant.tools.context import Shop, ToolContext
from assistant.tools.proposing import propose
from assistant.turn.decide import Decisions
from serve.clock import Clock
from serve.desk.agents import Agent
from serve.desk.cases import Case, SqlCases
from serve.desk.log import DeskLog
from serve.desk.shoppers import shopper_of
from serve.desk.talk import DeskTalk
from serve.desk.telling import DeskTelling
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database
from serve.storage.proposals import SqlProposals

_SETTLED = {True: ProposalState.EXECUTED, False: ProposalState.DECLINED}


@dataclass(frozen=True, slots=True)
class DeskActions:
    """The same path as a shopper's own actions, with the shopper as the principal and the agent in the log."""

    shop: Shop
    decisions: Decisions
    proposals: SqlProposals
    database: Database
    conversations: SqlConversations
    cases: SqlCases
    talk: DeskTalk
    telling: DeskTelling
    log: DeskLog
    clock: Clock

    async def propose(self, case_id: str, agent: Agent, action: OrderAction) -> tuple[ActionProposal | None, Verdict]:
        """Return the exact proposal with the policy's verdict; no proposal where it is refused. Nothing is done.

        Raises:
            CaseTaken: the agent doesn't have the case.
            OrderNotFound: it isn't an order of this shopper.
        """
        case, conversation, principal = await self._opened(case_id, agent)
        order = await self.shop.orders.get_order(principal, action.order_id) if action.order_id else None
        context = ToolContext(
            shop=self.shop, principal=principal, conversation=conversation, message="", now=self.clock()
        )
        result = await propose(context, action.kind, action, order)
        verdict = result.verdict or Verdict(allowed=False)
        if result.proposal is not None:
            await self.proposals.add(result.proposal)
            await self._note(case, agent, "proposed", {"proposal": result.proposal.id, "kind": action.kind})
        return result.proposal, verdict

    async def confirm(
        self, case_id: str, agent: Agent, proposal_id: str, *, accept: bool
    ) -> tuple[ActionProposal, Order | None]:
        """Carry a proposal out, once, or drop it; what was done is told to the shopper in the agent's name.

        Raises:
            CaseTaken: the agent doesn't have the case.
            ProposalNotFound: it isn't a proposal for this shopper.
            ProposalSettled: it was settled before in another way.
            StorefrontUnavailable: the shop didn't answer; confirming again is safe.
        """
        case, conversation, principal = await self._opened(case_id, agent)
        known = (await self.proposals.of_conversation(conversation.id)).get(proposal_id)
        if known is None:
            raise ProposalNotFound("There is no such proposal in this conversation.")
        if known.state is _SETTLED[accept]:  # the same click, once more
            await self.telling.catch_up(conversation.id)
            return known, await self._order(principal, known)
        # Before it is done: whatever happens then, it is known who wanted it.
        await self._note(case, agent, "decided", {"proposal": proposal_id, "accept": accept})
        result = await replace(self.decisions, agent=f"{agent.name} ({agent.id})").decide(
            proposal_id, accept=accept, principal=principal, conversation_id=conversation.id, now=self.clock()
        )
        settled = result.proposal or known
        if result.notes.get("decision") == "unanswered":
            raise StorefrontUnavailable(
                "The shop's system didn't answer. Nothing is lost and nothing happens twice: confirm once more."
            )
        if not accept and settled.state is ProposalState.EXECUTED:
            raise ProposalSettled(f"This proposal was settled before: {settled.state.value}.")
        if result.notes.get("decision") == "confirmed":
            await self.telling.tell(conversation, result)
        return settled, result.orders[0] if result.orders else None

    async def _opened(self, case_id: str, agent: Agent) -> tuple[Case, Conversation, Principal]:
        case = await self.cases.mine(case_id, agent)
        conversation = await self.conversations.load(case.conversation_id)
        return case, conversation, shopper_of(case, conversation)

    async def _order(self, principal: Principal, proposal: ActionProposal) -> Order | None:
        order_id = proposal.action.order_id
        return await self.shop.orders.get_order(principal, order_id) if order_id else None

    async def _note(self, case: Case, agent: Agent, kind: str, detail: dict[str, object]) -> None:
        async with self.database.writing() as connection:
            await self.log.write(connection, case.id, kind, agent.id, detail)
        self.talk.told(case)
