"""Opening the language model: whatever goes wrong is noted, and the shop is served without it."""

from __future__ import annotations

import asyncio

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from assistant.errors import ModelUnavailable, SetupError
from assistant.llm.permission import MODEL_CALLS
from assistant.llm.remote import RemoteChatModel
from assistant.planner.context import PlanContext
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


async def test_a_server_that_comes_later_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until then the rules plan, and what is missing is said; nobody has to restart anything."""
    monkeypatch.setenv(MODEL_CALLS, "on")
    monkeypatch.setattr(language_model, "_RETRY_SECONDS", 0.01)
    there = asyncio.Event()
    answer = AIMessage('[{"name":"search_catalog","args":{"query":"kettle"}}]')

    async def ask(self: RemoteChatModel, *_: object, **__: object) -> ChatResult:
        if not there.is_set():
            raise ModelUnavailable("The language model's server didn't answer.")
        return ChatResult(generations=[ChatGeneration(message=answer)])

    monkeypatch.setattr(RemoteChatModel, "_agenerate", ask)
    late, readiness = LateChatModel(), Readiness()
    readiness.expect(PART, needed=False)
    planner = Planner(late, build_tools(), count_tokens=late.count_tokens)
    task = asyncio.create_task(bring_up(late, planner, Settings(llm_url="http://127.0.0.1:1/v1"), readiness))
    while readiness.parts[PART] == "starting":  # noqa: ASYNC110 (readiness tells nobody)
        await asyncio.sleep(0.01)
    assert readiness.parts[PART] == "not there: The language model's server didn't answer."
    assert (await planner.plan(PlanContext(message="a kettle"))).origin == "fallback"
    there.set()
    await task
    assert readiness.parts[PART] == "ready"
    assert (await planner.plan(PlanContext(message="a kettle"))).origin == "model"
