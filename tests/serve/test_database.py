"""What has to outlast a power cut is on the disk when its transaction ends; the rest need not wait for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.domain.conversation import Conversation
from assistant.errors import StoreUnavailable
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database, connect_database
from serve.storage.proposals import SqlProposals

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NORMAL, FULL = 1, 2


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = connect_database(f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}")
    await database.migrate()
    yield database
    await database.close()


async def test_a_connection_waits_for_the_disk_only_where_it_is_asked_to(database: Database) -> None:
    for _ in range(2):  # the same pooled connection both times
        async with database.lasting() as connection:
            assert (await connection.execute(text("PRAGMA synchronous"))).scalar_one() == FULL
        async with database.writing() as connection:
            assert (await connection.execute(text("PRAGMA synchronous"))).scalar_one() == NORMAL


async def test_a_lasting_transaction_is_whole_or_not_at_all(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(text("CREATE TABLE kept (word TEXT)"))

    async def fail_halfway() -> None:
        async with database.lasting() as connection:
            await connection.execute(text("INSERT INTO kept VALUES ('lost')"))
            await connection.execute(text("INSERT INTO missing VALUES ('lost')"))

    with pytest.raises(StoreUnavailable):
        await fail_halfway()
    async with database.lasting() as connection:
        await connection.execute(text("INSERT INTO kept VALUES ('found')"))
    async with database.reading() as connection:
        assert (await connection.execute(text("SELECT word FROM kept"))).scalars().all() == ["found"]


async def test_every_step_of_a_proposal_lasts(database: Database) -> None:
    conversation = Conversation(id="conv_1", customer_id="c1", created_at=NOW, updated_at=NOW)
    await SqlConversations(database).save(conversation)
    synced: list[int] = []

    def committed(connection: Connection) -> None:
        synced.append(int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one()))

    event.listen(database._engine.sync_engine, "commit", committed)
    store = SqlProposals(database, lambda: NOW)
    proposal = ActionProposal.model_validate(
        {
            "id": "prop_1",
            "conversation_id": "conv_1",
            "owner": "c1",
            "action": {"kind": "cancel_order", "order_id": "HT-1"},
            "verdict": {"allowed": True},
            "title": "Cancel order HT-1?",
            "state": "pending",
            "created_at": NOW,
            "expires_at": NOW + timedelta(minutes=15),
        }
    )
    await store.add(proposal)
    await store.move("prop_1", ProposalState.PENDING, ProposalState.CONFIRMED)
    await store.move("prop_1", ProposalState.CONFIRMED, ProposalState.EXECUTED)
    assert synced == [FULL] * 3
