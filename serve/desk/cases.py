"""Keeps the cases: one open one a conversation, one agent a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.domain.handover import Handover, HandoverState, Holder, Mood
from assistant.errors import CaseNotFound, CaseTaken, Conflict
from assistant.turn.events import AgentEvent
from assistant.turn.hand_over import clock_time
from serve.clock import Clock
from serve.desk.agents import Agent
from serve.desk.hours import OpeningHours
from serve.desk.log import DeskLog
from serve.desk.presence import DESK
from serve.signals import Signals
from serve.storage.database import Database
from serve.storage.desk_schema import desk_agents, desk_cases
from serve.storage.turn_events import SqlTurnLog

Shelf = Literal["waiting", "mine", "claimed", "solved"]

_OPEN = (HandoverState.WAITING.value, HandoverState.CLAIMED.value)
_CASES = desk_cases
_COLUMNS = frozenset(Handover.model_fields) & frozenset(desk_cases.c.keys())


class Case(BaseModel):
    """A handover as the desk works on it.

    Attributes:
        agent_id: who has it, or had it last.
        resolution: how it was solved, in the agent's words.
    """

    model_config = ConfigDict(frozen=True)

    handover: Handover
    agent_id: str | None = None
    claimed_at: datetime | None = None
    closed_at: datetime | None = None
    resolution: str = ""

    @property
    def id(self) -> str:
        return self.handover.id

    @property
    def conversation_id(self) -> str:
        return self.handover.conversation_id

    def held_by(self, agent: Agent) -> bool:
        return self.handover.state is HandoverState.CLAIMED and self.agent_id == agent.id


@dataclass(frozen=True, slots=True)
class SqlCases:
    """The turn's Handovers over SQL, and what agents do with them; of two agents at once, one wins.

    Attributes:
        hours: when the desk is staffed; None for always.
    """

    database: Database
    turn_log: SqlTurnLog
    log: DeskLog
    signals: Signals
    clock: Clock
    hours: OpeningHours | None = None

    async def open(self, handover: Handover) -> Handover:
        """Store a handover and return it as it stands, or the one that is open already, as urgent as the new one."""
        try:
            async with self.database.writing() as connection:
                found = await self._open_one(connection, handover.conversation_id)
                if found is None:
                    await self._insert(connection, handover)
                elif handover.urgency > found["urgency"]:
                    await self._raise_urgency(connection, found, handover)
        except IntegrityError:  # another process was quicker, and its ticket is the one
            pass
        self.signals.tell(DESK)
        current = await self.current(handover.conversation_id)
        assert current is not None
        return current

    async def current(self, conversation_id: str) -> Handover | None:
        """Return a conversation's latest handover with its place in the line."""
        latest = _with_agents().where(_CASES.c.conversation_id == conversation_id)
        latest = latest.order_by(_CASES.c.state.in_(_OPEN).desc(), _CASES.c.opened_at.desc(), _CASES.c.id).limit(1)
        async with self.database.reading() as connection:
            row = (await connection.execute(latest)).mappings().one_or_none()
            if row is None:
                return None
            place = 0
            if row["state"] == HandoverState.WAITING.value:
                ahead = select(func.count()).where(_CASES.c.state == HandoverState.WAITING.value, _before(row))
                place = (await connection.execute(ahead)).scalar_one() + 1
        answers_at = self.hours.answers_at(self.clock()) if self.hours else None
        return _case(row).handover.model_copy(update={"place": place, "answers_at": answers_at})

    def staffed_until(self) -> str:
        """Return when the hours of now end, as shoppers read it ("8 PM EST"); empty out of hours, or without any."""
        ends = self.hours.ends_at(self.clock()) if self.hours else None
        return clock_time(ends) if ends else ""

    async def heard(self, conversation_id: str, mood: Mood) -> None:
        """Tell the desk that the shopper has said something."""
        async with self.database.writing() as connection:
            found = await self._open_one(connection, conversation_id)
            if found is None:
                return
            if found["mood"] != mood.value:
                await connection.execute(update(_CASES).where(_CASES.c.id == found["id"]).values(mood=mood.value))
            await self.log.write(connection, found["id"], "heard")
        self.signals.tell(DESK)

    async def get(self, case_id: str) -> Case:
        """Return a case; raises CaseNotFound."""
        async with self.database.reading() as connection:
            return await _read(connection, case_id)

    async def page(self, shelf: Shelf, agent: Agent, *, start: int, limit: int) -> list[Case]:
        """Return some of the cases of a shelf: the most urgent and longest waiting first, the solved ones newest first.

        One more than `limit` is returned where there are more.
        """
        query = _with_agents().where(_on(shelf, agent))
        if shelf == "solved":
            query = query.order_by(_CASES.c.closed_at.desc(), _CASES.c.id)
        else:
            query = query.order_by(_CASES.c.urgency.desc(), _CASES.c.opened_at, _CASES.c.id)
        async with self.database.reading() as connection:
            rows = (await connection.execute(query.offset(start).limit(limit + 1))).mappings()
            return [_case(row) for row in rows]

    async def claim(self, case_id: str, agent: Agent, *, force: bool = False) -> Case:
        """Give a case to an agent.

        Raises:
            CaseTaken: somebody else has it, and it isn't taken over.
            Conflict: it was returned or solved.
        """
        async with self.database.writing() as connection:
            case = await _read(connection, case_id)
            if case.held_by(agent):
                return case
            if not case.handover.open:
                raise Conflict(f"This case was {case.handover.state.value} before.", hint="Open another case.")
            if case.handover.state is HandoverState.CLAIMED and not force:
                raise CaseTaken(f"{case.handover.agent} has this case.", hint="Take it over if you have to.")
            changes = {"state": HandoverState.CLAIMED.value, "agent_id": agent.id, "claimed_at": self.clock()}
            await _change(connection, case, changes)
            await self.log.write(connection, case_id, "claimed", agent.id, {"from": case.agent_id} if force else None)
            await self._announce(connection, case, AgentEvent(change="joined", name=agent.name, holder=Holder.AGENT))
            claimed = await _read(connection, case_id)
        return self._told(claimed)

    async def release(self, case_id: str, agent: Agent) -> Case:
        """Put a case back into the queue; raises CaseTaken when the agent doesn't have it."""
        return await self._leave(case_id, agent, HandoverState.WAITING, "released", {"agent_id": None})

    async def give_back(self, case_id: str, agent: Agent) -> Case:
        """Give the conversation back to the assistant; raises CaseTaken when the agent doesn't have it."""
        return await self._leave(case_id, agent, HandoverState.RETURNED, "returned", {"closed_at": self.clock()})

    async def solve(self, case_id: str, agent: Agent, resolution: str = "") -> Case:
        """Close a case as solved; raises CaseTaken when the agent doesn't have it."""
        changes = {"closed_at": self.clock(), "resolution": resolution}
        return await self._leave(case_id, agent, HandoverState.SOLVED, "solved", changes)

    async def held(self, connection: AsyncConnection, case_id: str, agent: Agent) -> Case:
        """Return a case that the agent has, within a transaction; raises CaseTaken for another."""
        case = await _read(connection, case_id)
        if not case.held_by(agent):
            raise _not_held(case)
        return case

    async def mine(self, case_id: str, agent: Agent) -> Case:
        """Return a case that the agent has; raises CaseTaken for one that they don't have."""
        async with self.database.reading() as connection:
            return await self.held(connection, case_id, agent)

    async def _leave(
        self, case_id: str, agent: Agent, after: HandoverState, kind: str, changes: dict[str, Any]
    ) -> Case:
        async with self.database.writing() as connection:
            case = await _read(connection, case_id)
            if case.handover.state is after and case.agent_id in {agent.id, None}:
                return case  # the same click, once more
            if not case.held_by(agent):
                raise _not_held(case)
            await _change(connection, case, {"state": after.value, **changes})
            await self.log.write(connection, case_id, kind, agent.id)
            left = await _read(connection, case_id)
            gone = AgentEvent(change="left", name=agent.name, holder=left.handover.holder)
            await self._announce(connection, case, gone)
        return self._told(left)

    def _told(self, case: Case) -> Case:
        self.signals.tell(DESK)
        self.signals.tell(case.conversation_id)
        return case

    async def _announce(self, connection: AsyncConnection, case: Case, event: AgentEvent) -> None:
        await self.turn_log.write(connection, case.conversation_id, case.id, [event])

    async def _open_one(self, connection: AsyncConnection, conversation_id: str) -> RowMapping | None:
        query = select(_CASES).where(_CASES.c.conversation_id == conversation_id, _CASES.c.state.in_(_OPEN))
        return (await connection.execute(query)).mappings().one_or_none()

    async def _insert(self, connection: AsyncConnection, handover: Handover) -> None:
        live = self.hours is None or self.hours.open_at(handover.opened_at)
        row = handover.model_dump(mode="json", include=set(_COLUMNS)) | {"opened_at": handover.opened_at}
        row |= {"live": live, "shopper": handover.shopper[:200], "email": handover.email[:254], "resolution": ""}
        await connection.execute(insert(_CASES).values(row))
        await self.log.write(connection, handover.id, "opened", detail={"reason": handover.reason.value})

    async def _raise_urgency(self, connection: AsyncConnection, found: RowMapping, handover: Handover) -> None:
        changes = handover.model_dump(mode="json", include={"urgency", "reason", "words", "title"})
        await connection.execute(update(_CASES).where(_CASES.c.id == found["id"]).values(changes))
        await self.log.write(connection, found["id"], "urgent", detail={"reason": handover.reason.value})


async def _change(connection: AsyncConnection, case: Case, changes: dict[str, Any]) -> None:
    """Move a case on if it still is as it was read; of two agents at once, the second is told."""
    still = (_CASES.c.id == case.id, _CASES.c.state == case.handover.state.value, _CASES.c.agent_id == case.agent_id)
    moved = await connection.execute(update(_CASES).where(*still).values(changes))
    if moved.rowcount != 1:
        raise CaseTaken("Somebody else was quicker.", hint="Look at the queue again.")


def _not_held(case: Case) -> Conflict:
    if case.handover.state is HandoverState.CLAIMED:
        return CaseTaken(f"{case.handover.agent} has this case.", hint="Take it over if you have to.")
    return CaseTaken("You don't have this case.", hint="Claim it first.")


def _on(shelf: Shelf, agent: Agent) -> ColumnElement[bool]:
    match shelf:
        case "waiting":
            return _CASES.c.state == HandoverState.WAITING.value
        case "mine":
            return and_(_CASES.c.state == HandoverState.CLAIMED.value, _CASES.c.agent_id == agent.id)
        case "claimed":
            return _CASES.c.state == HandoverState.CLAIMED.value
        case "solved":
            return _CASES.c.state.not_in(_OPEN)


def _before(row: RowMapping) -> ColumnElement[bool]:
    """What stands before a case in the line."""
    same = _CASES.c.urgency == row["urgency"]
    return or_(
        _CASES.c.urgency > row["urgency"],
        and_(same, _CASES.c.opened_at < row["opened_at"]),
        and_(same, _CASES.c.opened_at == row["opened_at"], _CASES.c.id < row["id"]),
    )


def _with_agents() -> Select[Any]:
    return select(_CASES, desk_agents.c.name.label("agent")).outerjoin(desk_agents)


async def _read(connection: AsyncConnection, case_id: str) -> Case:
    row = (await connection.execute(_with_agents().where(_CASES.c.id == case_id))).mappings().one_or_none()
    if row is None:
        raise CaseNotFound("There is no such case.")
    return _case(row)


def _case(row: RowMapping) -> Case:
    handover = {name: row[name] for name in _COLUMNS} | {"agent": row["agent"] or ""}
    kept = {name: row[name] for name in ("agent_id", "claimed_at", "closed_at", "resolution")}
    return Case(handover=Handover.model_validate(handover), **kept)
