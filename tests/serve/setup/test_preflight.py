"""What is missing on a machine is said at once, in one sentence."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from assistant.errors import PortInUse, SetupError
from serve.setup import preflight


def test_this_python_is_fine() -> None:
    preflight.check_python()


def test_an_old_python_is_named() -> None:
    with pytest.raises(SetupError, match=r"this is 3\.9"):
        preflight.check_python((3, 9))


def test_a_missing_venv_module_is_named() -> None:
    with pytest.raises(SetupError) as caught:
        preflight.check_modules(("json", "no_such_module_here"))
    assert "no_such_module_here" in caught.value.detail
    assert "apt-get install python3" in caught.value.hint


def test_a_full_disk_is_said_with_numbers(tmp_path: Path) -> None:
    preflight.check_disk(tmp_path, 1)
    with pytest.raises(SetupError, match="GB are needed"):
        preflight.check_disk(tmp_path, 10**18)


def test_a_busy_port_is_named_and_a_free_one_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortInUse, match=f"Port {port}"):
            preflight.check_port("127.0.0.1", port)
    preflight.check_port("127.0.0.1", port)
    preflight.check_port("127.0.0.1", 0)


def test_an_address_of_another_machine_is_one_sentence() -> None:
    with pytest.raises(SetupError, match="can't listen"):
        preflight.check_port("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("variable", "config", "port"),
    [
        (None, None, 8000),
        ("9001", None, 9001),
        (None, "port = 9002", 9002),
        ("9001", "port = 9002", 9001),
        ("many", None, 8000),
        (None, "not toml", 8000),
        (None, 'host = "::1"', 8000),
    ],
)
def test_the_port_is_read_where_the_settings_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str | None, config: str | None, port: int
) -> None:
    monkeypatch.delenv("SHOPKEEPER_CONFIG", raising=False)
    monkeypatch.delenv("SHOPKEEPER_PORT", raising=False)
    if variable:
        monkeypatch.setenv("SHOPKEEPER_PORT", variable)
    if config:
        (tmp_path / "shopkeeper.toml").write_text(config, encoding="utf-8")
    assert preflight.wanted_port(tmp_path) == port
