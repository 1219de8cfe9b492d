"""Tells the shopper, once, what an agent had done for them, also where the agent's request didn't live to tell it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog
from sqlalchemy import select

from assistant.domain.actions import ProposalState
from assistant.domain.conversation import Conversation
from assistant.errors import ShopkeeperError
from assistant.tools.result import ToolResult
from assistant.turn.decide import Decisions
from assistant.turn.events import ActionEvent, OrderEvent, TurnEvent
from assistant.writer.phrases import Phrasebook
from assistant.writer.points import points_of
from serve.desk.agents import Agent
from serve.desk.cases import SqlCases
from serve.desk.shoppers import shopper_of
from serve.desk.talk import DeskTalk, id_of
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database
from serve.storage.desk_schema import desk_agents, desk_cases, desk_log
from serve.storage.proposals import SqlProposals
from serve.storage.schema import messages, proposals

log = structlog.get_logger(__name__)
_AT_ONCE = 500


@dataclass(slots=True)
class _Telling:
    """What has to be told in a case, by whom; each agent who clicked may have told it under an id of their own."""

    case_id: str
    conversation_id: str
    agent: Agent
    ids: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class DeskTelling:
    """Words and cards for writes that agents have confirmed."""

    decisions: Decisions
    database: Database
    conversations: SqlConversations
    proposals: SqlProposals
    cases: SqlCases
    talk: DeskTalk

    async def tell(self, conversation: Conversation, result: ToolResult) -> None:
        """Say what was done, from the records, with its cards, if it hasn't been said."""
        proposal = result.proposal
        telling = (await self._untold(conversation.id)).get(proposal.id) if proposal else None
        if proposal is None or telling is None:
            return
        book = Phrasebook(conversation.locale, 0)
        text = " ".join(book.say(point) for point in points_of([result], conversation, ""))
        cards: list[TurnEvent] = [ActionEvent(proposal=proposal)]
        if result.orders:
            cards.append(OrderEvent(orders=result.orders))
        case = await self.cases.get(telling.case_id)
        message_id = id_of("msg", case.id, telling.agent, proposal.id)
        async with self.database.writing() as connection:
            await self.database.serialise(connection, zlib.crc32(conversation.id.encode()))
            said = await connection.execute(select(messages.c.id).where(messages.c.id.in_(telling.ids)))
            if said.first() is None:  # of two at once, one tells it
                await self.talk.write(connection, case, telling.agent, message_id, text, *cards)
        self.talk.told(case)

    async def catch_up(self, conversation_id: str | None = None) -> None:
        """Tell what was done and not told, in one conversation or in all; what can't be told now is left."""
        for proposal_id, telling in (await self._untold(conversation_id)).items():
            try:
                conversation = await self.conversations.load(telling.conversation_id)
                speaker = shopper_of(await self.cases.get(telling.case_id), conversation)
                result = await self.decisions.told(await self.proposals.get(proposal_id), speaker)
                await self.tell(conversation, result)
            except ShopkeeperError as error:
                log.warning("desk_write_not_told", proposal=proposal_id, code=error.code)
            except Exception:  # whatever can't be said, the conversation has to open
                log.exception("desk_write_not_told", proposal=proposal_id)

    async def _untold(self, conversation_id: str | None) -> dict[str, _Telling]:
        """Return by proposal what agents have said yes to, what was done, and what nobody has told."""
        proposal_id = desk_log.c.detail["proposal"].as_string()
        query = (
            select(
                proposal_id.label("proposal_id"),
                desk_cases.c.id.label("case_id"),
                desk_cases.c.conversation_id,
                desk_agents.c.id,
                desk_agents.c.name,
                desk_agents.c.email,
            )
            .join(desk_cases, desk_cases.c.id == desk_log.c.case_id)
            .join(desk_agents, desk_agents.c.id == desk_log.c.agent_id)
            .join(proposals, proposals.c.id == proposal_id)
            .where(
                desk_log.c.kind == "decided",
                desk_log.c.detail["accept"].as_boolean(),
                proposals.c.state == ProposalState.EXECUTED.value,
            )
            .order_by(desk_log.c.seq)
        )
        if conversation_id is not None:
            query = query.where(desk_cases.c.conversation_id == conversation_id)
        found: dict[str, _Telling] = {}
        async with self.database.reading() as connection:
            for row in await connection.execute(query):
                agent = Agent(id=row.id, name=row.name, email=row.email or "")
                telling = found.setdefault(row.proposal_id, _Telling(row.case_id, row.conversation_id, agent))
                telling.case_id, telling.agent = row.case_id, agent
                telling.ids.add(id_of("msg", row.case_id, agent, row.proposal_id))
        told = await self._told(message_id for telling in found.values() for message_id in telling.ids)
        return {proposal: telling for proposal, telling in found.items() if not telling.ids & told}

    async def _told(self, ids: Iterable[str]) -> set[str]:
        """Return those of the ids that messages have."""
        wanted, told = list(ids), set[str]()
        async with self.database.reading() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                query = select(messages.c.id).where(messages.c.id.in_(wanted[start : start + _AT_ONCE]))
                told.update((await connection.execute(query)).scalars())
        return told
