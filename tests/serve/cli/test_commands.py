"""What the command line says about itself, and how it says that something is wrong."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.serve.cli.conftest import run

COMMANDS = [
    ("serve",),
    ("prepare",),
    ("chat",),
    ("ask",),
    ("ingest",),
    ("bench", "route"),
    ("bench", "chat"),
    ("export", "conversations"),
    ("adapters", "list"),
    ("adapters", "show"),
    ("adapters", "evaluate"),
    ("adapters", "accept"),
    ("adapters", "use"),
    ("adapters", "rollback"),
    ("adapters", "forget"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_an_example(command: tuple[str, ...]) -> None:
    told = run(*command, "--help")
    assert told.exit_code == 0
    assert "Example: shopkeeper" in told.stdout


def test_it_knows_its_version() -> None:
    assert run("--version").stdout.startswith("shopkeeper ")


def test_a_busy_port_is_said_before_anything_is_loaded(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        told = run("serve", "--port", str(port), "--var-dir", str(tmp_path / "var"))
    assert told.exit_code == 2
    assert told.stderr.splitlines()[0] == f"Port {port} is in use by another program."
    assert not (tmp_path / "var").exists()


def test_settings_that_do_not_fit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_PORT", "many")
    told = run("serve")
    assert told.exit_code == 2
    assert "port" in told.stderr


def test_debug_shows_where_an_error_came_from(tmp_path: Path) -> None:
    told = run("--debug", "ingest", str(tmp_path / "nowhere.csv"))
    assert told.exception is not None
    assert type(told.exception).__name__ == "InvalidInput"
