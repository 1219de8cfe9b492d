"""`bench route` counts what is out of scope apart, beside the figures over all calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from serve.cli import bench_route
from tests.retriever.conftest import MODELS
from tests.serve.cli.conftest import run
from tests.support.scripted_model import ScriptedChatModel

SEARCH = {"name": "search_catalog", "args": {"query": "lamp"}}
AWAY = {"name": "reply", "args": {"kind": "out_of_scope"}}


def write(path: Path, *rows: tuple[str, object]) -> str:
    lines = [json.dumps({"id": str(n), "text": text, "tools": [call]}) for n, (text, call) in enumerate(rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_the_scope_rows_are_a_part_of_their_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    @contextmanager
    def opened(*_: object) -> Iterator[ScriptedChatModel]:
        yield ScriptedChatModel(answers=[json.dumps({"calls": [SEARCH]})])

    monkeypatch.setattr(bench_route, "opened", opened)
    messages = write(tmp_path / "messages.jsonl", ("a lamp", SEARCH))
    scope = write(tmp_path / "scope.jsonl", ("who won the election in Peru", AWAY), ("a lamp for my desk", SEARCH))
    told = run("bench", "route", "--messages", messages, "--scope", scope, "--var-dir", str(MODELS.parent))
    assert told.exit_code == 0, told.stderr
    figures = json.loads(told.stdout.splitlines()[-1])
    assert (figures["n"], figures["first_tool_accuracy"]) == (1, 1.0)
    assert (figures["scope"]["n"], figures["scope"]["out_of_scope_recall"]) == (2, 1.0)
    assert (figures["out_of_scope_n"], figures["in_scope_n"]) == (1, 2)
    assert "planning, with 95 %" in told.stderr
    assert "messages around what a shop does" in told.stderr
    told = run("bench", "route", "--scope", scope, "--var-dir", str(MODELS.parent))
    assert json.loads(told.stdout.splitlines()[-1])["scope"] == figures["scope"]
    assert "planning, with 95 %" not in told.stderr
