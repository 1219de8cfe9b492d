"""The contract of Tickets over every implementation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.domain.conversation import Conversation
from assistant.turn.ports import Ticket, Tickets
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database
from serve.storage.tickets import SqlTickets
from tests.serve.contracts.samples import AT
from tests.support.tickets import MemoryTickets


@pytest.fixture(params=["sql", "memory"])
async def store(request: pytest.FixtureRequest, database: Database) -> Tickets:
    if request.param == "memory":
        return MemoryTickets()
    for number in range(3):
        await SqlConversations(database).save(Conversation(id=f"conv_{number}", created_at=AT, updated_at=AT))
    return SqlTickets(database)


def ticket(number: int) -> Ticket:
    at = AT - timedelta(minutes=number)
    return Ticket(id=f"T-{number}", conversation_id=f"conv_{number}", reason="Zelt „Größe“ ⛺", at=at)


async def test_open_tickets_are_listed_longest_waiting_first(store: Tickets) -> None:
    assert await store.waiting() == ()
    for number in (1, 0, 2):
        await store.open(ticket(number))
    assert await store.waiting() == (ticket(2), ticket(1), ticket(0))
    assert await store.waiting(limit=1) == (ticket(2),)
