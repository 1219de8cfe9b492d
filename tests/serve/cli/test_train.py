"""`shopkeeper train` measures as the shop serves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from finetune import measure, recipe
from retriever.scope.classifier import ScopeClassifier
from serve.cli import adapter_work
from serve.cli.scope import open_scope
from serve.settings import Settings
from tests.retriever.conftest import MODELS
from tests.serve.cli.conftest import run


def test_the_router_is_measured_with_the_classifier(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given: list[Any] = []
    monkeypatch.setattr(recipe, "main", lambda *arguments: given.extend(arguments))
    assert run("train", "router", "--epochs", "2").exit_code == 0
    assert given == [["--task", "router", "--epochs", "2"], open_scope]
    monkeypatch.setattr(measure, "measure_adapter", lambda *_, **options: options)
    assert adapter_work.measure(Settings(var_dir=tmp_path), "router", tmp_path, "base")["open_scope"] is open_scope


def test_the_classifier_is_the_one_that_serves() -> None:
    assert isinstance(open_scope(MODELS, 1, lambda *_: None), ScopeClassifier)
