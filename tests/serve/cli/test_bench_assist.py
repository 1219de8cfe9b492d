"""`bench assist` finds what agents did among suggestions from other cases, and says how often."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.assist.ranking import WEIGHTS_FILE
from tests.retriever.conftest import MODELS
from tests.serve.cli.conftest import run
from tests.support.cases import KETTLE, cancelled

NAMES = ("Nora Lindqvist", "Peter Oduya", "Iris Okafor", "Tomas Reyes")


def cases(path: Path) -> str:
    records = [
        cancelled(f"case-{n}", name, KETTLE.model_copy(update={"id": f"HT-4000{n}", "amount": f"${n + 10}.00"}))
        for n, name in enumerate(NAMES)
    ]
    path.write_text("".join(f"{record.model_dump_json()}\n" for record in records), encoding="utf-8")
    return str(path)


def test_what_agents_did_is_found_in_cases_of_others(tmp_path: Path) -> None:
    file, misses = cases(tmp_path / "cases.jsonl"), tmp_path / "misses.jsonl"
    told = run("bench", "assist", "--cases", file, "--misses", str(misses), "--var-dir", str(MODELS.parent))
    assert told.exit_code == 0, told.stderr
    figures = json.loads(told.stdout.splitlines()[-1])
    assert figures["cases"] == 4
    assert figures["action"]["n"] == 4
    assert figures["action"]["recall_at_3"] == 1.0
    assert figures["reply"]["n"] == 8
    assert figures["reply"]["recall_at_3"] == 1.0
    assert len(misses.read_text(encoding="utf-8").splitlines()) == 12


def test_a_case_learns_nothing_from_its_own_customer(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text(f"{cancelled().model_dump_json()}\n", encoding="utf-8")
    told = run("bench", "assist", "--cases", str(file), "--solved", str(file), "--var-dir", str(MODELS.parent))
    assert json.loads(told.stdout.splitlines()[-1])["action"]["recall_at_3"] == 0.0


def test_a_file_without_cases_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "none.jsonl"
    file.write_text("{}", encoding="utf-8")
    told = run("bench", "assist", "--cases", str(file), "--var-dir", str(MODELS.parent))
    assert told.exit_code != 0
    assert "no solved cases" in " ".join(told.stderr.split())


def test_the_order_is_fitted_on_cases(tmp_path: Path) -> None:
    out = tmp_path / "weights.json"
    told = run(
        "train",
        "assist",
        "--cases",
        cases(tmp_path / "cases.jsonl"),
        "--out",
        str(out),
        "--var-dir",
        str(MODELS.parent),
    )
    assert told.exit_code == 0, told.stderr
    shipped = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    weights = json.loads(out.read_text(encoding="utf-8"))
    assert weights["own"] == shipped["own"]
    assert weights != shipped
    assert json.loads(told.stdout.splitlines()[-1])["cross_fitted"]["cases.jsonl"]["action"]["n"] == 4
