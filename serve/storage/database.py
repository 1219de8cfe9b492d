"""One SQL database behind SQLAlchemy's asyncio: opened, migrated, read and written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    InvalidRequestError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from assistant.errors import SetupError, StoreUnavailable

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 7_366_001  # any number, the same in every process
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
)


class Database:
    """Hands out connections for one unit of work each; what fails in the driver becomes StoreUnavailable."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        # SQLite has one writer; waiting in line here is fair, while its own waiting is a sleep that grows.
        self._turn: AbstractAsyncContextManager[object] = (
            asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()
        )

    @property
    def dialect(self) -> str:
        return self._engine.dialect.name

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that only reads, each statement what is true then; it never waits for a writer."""
        with _translated():
            async with self._engine.connect() as connection:
                yield await connection.execution_options(shopkeeper_reading=True)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: all of it happens, or nothing."""
        with _translated():
            async with self._turn, self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def lasting(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is on the disk when it ends, so that a power cut can't undo what others act upon."""
        with _translated():
            async with self._turn, self._engine.connect() as opened:
                connection = await opened.execution_options(shopkeeper_lasting=True)
                async with connection.begin():
                    yield connection

    async def serialise(self, connection: AsyncConnection, lock: int) -> None:
        """Hold other writers of the same thing back until this transaction ends; SQLite has one writer anyway."""
        if self.dialect == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})

    async def migrate(self) -> None:
        """Bring the tables up to date; raises SetupError when the database can't be opened."""
        try:
            async with self._engine.begin() as connection:
                await connection.run_sync(migrate_to)
        except (DBAPIError, OSError) as error:
            raise SetupError(f"The database can't be opened: {error.__cause__ or error}") from error

    async def close(self) -> None:
        await self._engine.dispose()


@contextmanager
def _translated() -> Iterator[None]:
    """Turn driver errors into the one error that callers know."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise StoreUnavailable("Nothing can be stored or read at the moment.") from error


def connect_database(url: str) -> Database:
    """Return the database of a SQLAlchemy URL; it opens with the first use.

    Raises:
        SetupError: the URL can't be used or its driver is missing.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(parsed, **_options(parsed.get_backend_name()))
    except (ArgumentError, InvalidRequestError, NoSuchModuleError, ModuleNotFoundError, OSError) as error:
        raise SetupError(f"The database URL can't be used: {error}", hint="Check SHOPKEEPER_DATABASE_URL.") from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    return Database(engine)


def _options(backend: str) -> dict[str, Any]:
    if backend == "sqlite":
        # Python's driver must not start transactions by itself: see _prepare_sqlite.
        return {"connect_args": {"isolation_level": None, "timeout": 10}}
    return {"pool_pre_ping": True}


def _prepare_sqlite(engine: AsyncEngine) -> None:
    """Let writers queue up from their first statement on, so that none fails halfway with "database is locked".

    What is written isn't waited for until it is on the disk (WAL keeps it whole), but where it has to last.
    """

    def connected(connection: Any, record: object) -> None:
        cursor = connection.cursor()
        for pragma in _SQLITE_PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    def begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("shopkeeper_reading", False):
            lasting = options.get("shopkeeper_lasting", False)
            connection.exec_driver_sql("PRAGMA synchronous=FULL" if lasting else "PRAGMA synchronous=NORMAL")
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", begun)


def migrate_to(connection: Connection, revision: str = "head") -> None:
    """Bring the tables to a revision, within the connection's transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
