"""A database with turns whose figures are known, and the real sentence encoder where meaning counts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from assistant.domain.conversation import Conversation, Message
from assistant.domain.order import OrderStatus
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.ports import TurnRecord
from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from serve.insight.service import Insight
from serve.settings import InsightSettings
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database, connect_database
from serve.storage.desk_schema import desk_cases
from serve.storage.schema import turns
from tests.serve.served import Clock
from tests.support.shop import NOW, order

MODELS = Path(__file__).parents[3] / "var" / "models"
USAGE = {
    "llm_calls": 2,
    "prompt_tokens": 300,
    "completion_tokens": 50,
    "sentences": {"written": 3, "withheld": 1},
    "timings_ms": {
        "planner_model": 400.0,
        "writer_model": 600.0,
        "first_card": 500.0,
        "first_sentence": 900.0,
        "written": 1500.0,
    },
}


def result(tool: str, outcome: Outcome = Outcome.FOUND, **fields: Any) -> ToolResult:
    return ToolResult(tool=tool, outcome=outcome, **fields)


def about(order_id: str) -> ToolResult:
    """An order was looked up."""
    return result("get_order", orders=(order(order_id, OrderStatus.SHIPPED),))


def handed(**notes: str) -> ToolResult:
    return result("handoff_to_human", Outcome.HANDED_OFF, ticket="T-BCDFGHJK", notes=notes)


@dataclass
class Past:
    """Writes what happened, as the turn does."""

    database: Database
    insight: Insight
    clock: Clock
    _numbers: Any = None

    def __post_init__(self) -> None:
        self._numbers = count()

    async def talk(
        self,
        *said: tuple[str, ToolResult],
        customer: str | None = None,
        days_ago: float = 0.5,
        origin: str = "model",
        usage: dict[str, Any] | None = None,
    ) -> str:
        """Store a conversation of turns a minute apart; return its id."""
        at = NOW - timedelta(days=days_ago)
        conversation = Conversation(
            id=f"conv_{next(self._numbers)}", customer_id=customer, created_at=at, updated_at=at
        )
        store = SqlConversations(self.database)
        for number, (text, found) in enumerate(said):
            when = at + timedelta(minutes=number)
            turn_id = f"turn_{next(self._numbers):04}"
            record = TurnRecord(
                id=turn_id,
                conversation_id=conversation.id,
                message=text,
                results=(found,),
                reply="…",
                origin=origin,
                usage=USAGE if usage is None else usage,
                at=when,
            )
            spoken = Message(id=f"{turn_id}.q", role="shopper", text=text, at=when, turn_id=turn_id)
            await store.save(conversation, [spoken], record)
        return conversation.id

    async def unanswered(self, conversation_id: str, at: datetime = NOW) -> None:
        """Store a turn that ended and left no record."""
        name = f"turn_{next(self._numbers):04}"
        row = {
            "id": name,
            "conversation_id": conversation_id,
            "idempotency_key": name,
            "fingerprint": "",
            "state": "ended",
            "started_at": at,
        }
        async with self.database.writing() as connection:
            await connection.execute(insert(turns).values(row))

    async def solved(self, question: ToolResult, text: str, *replies: str, days_ago: float = 0.5) -> str:
        """Store a conversation that a person was asked into, with what they answered; return the case's id."""
        conversation_id = await self.talk((text, question), days_ago=days_ago)
        case, at = f"T-{next(self._numbers):08}", NOW - timedelta(days=days_ago) + timedelta(minutes=5)
        row = {
            "id": case,
            "conversation_id": conversation_id,
            "state": "solved",
            "reason": "unanswered",
            "words": "",
            "urgency": 1,
            "mood": "calm",
            "title": text,
            "live": True,
            "shopper": "",
            "email": "",
            "opened_at": at,
            "closed_at": at + timedelta(hours=1),
            "resolution": "",
        }
        async with self.database.writing() as connection:
            await connection.execute(insert(desk_cases).values(row))
        store = SqlConversations(self.database)
        wrote = [
            Message(id=f"{case}.{place}", role="agent", text=reply, at=at + timedelta(minutes=1 + place))
            for place, reply in enumerate(replies)
        ]
        await store.save(await store.load(conversation_id), wrote)
        return case


@pytest.fixture(scope="session")
def encoder() -> MiniLM:
    return MiniLM(prepare(MODELS), threads=1)


@pytest.fixture
def settings() -> InsightSettings:
    return InsightSettings(prompt_price=2.0, completion_price=10.0)


@pytest.fixture
async def past(tmp_path: Path, encoder: MiniLM, settings: InsightSettings) -> AsyncIterator[Past]:
    database = connect_database(f"sqlite+aiosqlite:///{tmp_path / 'past.db'}")
    await database.migrate()
    clock = Clock()
    yield Past(database, Insight(database, encoder, settings, clock), clock)
    await database.close()


def names(counted: Sequence[Any]) -> dict[str, int]:
    return {each.name: each.count for each in counted}
