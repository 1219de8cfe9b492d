"""The recipe leads from rows to an adapter in force, and a worse one stays out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from finetune import recipe as whole
from finetune.gates import WorseAdapter
from finetune.recipe import Recipe, follow, parse_recipe
from finetune.tasks.writer import WriterMixture
from finetune.train import TrainConfig
from finetune.versions import AdapterVersions
from tests.finetune.test_writer_task import row, write

GOOD = {"n": 4, "sentences_passed": 0.99, "grounded": 1.0, "all_told_by_writer": 0.95, "all_told": 1.0}


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Leave out merging and measuring, which have tests of their own; what is returned is what is measured."""
    figures: dict[str, Any] = dict(GOOD)
    monkeypatch.setattr(whole, "measure_adapter", lambda *_, **__: dict(figures))
    return figures


def recipe(tiny_base: Path, tmp_path: Path, **changes: Any) -> Recipe:
    turn = row(9) | {"lineage": {"conversation": "c1", "owner": "o1"}}
    rows = write(tmp_path / "rows" / "rows.jsonl", [*(row(n) for n in range(3)), turn])
    config = TrainConfig(
        name="mine",
        mixture=WriterMixture(data_dir=rows, epochs=1, validation=0.0),
        base=str(tiny_base),
        runs_dir=tmp_path / "runs",
        rank=2,
        threads=1,
        max_tokens=4000,
    )
    return Recipe(config.model_copy(update=changes), tmp_path / "adapters")


def test_from_rows_to_an_adapter_in_force(tiny_base: Path, tmp_path: Path, report: dict[str, Any]) -> None:
    name, version = follow(recipe(tiny_base, tmp_path), lambda *_: None, lambda _: None)
    versions = AdapterVersions(tmp_path / "adapters")
    assert (name, version) == ("writer", versions.current("writer"))
    made = versions.manifest("writer", version)
    assert made.metrics == GOOD
    assert made.counts["training_rows"] == 4
    assert (len(made.data_sha256), len(made.base_sha256), made.conversations) == (64, 64, 1)
    assert [line["conversation"] for line in versions.lineage("writer", version)] == ["c1"]


def test_a_worse_adapter_stays_out(tiny_base: Path, tmp_path: Path, report: dict[str, Any]) -> None:
    _, first = follow(recipe(tiny_base, tmp_path), lambda *_: None, lambda _: None)
    report["sentences_passed"] = 0.95
    told: list[Any] = []
    with pytest.raises(WorseAdapter, match=r"pass the guard 95\.0% after 99\.0%"):
        follow(recipe(tiny_base, tmp_path, seed=3), lambda *_: None, told.extend)
    assert len(told) == 4
    versions = AdapterVersions(tmp_path / "adapters")
    assert versions.current("writer") == first
    assert (tmp_path / "runs" / "mine" / "adapter" / "adapter_config.json").is_file()


def test_the_flags_of_training_are_the_recipes_too(tmp_path: Path) -> None:
    flags = ["--task", "writer", "--epochs", "2", "--limit", "5", "--no-use", "--adapters-dir", str(tmp_path)]
    made, train_only = parse_recipe(flags)
    assert (made.config.mixture, made.limit, made.use, made.adapters, train_only) == (
        WriterMixture(epochs=2),
        5,
        False,
        tmp_path,
        False,
    )
    assert parse_recipe(["--train-only"])[1]
    assert parse_recipe(["--adapter", "finetune/adapters/router"])[0].config.adapter == Path("finetune/adapters/router")


def test_the_same_rows_have_the_same_hash(tiny_base: Path, tmp_path: Path, report: dict[str, Any]) -> None:
    hashes = []
    for changes in ({}, {}, {"mixture": WriterMixture(data_dir=tmp_path / "rows", epochs=2, validation=0.0)}):
        follow(recipe(tiny_base, tmp_path, **changes), lambda *_: None, lambda _: None)
        summary = (tmp_path / "runs" / "mine" / "summary.json").read_text(encoding="utf-8")
        hashes.append(json.loads(summary)["data_sha256"])
    assert hashes[0] == hashes[1] != hashes[2]
