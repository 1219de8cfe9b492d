"""SQLite files shared by worker threads: one connection a thread, one writer at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import StoreUnavailable


class Database:
    """One SQLite file in WAL mode, usable from any thread.

    Readers never wait for the writer; writers queue up on a lock, so that none sees "database is locked".
    """

    def __init__(self, path: Path, schema: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._opening = threading.Lock()
        self._writing = threading.RLock()
        with self._writing:
            self.read().executescript(schema)

    def read(self) -> sqlite3.Connection:
        """Return this thread's connection, for SELECTs."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None, timeout=30)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA cache_size=-32000")
            self._local.connection = connection
            with self._opening:
                self._open.append(connection)
        return connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock for one transaction: all of it happens, or nothing.

        Raises StoreUnavailable when the disk is full or the file is locked by another process.
        """
        with self._writing:
            connection = self.read()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except sqlite3.OperationalError as error:
                raise StoreUnavailable("The catalogue can't be changed at the moment.") from error
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the connections of all threads; the object is of no use afterwards."""
        with self._opening:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()
