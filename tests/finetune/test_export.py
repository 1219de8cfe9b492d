"""Bases and adapters are found by name or by folder; a model appears whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SetupError
from finetune import export
from finetune.base import packaged_gguf, prepare_base, publish
from finetune.export import prepare_model


def test_any_other_base_is_taken_by_its_name(tmp_path: Path) -> None:
    assert prepare_base("somebody/some-model", tmp_path) == "somebody/some-model"


def test_a_missing_package_says_what_to_do() -> None:
    with pytest.raises(SetupError) as error:
        packaged_gguf("no_such_package")
    assert "make setup" in error.value.hint


def test_publishing_replaces_what_was_there(tmp_path: Path) -> None:
    target, fresh = tmp_path / "model", tmp_path / "fresh"
    for folder, text in ((target, "old"), (fresh, "new")):
        folder.mkdir()
        (folder / "weights").write_text(text, encoding="utf-8")
    publish(fresh, target)
    assert (target / "weights").read_text(encoding="utf-8") == "new"
    assert not fresh.exists()


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Replace merging and quantising, which take half a minute, by writing a file; returns what was built."""
    done: list[Path] = []

    def merge(checkpoint: str, adapter: Path | None, target: Path) -> None:
        target.mkdir()

    def build(merged: Path, target: Path, cache: Path) -> None:
        target.mkdir()
        (target / "model.onnx").write_text("weights", encoding="utf-8")
        done.append(target)

    monkeypatch.setattr(export, "merge_adapter", merge)
    monkeypatch.setattr(export, "_build", build)
    return done


def adapter(folder: Path, weights: str) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "adapter_model.safetensors").write_text(weights, encoding="utf-8")
    return str(folder)


def test_an_up_to_date_model_is_left_alone(tmp_path: Path, built: list[Path]) -> None:
    mine = adapter(tmp_path / "mine", "a")
    told: list[float] = []
    for _ in range(2):
        folder = prepare_model(mine, tmp_path, lambda _, share: told.append(share), base="some/base")
        assert (folder / "model.onnx").is_file()
    assert len(built) == 1
    assert told == sorted(told)
    adapter(tmp_path / "mine", "b")
    prepare_model(mine, tmp_path, lambda *_: None, base="some/base")
    assert len(built) == 2


def test_a_failed_build_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built: list[Path]
) -> None:
    def fail(*_: object) -> None:
        raise SetupError("no room")

    monkeypatch.setattr(export, "_build", fail)
    with pytest.raises(SetupError):
        prepare_model(None, tmp_path / "models", lambda *_: None, base="some/base")
    assert list((tmp_path / "models").iterdir()) == []
