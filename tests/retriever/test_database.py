"""The SQLite files of retrieval on a bad day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import StoreUnavailable
from retriever.database import Database


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Database]:
    """A database that may not grow any more, as on a full disk."""
    database = Database(tmp_path / "full.db", "CREATE TABLE IF NOT EXISTS notes (text TEXT);")
    pages = database.read().execute("PRAGMA page_count").fetchone()[0]
    database.read().execute(f"PRAGMA max_page_count = {pages}")
    yield database
    database.close()


def test_a_full_disk_changes_nothing_and_says_so(full: Database) -> None:
    with pytest.raises(StoreUnavailable), full.write() as connection:
        connection.executemany("INSERT INTO notes VALUES (?)", [("x" * 5_000,)] * 20)
    assert full.read().execute("SELECT count(*) FROM notes").fetchone() == (0,)


def test_writing_goes_on_when_there_is_room_again(full: Database) -> None:
    with pytest.raises(StoreUnavailable), full.write() as connection:
        connection.executemany("INSERT INTO notes VALUES (?)", [("x" * 5_000,)] * 20)
    full.read().execute("PRAGMA max_page_count = 10000")
    with full.write() as connection:
        connection.execute("INSERT INTO notes VALUES ('room again')")
    assert full.read().execute("SELECT text FROM notes").fetchall() == [("room again",)]


def test_an_error_of_the_caller_undoes_the_transaction(full: Database) -> None:
    with pytest.raises(ZeroDivisionError), full.write() as connection:
        connection.executemany("INSERT INTO notes VALUES (?)", ((str(1 // n),) for n in (1, 0)))
    with full.write() as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (0,)
