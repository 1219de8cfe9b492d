"""No test calls a language model by accident: only those marked `model` may open one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.llm.permission import MODEL_CALLS


@pytest.fixture(scope="session", autouse=True)
def _models_are_off() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MODEL_CALLS, "off")
        yield


@pytest.fixture(autouse=True)
def _marked_tests_may_call_models(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("model"):
        monkeypatch.setenv(MODEL_CALLS, "on")
