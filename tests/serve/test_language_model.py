"""Opening the language model: whatever goes wrong is noted, and the shop is served without it."""

from __future__ import annotations

import pytest
from langchain_core.language_models import BaseChatModel

from assistant.errors import SetupError
from assistant.planner.planner import Planner
from assistant.tools.registry import build_tools
from serve import language_model
from serve.language_model import PART, LateChatModel, bring_up
from serve.services import Readiness
from serve.settings import Settings


@pytest.mark.parametrize("failure", [SetupError("There is no model."), RuntimeError("bad weights"), MemoryError()])
async def test_a_model_that_cannot_be_opened_is_noted(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    def broken(settings: Settings) -> BaseChatModel:
        raise failure

    monkeypatch.setattr(language_model, "open_model", broken)
    late, readiness = LateChatModel(), Readiness()
    readiness.expect(PART, needed=False)
    planner = Planner(late, build_tools(), count_tokens=late.count_tokens)
    await bring_up(late, planner, Settings(), readiness)
    assert readiness.parts[PART].startswith("not there")
    assert readiness.ready
