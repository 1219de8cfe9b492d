"""What agents have answered: the cases from which missing help pages are drafted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.domain.handover import HandoverState
from assistant.privacy import mask_personal_data
from serve.insight.facts import CLARIFY, SERVICE
from serve.insight.wording import shown
from serve.storage.database import Database
from serve.storage.desk_schema import desk_cases
from serve.storage.insight_schema import insight_turns
from serve.storage.schema import messages, turn_records

AGENT = "agent"
_CHUNK = 500  # ids a statement
_MOST = 2_000  # cases, the latest
_TALK = frozenset({"reply", "handoff_to_human"})
_OF_AN_ORDER = SERVICE - {"ask_business", "handoff_to_human"}


@dataclass(frozen=True, slots=True)
class SolvedCase:
    """A case that an agent answered; personal data is masked.

    Attributes:
        id: the case's, as the desk shows it.
        question: what the shopper wanted to know before a person came.
        replies: what agents wrote, message by message.
    """

    id: str
    question: str
    replies: tuple[str, ...]
    at: datetime


class SolvedCases(Protocol):
    """Reads what agents have solved."""

    async def solved_cases(self, since: datetime) -> Sequence[SolvedCase]:
        """Return the cases that were answered since a time, without those about one shopper's own order."""
        ...


class SqlSolvedCases:
    """The SolvedCases over the desk's cases, turns and what agents wrote."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def solved_cases(self, since: datetime) -> Sequence[SolvedCase]:
        """Return the cases that agents closed as solved, the oldest first."""
        case = desk_cases.c
        solved = (case.state == HandoverState.SOLVED.value, case.opened_at >= since)
        query = select(case.id, case.conversation_id, case.opened_at, case.closed_at).where(*solved)
        found: list[SolvedCase] = []
        async with self._database.reading() as connection:
            newest = query.order_by(case.opened_at.desc(), case.id).limit(_MOST)
            cases = (await connection.execute(newest)).mappings().all()[::-1]
            for start in range(0, len(cases), _CHUNK):
                found += await _answered(connection, cases[start : start + _CHUNK])
        return found


async def _answered(connection: AsyncConnection, cases: Sequence[RowMapping]) -> list[SolvedCase]:
    ids = [case["conversation_id"] for case in cases]
    wrote = select(messages.c.conversation_id, messages.c.text, messages.c.at).where(
        messages.c.conversation_id.in_(ids), messages.c.role == AGENT
    )
    replies: defaultdict[str, list[RowMapping]] = defaultdict(list)
    for reply in (await connection.execute(wrote.order_by(messages.c.seq))).mappings():
        replies[reply["conversation_id"]].append(reply)
    asked = (
        select(insight_turns, turn_records.c.message)
        .join(turn_records, turn_records.c.id == insight_turns.c.turn_id)
        .where(insight_turns.c.conversation_id.in_(ids), insight_turns.c.spoken)
        .order_by(insight_turns.c.at)
    )
    turns: defaultdict[str, list[RowMapping]] = defaultdict(list)
    for turn in (await connection.execute(asked)).mappings():
        turns[turn["conversation_id"]].append(turn)
    found = []
    for case in cases:
        talk, opened, closed = case["conversation_id"], case["opened_at"], case["closed_at"]
        said = [reply for reply in replies[talk] if opened <= reply["at"] and (closed is None or reply["at"] <= closed)]
        question = _question([turn for turn in turns[talk] if turn["at"] <= opened])
        if said and question:
            answers = tuple(mask_personal_data(reply["text"]) for reply in said)
            found.append(SolvedCase(id=case["id"], question=question, replies=answers, at=said[-1]["at"]))
    return found


def _question(turns: Sequence[RowMapping]) -> str | None:
    """Return what failed last, else what was asked last; None where it was about one shopper's own order."""
    asked = [turn for turn in turns if turn["tool"] not in _TALK or turn["trouble"] == CLARIFY]
    failed = [turn for turn in asked if turn["trouble"]]
    telling = (failed or asked or list(turns))[-1:]
    if not telling or telling[0]["tool"] in _OF_AN_ORDER or telling[0]["order_id"]:
        return None
    return shown(telling[0]["message"])
