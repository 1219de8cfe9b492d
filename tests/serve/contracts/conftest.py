"""The databases that every storage contract runs over."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from serve.storage.database import Database, connect_database
from serve.storage.schema import metadata

POSTGRES = "SHOPKEEPER_TEST_POSTGRES"


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'contract.db'}"
    elif (given := os.environ.get(POSTGRES)) is not None:
        url = given
    else:
        pytest.skip(f"no PostgreSQL: set {POSTGRES} to postgresql+asyncpg://… of an empty database")
    opened = connect_database(url)
    await opened.migrate()
    if request.param == "postgresql":
        async with opened.writing() as connection:
            for table in reversed(metadata.sorted_tables):
                await connection.execute(text(f'TRUNCATE "{table.name}" CASCADE'))
    yield opened
    await opened.close()


@pytest.fixture
def unique() -> str:
    return secrets.token_hex(6)
