"""The small shop in memory on a port of its own, as the command line meets it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from typer.testing import CliRunner, Result

from assistant.domain.conversation import ToolCall
from serve.cli.commands import app
from serve.http.app import create_app
from tests.serve.served import KEY, OPERATOR, Clock, MemoryCatalogue, ScriptedPlanner, build
from tests.support.shop import MemoryShop


@dataclass
class RunningShop:
    """A server that answers, with its parts at hand."""

    url: str
    var_dir: Path
    shop: MemoryShop
    planner: ScriptedPlanner
    catalogue: MemoryCatalogue

    def plans(self, message: str, name: str, **args: object) -> None:
        self.planner.script[message] = [ToolCall(name=name, args=args)]


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningShop]:
    monkeypatch.setenv("SHOPKEEPER_SECRET_KEY", KEY)
    monkeypatch.setenv("SHOPKEEPER_OPERATOR_KEY", OPERATOR)
    services, shop, planner, _ = build(tmp_path / "var", Clock(datetime.now(UTC)))
    catalogue = services.catalogue
    assert isinstance(catalogue, MemoryCatalogue)
    server = uvicorn.Server(uvicorn.Config(create_app(services), port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield RunningShop(f"http://127.0.0.1:{port}", tmp_path / "var", shop, planner, catalogue)
    server.should_exit = True
    thread.join()


def run(*arguments: str, typed: str | None = None) -> Result:
    """Run the command line as a user does."""
    return CliRunner().invoke(app, list(arguments), input=typed)
