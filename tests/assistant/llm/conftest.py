"""The language model that the tests marked `model` run on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.llm.embedded import EmbeddedChatModel
from assistant.llm.permission import MODEL_CALLS

NAMES = ("router", "writer")
MODELS = Path(__file__).parents[3] / "var" / "models"


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """Return SHOPKEEPER_TEST_MODEL, or the router that `make setup` has built."""
    folder = Path(os.environ.get("SHOPKEEPER_TEST_MODEL", MODELS / "router"))
    if not (folder / "genai_config.json").is_file():
        pytest.skip("no language model in var/models; run `make setup`, or set SHOPKEEPER_TEST_MODEL")
    return folder


@pytest.fixture(scope="session")
def embedded_model(model_folder: Path) -> Iterator[EmbeddedChatModel]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MODEL_CALLS, "on")
        model = EmbeddedChatModel(folders=dict.fromkeys(NAMES, model_folder), urgent=NAMES[:1])
    yield model
    model.close()
