"""The migrations make exactly the tables that the code speaks of."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from assistant.errors import SetupError
from serve.storage import insight_schema  # noqa: F401 (so that its tables are compared)
from serve.storage.database import connect_database
from serve.storage.schema import metadata


async def test_the_migrations_and_the_schema_agree(tmp_path: Path) -> None:
    database = connect_database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")
    await database.migrate()
    await database.migrate()

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []
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
