"""What agents have answered: the cases from which missing help pages are drafted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.privacy import mask_personal_data
from serve.insight.facts import CLARIFY, SERVICE
from serve.insight.wording import shown
from serve.storage.database import Database
from serve.storage.insight_schema import insight_turns
from serve.storage.schema import messages, tickets, turn_records

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
    """The SolvedCases over tickets, turns and what agents wrote."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def solved_cases(self, since: datetime) -> Sequence[SolvedCase]:
        """Return the answered cases, the oldest first."""
        case = select(tickets.c.id, tickets.c.conversation_id, tickets.c.at).where(tickets.c.at >= since)
        query = case.order_by(tickets.c.at.desc()).limit(_MOST)
        solved: list[SolvedCase] = []
        async with self._database.reading() as connection:
            opened = (await connection.execute(query)).mappings().all()[::-1]
            for start in range(0, len(opened), _CHUNK):
                solved += await _answered(connection, opened[start : start + _CHUNK])
        return solved


async def _answered(connection: AsyncConnection, cases: Sequence[RowMapping]) -> list[SolvedCase]:
    ids = [case["conversation_id"] for case in cases]
    wrote = select(messages.c.conversation_id, messages.c.text, messages.c.at).where(
        messages.c.conversation_id.in_(ids), messages.c.role == AGENT
    )
    replies: defaultdict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for row in (await connection.execute(wrote.order_by(messages.c.seq))).all():
        replies[row.conversation_id].append((row.at, row.text))
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
        said = [(at, text) for at, text in replies[case["conversation_id"]] if at >= case["at"]]
        question = _question([turn for turn in turns[case["conversation_id"]] if turn["at"] <= case["at"]])
        if said and question:
            answers = tuple(mask_personal_data(text) for _, text in said)
            found.append(SolvedCase(id=case["id"], question=question, replies=answers, at=said[-1][0]))
    return found


def _question(turns: Sequence[RowMapping]) -> str | None:
    """Return what failed last, else what was asked last; None where it was about one shopper's own order."""
    asked = [turn for turn in turns if turn["tool"] not in _TALK or turn["trouble"] == CLARIFY]
    failed = [turn for turn in asked if turn["trouble"]]
    telling = (failed or asked or list(turns))[-1:]
    if not telling or telling[0]["tool"] in _OF_AN_ORDER or telling[0]["order_id"]:
        return None
    return shown(telling[0]["message"])
