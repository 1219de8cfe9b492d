"""`shopkeeper desk …` over a real database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from serve.cli.commands import app

RUN = CliRunner()


def desk(folder: Path, *words: str, code: int = 0) -> str:
    answer = RUN.invoke(app, ["desk", *words, "--var-dir", str(folder)])
    assert answer.exit_code == code, answer.output
    return answer.output


def test_agents_come_and_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_AGENT_PASSWORD", "correct horse battery")
    assert "Sam can sign in" in desk(tmp_path, "add-agent", "sam@shop.example", "--name", "Sam")
    told = json.loads(desk(tmp_path, "add-agent", "kim@shop.example", "--name", "Kim", "--json"))
    assert (told["name"], told["email"]) == ("Kim", "kim@shop.example")
    assert [one["name"] for one in json.loads(desk(tmp_path, "agents", "--json"))["agents"]] == ["Kim", "Sam"]
    assert "has the address" in desk(tmp_path, "add-agent", "sam@shop.example", "--name", "Sam", code=2)
    desk(tmp_path, "remove-agent", "sam@shop.example")
    assert "Nobody called" in desk(tmp_path, "remove-agent", "sam@shop.example", code=2)
    assert desk(tmp_path, "agents") == "Kim  kim@shop.example\n"


def test_a_short_password_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPKEEPER_AGENT_PASSWORD", "short")
    assert "12 characters" in desk(tmp_path, "add-agent", "sam@shop.example", "--name", "Sam", code=2)
