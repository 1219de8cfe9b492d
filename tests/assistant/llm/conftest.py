"""The language model that the tests marked `model` run on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.llm.embedded import EmbeddedChatModel
from assistant.llm.permission import MODEL_CALLS

MODELS = Path(__file__).parents[3] / "var" / "models"


def find_model() -> Path | None:
    """Return SHOPKEEPER_TEST_MODEL, or the first engine folder that `make setup` has built."""
    named = os.environ.get("SHOPKEEPER_TEST_MODEL")
    folders = [Path(named)] if named else sorted(MODELS.glob("*"))
    return next((folder for folder in folders if (folder / "genai_config.json").is_file()), None)


@pytest.fixture(scope="session")
def model_folder() -> Path:
    folder = find_model()
    if folder is None:
        pytest.skip("no language model in var/models; run `make setup`, or set SHOPKEEPER_TEST_MODEL")
    return folder


@pytest.fixture(scope="session")
def embedded_model(model_folder: Path) -> Iterator[EmbeddedChatModel]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MODEL_CALLS, "on")
        model = EmbeddedChatModel(folder=model_folder)
    yield model
    model.close()
