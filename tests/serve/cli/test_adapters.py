"""The commands about adapters, over a run that has ended and a report that was measured before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from finetune.registry import SHIPPED
from tests.finetune.test_versions import run as trained_run
from tests.serve.cli.conftest import run

GOOD = {"n": 12, "first_tool_accuracy": 0.95, "exact_accuracy": 0.9, "dialogue_first_tool_accuracy": 0.9}


@pytest.fixture
def var(tmp_path: Path) -> list[str]:
    return ["--var-dir", str(tmp_path / "var")]


def report(tmp_path: Path, **changes: float) -> str:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(GOOD | changes), encoding="utf-8")
    return str(path)


def test_from_a_run_to_serving_and_back(tmp_path: Path, var: list[str]) -> None:
    folder = str(trained_run(tmp_path))
    looked_at = run("adapters", "evaluate", folder, "--metrics", report(tmp_path), *var)
    assert json.loads(looked_at.stdout) == GOOD
    told = run("adapters", "accept", folder, "--metrics", report(tmp_path), *var)
    assert told.exit_code == 0, told.stderr
    assert "router v1 is in force" in told.stderr
    worse = run("adapters", "accept", folder, "--metrics", report(tmp_path, exact_accuracy=0.85), *var)
    assert worse.exit_code != 0
    assert "90.0% (5.0 points worse)" in worse.stderr.replace("\n", " ")
    better = run("adapters", "accept", folder, "--metrics", report(tmp_path, exact_accuracy=0.92), "--no-use", *var)
    assert "router v2 is accepted" in better.stderr
    listed = json.loads(run("adapters", "list", "--json", *var).stdout)
    assert [one["version"] for one in listed if one["name"] == "router"] == ["shipped", "v1", "v2"]
    assert json.loads(run("adapters", "show", "router", *var).stdout)["version"] == "v1"
    assert "router v2 is in force" in run("adapters", "use", "router", "v2", *var).stderr
    assert "router v1 is in force" in run("adapters", "rollback", "router", *var).stderr
    assert "There is no version v9" in run("adapters", "use", "router", "v9", *var).stderr


def test_somebodys_words_are_found_and_left_out(tmp_path: Path, var: list[str]) -> None:
    source = tmp_path / "talk.jsonl"
    source.write_text('{"id": "1", "conversation": "c1", "owner": "o1"}\n{"id": "3"}\n', encoding="utf-8")
    run("adapters", "accept", str(trained_run(tmp_path, sources=(str(source),))), "--metrics", report(tmp_path), *var)
    told = run("adapters", "forget", "--conversation", "c1", "--out", str(tmp_path / "out"), "--json", *var)
    assert told.exit_code == 0, told.stderr
    assert json.loads(told.stdout)["files"] == {str(tmp_path / "out" / "talk.jsonl"): 1}
    assert "router v1, in force: 2 rows" in told.stderr
    assert "shopkeeper train router --from" in told.stderr
    assert (tmp_path / "out" / "talk.jsonl").read_text(encoding="utf-8") == '{"id": "3"}\n'
    assert "No adapter" in run("adapters", "forget", "--owner", "nobody", *var).stderr
    assert run("adapters", "forget", *var).exit_code != 0


def test_what_is_no_run_is_said(tmp_path: Path, var: list[str]) -> None:
    told = run("adapters", "accept", str(tmp_path), *var)
    assert "can't be read" in told.stderr
    assert (SHIPPED / "router").is_dir()
