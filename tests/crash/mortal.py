"""A served demo shop in a process of its own that ends itself, as a power cut would, at a chosen step of a write."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

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
from tests.crash.errands import RULES_TEXT
from tests.crash.steps import Step

READY_WITHIN = 60.0
_Scope = MutableMapping[str, Any]
_about: ContextVar[str] = ContextVar("about", default="")
"""The proposal that a request decides on."""
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.crash.mortal"])


class _Fate:
    """Ends the process at a step of one thing, when everything else that is to stop at a step has got there.

    Args:
        steps: by proposal, where its decision stops; the first one ends the process, the others hang until then. An
            empty name stands for what the process does by itself.
    """

    def __init__(self, steps: Mapping[str, Step]) -> None:
        self._steps = steps
        self._fatal = next(iter(steps))
        self._reached: set[str] = set()
        self._awaited = set(steps) - {self._fatal}
        self._all_hang = asyncio.Event()

    async def admit(self, path: str) -> None:
        """Note what a request is about; the one that ends the process waits for the others."""
        before, _, last = path.rpartition("/")
        proposal = before.rpartition("/")[2] if last == "confirm" else ""
        _about.set(proposal)
        if proposal == self._fatal and self._awaited:
            await self._all_hang.wait()

    def executing(self, *arguments: Any) -> None:
        _, _, statement, parameters, *_ = arguments
        step = self._steps.get(_about.get())
        if step and statement.startswith(step.statement) and step.word in str(parameters):
            self._reached.add(_about.get())
            if step.at == "statement":
                self._end()

    async def stop(self, moment: str) -> None:
        about = _about.get()
        if about not in self._reached or self._steps[about].at != moment:
            return
        if about == self._fatal:
            self._end()
        self._awaited.discard(about)
        if not self._awaited:
            self._all_hang.set()
        await asyncio.Event().wait()

    def _end(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def _doom(fate: _Fate) -> None:
    event.listen(Engine, "before_cursor_execute", fate.executing)

    def mortal(
        transaction: Callable[[Database], AbstractAsyncContextManager[AsyncConnection]],
    ) -> Callable[[Database], AbstractAsyncContextManager[AsyncConnection]]:
        @asynccontextmanager
        async def stopping(self: Database) -> AsyncIterator[AsyncConnection]:
            async with transaction(self) as connection:
                yield connection
                await fate.stop("commit")
            await fate.stop("committed")

        return stopping

    Database.writing = mortal(Database.writing)  # type: ignore[method-assign]
    Database.lasting = mortal(Database.lasting)  # type: ignore[method-assign]


def _settings(folder: Path) -> Settings:
    return Settings(var_dir=folder, policy_rules=folder / "policy.toml", storefront_seconds=READY_WITHIN)


async def _serve(folder: Path, listener: socket.socket, fate: _Fate | None) -> None:
    app = create_app(await build_services(_settings(folder)))

    async def watched(scope: _Scope, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Any]) -> None:
        if fate is not None:
            await fate.admit(scope.get("path", ""))
        await app(scope, receive, send)

    await uvicorn.Server(uvicorn.Config(watched, log_config=None, access_log=False)).serve([listener])


def _run(folder: Path, listener: socket.socket, steps: Mapping[str, Step]) -> None:
    with (folder / "server.log").open("a", encoding="utf-8") as log:
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(log))
        fate = _Fate(steps) if steps else None
        if fate is not None:
            _doom(fate)
        asyncio.run(_serve(folder, listener, fate))


def _prepare(folder: Path) -> None:
    async def fill() -> None:
        (folder / "policy.toml").write_text(RULES_TEXT, encoding="utf-8")
        await (await build_services(settings)).stop()
        database = connect_database(settings.database)
        async with database.writing() as connection:
            await connection.execute(delete(shop_events))  # half of a start goes into reading what shoppers did
        await database.close()

    settings = _settings(folder)
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

    def start(self, steps: Mapping[str, Step] | None = None) -> None:
        """Start and wait until it serves, to die at the first proposal's step when the others are at theirs."""
        process = self._spawn(steps or {})
        deadline = time.monotonic() + READY_WITHIN
        while True:
            try:
                httpx.get(f"{self.url}/healthz", timeout=READY_WITHIN)
                return
            except httpx.TransportError:
                assert process.is_alive(), self.log()
                assert time.monotonic() < deadline, self.log()
                time.sleep(0.02)

    def start_and_die(self, step: Step) -> None:
        """Start, to die at a step of what is looked after at the start."""
        self._spawn({"": step})
        assert self.died(), (step.name, self.log())

    def _spawn(self, steps: Mapping[str, Step]) -> BaseProcess:
        self._process = _processes.Process(target=_run, args=(self.folder, self._listener, dict(steps)))
        self._process.start()
        return self._process

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
