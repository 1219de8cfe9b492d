"""The migrations make exactly the tables that the code speaks of."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select, text

from assistant.errors import SetupError
from serve.storage import insight_schema  # noqa: F401 (so that its tables are compared)
from serve.storage.database import connect_database, migrate_to
from serve.storage.desk_schema import desk_cases
from serve.storage.schema import messages, metadata


async def test_the_migrations_and_the_schema_agree(tmp_path: Path) -> None:
    database = connect_database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    await database.migrate()
    await database.migrate()

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_tickets_become_cases_and_a_conversation_keeps_one_that_waits(tmp_path: Path) -> None:
    database = connect_database(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}")
    at = "2026-11-22 12:00:00.000000"

    def before(connection: Connection) -> None:
        migrate_to(connection, "0003")
        talk = "(id, locale, state, created_at, updated_at) VALUES (:id, 'en', '{}', :at, :at)"
        rows = [{"id": f"conv_{name}", "at": at} for name in ("a", "b")]
        connection.execute(text(f"INSERT INTO conversations {talk}"), rows)
        said = "(id, conversation_id, role, text, at, turn_id) VALUES ('m', 'conv_a', 'shopper', '', :at, '')"
        connection.execute(text(f"INSERT INTO messages {said}"), {"at": at})
        for ticket, conversation, hour in (("T-1", "a", 1), ("T-2", "a", 2), ("T-3", "b", 1)):
            row = {"id": ticket, "conversation": f"conv_{conversation}", "at": f"2026-11-22 0{hour}:00:00.000000"}
            connection.execute(text("INSERT INTO tickets VALUES (:id, :conversation, 'a person', 'open', :at)"), row)

    async with database.writing() as connection:
        await connection.run_sync(before)
    await database.migrate()
    async with database.reading() as connection:
        found = await connection.execute(select(desk_cases.c.id, desk_cases.c.state).order_by(desk_cases.c.id))
        assert [tuple(row) for row in found] == [("T-1", "returned"), ("T-2", "waiting"), ("T-3", "waiting")]
        assert (await connection.execute(select(messages.c.agent))).scalars().all() == [""]
    await database.close()


@pytest.mark.parametrize("url", ["nonsense", "postgresql+nodriver://x/y", "oracle+asyncpg://x"])
def test_a_url_that_cannot_be_used_is_said_plainly(url: str) -> None:
    with pytest.raises(SetupError, match="database URL"):
        connect_database(url)


async def test_a_file_that_is_no_database_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"this is no database, and never was one" * 100)
    database = connect_database(f"sqlite+aiosqlite:///{tmp_path / 'broken.db'}")
    with pytest.raises(SetupError, match="can't be opened"):
        await database.migrate()
    await database.close()
