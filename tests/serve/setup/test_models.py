"""Models are prepared once; what a killed run left behind is swept away."""

from __future__ import annotations

from pathlib import Path

import pytest

from serve.settings import Settings
from serve.setup import models


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Leave out the builders themselves, which have tests of their own."""
    made: list[str] = []
    monkeypatch.setattr(models, "prepare_encoder", lambda folder, progress: made.append("encoder"))

    def prepare_model(adapter: str, folder: Path, progress: object, *, base: str, name: str) -> None:
        made.append(f"{adapter} as {name}")

    monkeypatch.setattr(models, "prepare_model", prepare_model)
    monkeypatch.setattr(models, "check_disk", lambda *_: None)
    return made


def test_all_models_are_made_and_scratch_is_swept(tmp_path: Path, asked: list[str]) -> None:
    scratch = tmp_path / "models" / ".router-x1"
    scratch.mkdir(parents=True)
    kept = tmp_path / "models" / "minilm"
    kept.mkdir()
    models.prepare_models(Settings(var_dir=tmp_path), lambda step, share: None)
    assert asked == ["encoder", "router as router", "writer as writer"]
    assert not scratch.exists()
    assert kept.exists()


def test_another_language_model_makes_ours_unnecessary(tmp_path: Path, asked: list[str]) -> None:
    models.prepare_models(Settings(var_dir=tmp_path, llm_url="http://127.0.0.1:8001/v1"), lambda step, share: None)
    models.prepare_models(Settings(var_dir=tmp_path, llm_folder=tmp_path), lambda step, share: None)
    assert asked == ["encoder", "encoder"]
