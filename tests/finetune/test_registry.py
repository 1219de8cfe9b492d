"""Adapters are found by name or by folder, and no worse one replaces a better."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import InvalidInput
from finetune.gates import WorseAdapter
from finetune.registry import accept_adapter, adapter_folder

GOOD = {"heldout": {"n": 10, "first_tool_accuracy": 0.9, "exact_accuracy": 0.8}}


@pytest.fixture
def trained(tmp_path: Path) -> Path:
    folder = tmp_path / "trained"
    folder.mkdir()
    (folder / "adapter_model.safetensors").write_bytes(b"weights")
    (folder / "adapter_config.json").write_text('{"r": 16, "base_model_name_or_path": "/somewhere"}', encoding="utf-8")
    (folder / "optimizer.pt").write_bytes(b"large")
    return folder


def test_an_accepted_adapter_is_found_by_its_name(trained: Path, tmp_path: Path) -> None:
    shipped = tmp_path / "adapters"
    folder = accept_adapter(trained, "router", GOOD, shipped=shipped)
    assert adapter_folder("router", shipped) == folder
    assert sorted(path.name for path in folder.iterdir()) == [
        "adapter_config.json",
        "adapter_model.safetensors",
        "metrics.json",
    ]
    config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    assert config == {"r": 16, "base_model_name_or_path": "smollm2-135m"}


def test_a_worse_adapter_is_refused_and_a_better_one_keeps_the_card(trained: Path, tmp_path: Path) -> None:
    shipped = tmp_path / "adapters"
    folder = accept_adapter(trained, "router", GOOD, shipped=shipped)
    (folder / "README.md").write_text("card", encoding="utf-8")
    with pytest.raises(WorseAdapter, match=r"75.0% after 80.0% \(5.0 points worse\)"):
        accept_adapter(trained, "router", {"heldout": {**GOOD["heldout"], "exact_accuracy": 0.75}}, shipped=shipped)
    better = {"heldout": {**GOOD["heldout"], "exact_accuracy": 0.9}}
    accept_adapter(trained, "router", better, shipped=shipped)
    assert (folder / "README.md").read_text(encoding="utf-8") == "card"
    assert json.loads((folder / "metrics.json").read_text(encoding="utf-8")) == better


def test_figures_on_other_rows_are_not_compared(trained: Path, tmp_path: Path) -> None:
    shipped = tmp_path / "adapters"
    accept_adapter(trained, "router", GOOD, shipped=shipped)
    accept_adapter(trained, "router", {"heldout": {"n": 99, "exact_accuracy": 0.71}}, shipped=shipped)


def test_no_adapter_is_an_invalid_input(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        accept_adapter(tmp_path, "router", GOOD, shipped=tmp_path / "adapters")
    with pytest.raises(InvalidInput):
        adapter_folder("no-such-adapter", tmp_path)
