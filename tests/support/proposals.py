"""A proposal store in memory; the contract suite runs over it and over the SQL one."""

from __future__ import annotations

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.errors import ProposalNotFound, ProposalSettled
from assistant.turn.ports import Why


class MemoryProposals:
    def __init__(self) -> None:
        self._proposals: dict[str, ActionProposal] = {}
        self.moves: list[tuple[str, ProposalState]] = []

    async def add(self, proposal: ActionProposal) -> None:
        self._proposals[proposal.id] = proposal

    async def get(self, proposal_id: str) -> ActionProposal:
        if proposal_id not in self._proposals:
            raise ProposalNotFound("There is no such proposal.")
        return self._proposals[proposal_id]

    async def move(
        self, proposal_id: str, before: ProposalState, after: ProposalState, why: Why | None = None
    ) -> ActionProposal:
        proposal = await self.get(proposal_id)
        if proposal.state is not before:
            raise ProposalSettled(f"The proposal is {proposal.state.value}.")
        self._proposals[proposal_id] = proposal.model_copy(update={"state": after})
        self.moves.append((proposal_id, after))
        return self._proposals[proposal_id]

    async def confirmed(self, conversation_id: str | None = None) -> tuple[ActionProposal, ...]:
        said = [self._proposals[name] for name, after in self.moves if after is ProposalState.CONFIRMED]
        return tuple(
            proposal
            for proposal in said
            if proposal.state is ProposalState.CONFIRMED and conversation_id in {None, proposal.conversation_id}
        )

    async def of_conversation(self, conversation_id: str) -> dict[str, ActionProposal]:
        return {name: one for name, one in self._proposals.items() if one.conversation_id == conversation_id}
