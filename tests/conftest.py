"""What holds for every test: no language model is called by accident, and none fails on a busy machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from assistant.llm.permission import MODEL_CALLS

settings.register_profile("shopkeeper", deadline=None)
settings.load_profile("shopkeeper")


@pytest.fixture(scope="session", autouse=True)
def _models_are_off() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MODEL_CALLS, "off")
        yield


@pytest.fixture(autouse=True)
def _marked_tests_may_call_models(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("model"):
        monkeypatch.setenv(MODEL_CALLS, "on")
