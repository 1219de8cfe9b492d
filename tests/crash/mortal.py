"""A served demo shop in a process of its own that ends itself, as a power cut would, at a chosen step of a write."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Literal

import httpx
import structlog
import uvicorn
from sqlalchemy import delete, event
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncConnection

from serve.app import build_services
from serve.http.app import create_app
from serve.settings import Settings
from serve.storage.database import Database, connect_database
from serve.storage.schema import shop_events

READY_WITHIN = 60.0
_Scope = MutableMapping[str, Any]
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.crash.mortal"])


@dataclass(frozen=True)
class Step:
    """A moment in a write: around a statement on a table that has a word among its parameters, or its commit."""

    name: str
    statement: str
    word: str
    at: Literal["statement", "commit", "committed"]


STEPS = (
    Step("before the yes is noted", "UPDATE proposals", "confirmed", "statement"),
    Step("before the yes is committed", "UPDATE proposals", "confirmed", "commit"),
    Step("after the yes is committed", "UPDATE proposals", "confirmed", "committed"),
    Step("before the shop commits", "INSERT INTO demo_executions", "", "commit"),
    Step("after the shop has committed", "INSERT INTO demo_executions", "", "committed"),
    Step("before what was done is committed", "UPDATE proposals", "executed", "commit"),
    Step("after what was done is committed", "UPDATE proposals", "executed", "committed"),
    Step("before the turn is stored", "INSERT INTO messages", "", "commit"),
    Step("after the turn is stored", "INSERT INTO messages", "", "committed"),
)
STOCK_STEP = Step("between the stock and its note", "UPDATE demo_stock_moves", "", "commit")


@dataclass
class _Fate:
    """Ends the process at a step, once the decision on a proposal has come in."""

    proposal: str
    step: Step
    near: bool = False
    reached: bool = False

    def arm(self, path: str) -> None:
        self.near = self.near or path.endswith(f"/actions/{self.proposal}/confirm")

    def executing(self, *arguments: Any) -> None:
        _, _, statement, parameters, *_ = arguments
        if self.near and statement.startswith(self.step.statement) and self.step.word in str(parameters):
            self.reached = True
            self.strike("statement")

    def strike(self, moment: str) -> None:
        if self.reached and self.step.at == moment:
            os.kill(os.getpid(), signal.SIGKILL)


def _doom(fate: _Fate) -> None:
    event.listen(Engine, "before_cursor_execute", fate.executing)
    writing = Database.writing

    @asynccontextmanager
    async def mortal(self: Database) -> AsyncIterator[AsyncConnection]:
        async with writing(self) as connection:
            yield connection
            fate.strike("commit")
        fate.strike("committed")

    Database.writing = mortal  # type: ignore[method-assign]


async def _serve(folder: Path, listener: socket.socket, fate: _Fate | None) -> None:
    services = await build_services(Settings(var_dir=folder))
    app = create_app(services)

    async def watched(scope: _Scope, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Any]) -> None:
        if fate is not None:
            fate.arm(scope.get("path", ""))
        await app(scope, receive, send)

    await uvicorn.Server(uvicorn.Config(watched, log_config=None, access_log=False)).serve([listener])


def _run(folder: Path, listener: socket.socket, fate: _Fate | None) -> None:
    with (folder / "server.log").open("a", encoding="utf-8") as log:
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(log))
        if fate is not None:
            _doom(fate)
        asyncio.run(_serve(folder, listener, fate))


def _prepare(folder: Path) -> None:
    async def fill() -> None:
        await (await build_services(settings)).stop()
        database = connect_database(settings.database)
        async with database.writing() as connection:
            await connection.execute(delete(shop_events))  # half of a start goes into reading what shoppers did
        await database.close()

    settings = Settings(var_dir=folder)
    asyncio.run(fill())


def prepare(folder: Path) -> None:
    """Fill a folder with the demo shop."""
    process = _processes.Process(target=_prepare, args=(folder,))
    process.start()
    process.join()
    assert process.exitcode == 0


class MortalShop:
    """Starts the shop on a folder, again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: BaseProcess | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def start(self, proposal: str = "", step: Step | None = None) -> None:
        """Start, to die at a step of the decision on a proposal if there is one, and wait until it serves."""
        fate = _Fate(proposal, step) if step else None
        self._process = _processes.Process(target=_run, args=(self.folder, self._listener, fate))
        self._process.start()
        deadline = time.monotonic() + READY_WITHIN
        while True:
            try:
                httpx.get(f"{self.url}/healthz", timeout=READY_WITHIN)
                return
            except httpx.TransportError:
                assert self._process.is_alive(), self.log()
                assert time.monotonic() < deadline, self.log()
                time.sleep(0.02)

    def died(self) -> bool:
        """Wait for the process to end by itself and say whether it was killed."""
        assert self._process is not None
        self._process.join(READY_WITHIN)
        return self._process.exitcode == -signal.SIGKILL

    def stop(self) -> None:
        if self._process is not None and self._process.is_alive():
            self._process.kill()
            self._process.join()

    def log(self) -> str:
        """Return the last lines that the server wrote."""
        return "\n".join((self.folder / "server.log").read_text(encoding="utf-8").splitlines()[-25:])
