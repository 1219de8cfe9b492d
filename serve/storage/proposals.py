"""Keeps proposals and the audit of what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.errors import ProposalNotFound, ProposalSettled
from assistant.turn.ports import Why
from serve.clock import Clock, utc_now
from serve.storage.audit_chain import GENESIS, Witness, action_digest, row_hash
from serve.storage.database import Database
from serve.storage.schema import conversations, proposal_audit, proposals

_AUDIT_LOCK = 7_366_010


class SqlProposals:
    """The ProposalStore over SQL.

    Each move writes one audit row in the same transaction. A row's hash covers the hash of the row before it, so that
    a row changed, removed or slipped in later breaks the chain. `serve.storage.audit` checks it.

    Args:
        witness: is told of each row once it is committed.
    """

    def __init__(self, database: Database, clock: Clock = utc_now, witness: Witness | None = None) -> None:
        self._database = database
        self._clock = clock
        self._witness = witness

    async def add(self, proposal: ActionProposal) -> None:
        """Store a new proposal; once its conversation is a customer's, so is what an earlier turn still proposes."""
        customer = select(conversations.c.customer_id).where(conversations.c.id == proposal.conversation_id)
        row: dict[str, Any] = {
            "id": proposal.id,
            "conversation_id": proposal.conversation_id,
            "owner": proposal.owner,
            "state": proposal.state.value,
            "body": proposal.model_dump(mode="json"),
            "created_at": proposal.created_at,
            "expires_at": proposal.expires_at,
        }
        async with self._database.lasting() as connection:
            # The lock lets a claim come before or after this, not in between.
            claimed_by = (await connection.execute(customer.with_for_update())).scalar_one_or_none()
            row["owner"] = claimed_by or proposal.owner
            await connection.execute(insert(proposals).values(row))
            why = Why(actor=row["owner"], verdict=proposal.verdict.in_words)
            written = await self._audit(connection, row, None, why)
        await self._witnessed(written)

    async def get(self, proposal_id: str) -> ActionProposal:
        """Return the proposal; raises ProposalNotFound."""
        async with self._database.reading() as connection:
            return _proposal(await _row(connection, proposal_id))

    async def of_conversation(self, conversation_id: str) -> dict[str, ActionProposal]:
        """Return a conversation's proposals by id, as they stand now."""
        async with self._database.reading() as connection:
            found = await connection.execute(select(proposals).where(proposals.c.conversation_id == conversation_id))
            return {row["id"]: _proposal(row) for row in found.mappings()}

    async def move(
        self, proposal_id: str, before: ProposalState, after: ProposalState, why: Why | None = None
    ) -> ActionProposal:
        """Set the state if it is still `before`, else raise ProposalSettled; of two callers at once, one wins."""
        still = (proposals.c.id == proposal_id, proposals.c.state == before.value)
        async with self._database.lasting() as connection:
            moved = await connection.execute(update(proposals).where(*still).values(state=after.value))
            row = await _row(connection, proposal_id)
            if moved.rowcount != 1:
                raise ProposalSettled(f"This proposal was settled before: {row['state']}.")
            written = await self._audit(connection, row, before, why or Why())
        await self._witnessed(written)
        return _proposal(row)

    async def confirmed(self, conversation_id: str | None = None) -> tuple[ActionProposal, ...]:
        """Return the proposals, of one conversation or of all, that were confirmed and not settled since.

        They come in the order in which they were confirmed.
        """
        confirmed = ProposalState.CONFIRMED.value
        its_yes = and_(proposal_audit.c.proposal_id == proposals.c.id, proposal_audit.c.after == confirmed)
        query = select(proposals).outerjoin(proposal_audit, its_yes).where(proposals.c.state == confirmed)
        if conversation_id is not None:
            query = query.where(proposals.c.conversation_id == conversation_id)
        async with self._database.reading() as connection:
            found = await connection.execute(query.order_by(proposal_audit.c.seq))
            return tuple(_proposal(row) for row in found.mappings())

    async def decided_since(self, conversation_id: str, moment: datetime) -> tuple[ActionProposal, ...]:
        """Return the proposals of a conversation that have been said yes or no to since, in that order."""
        said = (ProposalState.CONFIRMED.value, ProposalState.DECLINED.value, ProposalState.FAILED.value)
        query = (
            select(proposals)
            .join(proposal_audit, proposal_audit.c.proposal_id == proposals.c.id)
            .where(
                proposals.c.conversation_id == conversation_id,
                proposal_audit.c.before == ProposalState.PENDING.value,
                proposal_audit.c.after.in_(said),
                # By the shopper: what an agent decides is told by the agent.
                proposal_audit.c.actor.in_((proposals.c.owner, conversation_id)),
                proposal_audit.c.at >= moment,
            )
            .order_by(proposal_audit.c.seq)
        )
        async with self._database.reading() as connection:
            return tuple(_proposal(row) for row in (await connection.execute(query)).mappings())

    async def _audit(
        self, connection: AsyncConnection, proposal: RowMapping | dict[str, Any], before: ProposalState | None, why: Why
    ) -> tuple[int, str]:
        """Write a row and return its number and hash."""
        await self._database.serialise(connection, _AUDIT_LOCK)
        newest = select(proposal_audit.c.hash).order_by(proposal_audit.c.seq.desc()).limit(1)
        row: dict[str, Any] = {
            "proposal_id": proposal["id"],
            "before": before.value if before else None,
            "after": proposal["state"],
            "body_hash": action_digest(proposal["body"]["action"]),
            **why.model_dump(),
            "at": self._clock(),
            "previous_hash": (await connection.execute(newest)).scalar_one_or_none() or GENESIS,
        }
        digest = row_hash(row)
        written = insert(proposal_audit).values(**row, hash=digest).returning(proposal_audit.c.seq)
        seq: int = (await connection.execute(written)).scalar_one()
        return seq, digest

    async def _witnessed(self, written: tuple[int, str]) -> None:
        if self._witness is not None:
            await self._witness.saw(*written)


async def _row(connection: AsyncConnection, proposal_id: str) -> RowMapping:
    found = await connection.execute(select(proposals).where(proposals.c.id == proposal_id))
    row = found.mappings().one_or_none()
    if row is None:
        raise ProposalNotFound("There is no such proposal.")
    return row


def _proposal(row: RowMapping) -> ActionProposal:
    """The columns are what moves; the body is the proposal as it was made."""
    return ActionProposal.model_validate({**row["body"], "state": row["state"], "owner": row["owner"]})
