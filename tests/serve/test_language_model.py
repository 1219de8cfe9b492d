"""Opening the language model: whatever goes wrong is noted, and the shop is served without it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from langchain_core.language_models import BaseChatModel, FakeListChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import SecretStr
from tokenizers import Tokenizer, models, pre_tokenizers

from assistant.errors import ModelUnavailable, SetupError
from assistant.llm.budget import DEFAULT_CONTEXT
from assistant.llm.permission import MODEL_CALLS
from assistant.llm.remote import RemoteChatModel
from assistant.planner.context import PlanContext
from assistant.planner.planner import Planner
from assistant.tools.registry import build_tools
from serve import language_model
from serve.language_model import PART, LateChatModel, bring_up, open_model, read_budget
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


async def test_a_call_waits_while_the_model_is_being_opened() -> None:
    late = LateChatModel()
    with pytest.raises(ModelUnavailable):
        await late.ainvoke("a kettle")
    with late.being_opened():
        waiting = asyncio.create_task(late.ainvoke("a kettle"))
        impatient = asyncio.create_task(late.ainvoke("a kettle", timeout=0.01))
        with pytest.raises(ModelUnavailable):
            await impatient
        late.opened(FakeListChatModel(responses=["here"]))
    assert (await waiting).text == "here"


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


HOSTED = "https://models.example/v1"


@pytest.fixture
def _calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODEL_CALLS, "on")


@pytest.mark.usefixtures("_calls")
def test_our_adapters_on_another_server_are_one_setting() -> None:
    settings = Settings(llm_url="http://127.0.0.1:8001/v1")
    model = open_model(settings)
    assert isinstance(model, RemoteChatModel)
    assert (model.openai_api_base, model.model_name) == ("http://127.0.0.1:8001/v1", "router")
    assert [settings.model_name(work) for work in ("router", "writer")] == ["router", "writer"]


@pytest.mark.usefixtures("_calls")
def test_a_hosted_model_does_all_work_under_its_own_name() -> None:
    settings = Settings(llm_url=HOSTED, llm_model="qwen3-4b", llm_key=SecretStr("sk-secret"))
    model = open_model(settings)
    assert isinstance(model, RemoteChatModel)
    assert (model.openai_api_base, model.model_name) == (HOSTED, "qwen3-4b")
    assert isinstance(model.openai_api_key, SecretStr)
    assert model.openai_api_key.get_secret_value() == "sk-secret"
    assert [settings.model_name(work) for work in ("router", "writer")] == ["qwen3-4b", "qwen3-4b"]


def _telling(monkeypatch: pytest.MonkeyPatch, answer: httpx.Response | httpx.HTTPError) -> None:
    def get(url: str, **_: object) -> httpx.Response:
        assert url == f"{HOSTED}/models"
        if isinstance(answer, httpx.HTTPError):
            raise answer
        answer.request = httpx.Request("GET", url)
        return answer

    monkeypatch.setattr(language_model.httpx, "get", get)


@pytest.mark.usefixtures("_calls")
@pytest.mark.parametrize(
    ("answer", "length"),
    [
        (httpx.Response(200, json={"data": [{"id": "base", "max_model_len": 512}]}), 512),
        (
            httpx.Response(200, json={"data": [{"id": "a", "max_model_len": 512}, {"id": "m", "max_model_len": 700}]}),
            700,
        ),
        (httpx.Response(200, json={"data": [{"id": "m"}]}), DEFAULT_CONTEXT),
        (httpx.Response(200, json={"data": [{"id": "m", "max_model_len": "long"}]}), DEFAULT_CONTEXT),
        (httpx.Response(200, json=["garbage"]), DEFAULT_CONTEXT),
        (httpx.Response(200, text="garbage"), DEFAULT_CONTEXT),
        (httpx.Response(503), DEFAULT_CONTEXT),
        (httpx.ConnectError("down"), DEFAULT_CONTEXT),
    ],
)
def test_the_budget_follows_the_served_models_context(
    monkeypatch: pytest.MonkeyPatch, answer: httpx.Response | httpx.HTTPError, length: int
) -> None:
    _telling(monkeypatch, answer)
    settings = Settings(llm_url=HOSTED, llm_model="m")
    late = LateChatModel()
    model = open_model(settings)
    late.opened(model, read_budget(settings, model))
    assert late.context_length() == length
    assert late.count_tokens("😀" * 10) >= 40  # the vocabulary isn't known: a byte may be a token


@pytest.mark.usefixtures("_calls")
def test_a_named_tokenizer_counts_a_servers_tokens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _telling(monkeypatch, httpx.Response(404))
    tokenizer = Tokenizer(models.WordLevel({"a": 0, "lamp": 1, "?": 2}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    settings = Settings(llm_url=HOSTED, llm_model="m", llm_tokenizer=tmp_path / "tokenizer.json")
    budget = read_budget(settings, open_model(settings))
    assert budget.count("a lamp or a chair") == 5
    with pytest.raises(SetupError):
        read_budget(Settings(llm_url=HOSTED, llm_tokenizer=tmp_path / "none.json"), open_model(settings))
