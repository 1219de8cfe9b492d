"""An adapter is measured as it serves: with the classifier beside the router, where whoever measures has one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.planner.scope import Scope
from finetune import measure
from finetune.evaluate.held_out import held_out_rows, held_out_scope_rows
from finetune.evaluate.route import out_of_scope
from finetune.measure import measure_adapter
from finetune.rows import samples_of
from tests.support.scripted_model import ScriptedChatModel

SEARCHES = '{"calls": [{"name": "search_catalog", "args": {"query": "coat"}}]}'


class Everything:
    """Finds nothing that a shop does."""

    async def out_of_scope(self, message: str) -> float:
        return 1.0


class Engine(ScriptedChatModel):
    """An engine that always searches."""

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out merging and quantising, which have tests of their own."""
    monkeypatch.setattr(measure, "prepare_model", lambda *_, **__: Path("built"))
    monkeypatch.setattr(measure, "EmbeddedChatModel", lambda **_: Engine(answers=[SEARCHES]))
    monkeypatch.setattr(Engine, "get_num_tokens", lambda _, text: len(text.split()))


def test_the_headline_figures_are_over_the_same_calls_as_ever() -> None:
    assert sum(1 for row in held_out_rows() for _ in samples_of(row)) == 691
    away = [out_of_scope(sample.calls) for row in held_out_scope_rows() for sample in samples_of(row)]
    assert (len(away), sum(away)) == (240, 100)


def measured(tmp_path: Path, open_scope: measure.OpenScope | None) -> dict[str, Any]:
    return measure_adapter("router", tmp_path, "base", tmp_path, lambda *_: None, open_scope=open_scope, limit=12)


def test_with_the_classifier_and_without(tmp_path: Path) -> None:
    opened: list[tuple[Path, int]] = []

    def open_scope(models: Path, threads: int, progress: object) -> Scope:
        opened.append((models, threads))
        return Everything()

    served, bare = measured(tmp_path, open_scope), measured(tmp_path, None)
    assert opened == [(tmp_path, 2)]
    assert (served["as_served"], bare["as_served"]) == (True, False)
    assert served["n"] == bare["n"] > 12
    assert served["scope"]["n"] == 12
    assert served["false_alarm_rate"] > bare["false_alarm_rate"] == 0
    assert served["first_tool_accuracy"] < bare["first_tool_accuracy"]
