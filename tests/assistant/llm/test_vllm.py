"""A real vLLM on this machine: the contract, and what only a server of its own can get wrong."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from langchain_core.messages import HumanMessage

from assistant.errors import InvalidInput, ModelUnavailable
from assistant.llm.permission import MODEL_CALLS
from assistant.llm.remote import RemoteChatModel
from assistant.planner.context import Exchange, PlanContext
from assistant.planner.prompt import build_messages
from finetune.registry import adapter_folder
from serve.llm.engine import Engine, EngineRecord
from serve.llm.environment import EngineEnvironment, fitting_build, list_gpus
from serve.llm.switch import AdapterSwitch
from serve.llm.up import Wish, start_engine
from tests.assistant.llm.conftest import MODELS, NAMES
from tests.assistant.llm.contract import FORMAT, MESSAGES, STORY, ChatModelContract, plan_prompt

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(1200)]
TOLD = ("Searched for rain jackets: 8 found.", "Searched for rain jackets in blue: 3 found.")


@dataclass
class Running:
    """The vLLM of this session, which a test may kill and start again."""

    engine: Engine
    wish: Wish
    record: EngineRecord
    restart: Callable[[], EngineRecord]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    environment = EngineEnvironment(MODELS.parent / "llm", fitting_build(list_gpus()))
    if not environment.ready():
        pytest.fail("vLLM is not installed: run `make test-llm`, or `shopkeeper llm install`.", pytrace=False)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    wish = Wish(adapters=dict.fromkeys(NAMES, adapter_folder("router")), port=port, context_length=2048)
    engine = Engine(tmp_path_factory.mktemp("llm"))

    def start() -> EngineRecord:
        return start_engine(wish, engine, environment, MODELS, lambda *_: None, sys.stderr)

    try:
        yield Running(engine, wish, start(), start)
    finally:
        engine.stop()


@pytest.fixture
def model(running: Running, monkeypatch: pytest.MonkeyPatch) -> RemoteChatModel:
    monkeypatch.setenv(MODEL_CALLS, "on")
    return RemoteChatModel(
        base_url=running.record.url,
        model="router",
        api_key="none",  # type: ignore[arg-type]
        max_retries=0,
        temperature=0.0,
        timeout=120,
    )


class TestVllm(ChatModelContract):
    @pytest.fixture
    def names(self) -> tuple[str, str]:
        return NAMES


async def test_json_is_compact_and_in_the_schemas_order(model: RemoteChatModel) -> None:
    answer = await model.ainvoke(plan_prompt(MESSAGES[0]), response_format=FORMAT, max_tokens=192)
    calls = json.loads(answer.text)
    assert answer.text == json.dumps(calls, separators=(",", ":"), ensure_ascii=False)
    assert list(calls[0]) == ["name", "args"]


async def test_the_stable_part_of_a_prompt_is_read_once(running: Running, model: RemoteChatModel) -> None:
    """The turns before come first in the prompt, the new message last."""
    before = _hits(running.record)
    context = PlanContext(
        message="the cheapest of those",
        setting="shop Hearth & Trail, page rain jackets",
        exchanges=tuple(Exchange(shopper="a rain jacket, size M please", gist=gist) for gist in TOLD),
        shown=("Drizzle Shell Jacket", "Harbour Rain Jacket", "Tarn Waterproof Parka"),
    )
    cached = []
    for message in ("the cheapest of those", "and which one is warmest?"):
        prompt = build_messages(context.model_copy(update={"message": message}))
        answer = await model.ainvoke(prompt, response_format=FORMAT, max_tokens=64)
        assert answer.usage_metadata is not None
        cached.append(answer.usage_metadata["input_token_details"]["cache_read"])
        tokens = answer.usage_metadata["input_tokens"]
    assert cached[1] > 0.5 * tokens
    assert _hits(running.record) - before >= cached[1]


async def test_a_prompt_beyond_the_context_is_said_plainly(model: RemoteChatModel) -> None:
    with pytest.raises(InvalidInput, match="longer than"):
        await model.ainvoke([HumanMessage("lighthouse " * 3000)], max_tokens=8)


async def test_adapters_are_swapped_under_load_without_a_dropped_request(
    running: Running, model: RemoteChatModel, tmp_path: Path
) -> None:
    switch = AdapterSwitch(running.engine.home)
    tuned, blank = adapter_folder("router"), _blank(adapter_folder("router"), tmp_path / "blank")
    bound = model.bind(model="candidate", response_format=FORMAT, max_tokens=48)
    prompt = plan_prompt(MESSAGES[0])
    await asyncio.to_thread(switch.load, "candidate", tuned)
    good = (await bound.ainvoke(prompt)).text
    answers: list[str] = []
    done = asyncio.Event()

    async def keep_asking() -> None:
        while not done.is_set():
            answers.append((await bound.ainvoke(prompt)).text)

    async def read_slowly() -> str:
        return "".join([piece.text async for piece in bound.astream(prompt)])

    asking = [asyncio.create_task(keep_asking()) for _ in range(2)]
    under_way = asyncio.create_task(read_slowly())
    await asyncio.sleep(0.2)
    await asyncio.to_thread(switch.load, "candidate", blank)
    other = (await bound.ainvoke(prompt)).text
    await asyncio.to_thread(switch.load, "candidate", tuned)  # back to the one before
    back = (await bound.ainvoke(prompt)).text
    done.set()
    await asyncio.gather(*asking)
    assert await under_way == good
    assert back == good
    assert other != good
    assert set(answers) <= {good, other}
    assert "candidate" in running.engine.status().models


async def test_an_adapter_that_does_not_fit_changes_nothing(
    running: Running, model: RemoteChatModel, tmp_path: Path
) -> None:
    wrong = _blank(
        adapter_folder("router"), tmp_path / "wrong", target_modules=["lm_head"], rename=("q_proj", "x_proj")
    )
    with pytest.raises(InvalidInput):
        await asyncio.to_thread(AdapterSwitch(running.engine.home).load, "router", wrong)
    answer = await model.ainvoke(plan_prompt(MESSAGES[0]), response_format=FORMAT, max_tokens=192)
    assert json.loads(answer.text)[0]["name"] == "search_catalog"


async def test_killed_in_mid_stream_and_found_again(running: Running, model: RemoteChatModel) -> None:
    """The last test: it starts vLLM once more."""

    async def read_and_kill() -> None:
        async for _ in model.astream(STORY, max_tokens=1500):
            with suppress(ProcessLookupError):
                os.kill(running.record.process.pid, signal.SIGKILL)

    with pytest.raises(ModelUnavailable):
        await read_and_kill()
    with pytest.raises(ModelUnavailable):
        await model.ainvoke(STORY, max_tokens=8)
    await asyncio.to_thread(_wait_for_the_end, running.engine)
    running.record = await asyncio.to_thread(running.restart)
    answer = await model.ainvoke(plan_prompt("hello"), response_format=FORMAT, max_tokens=60)
    assert json.loads(answer.text)


def _wait_for_the_end(engine: Engine) -> None:
    """A killed process closes its connections first; giving its memory back can take it a second more."""
    deadline = time.monotonic() + 30
    while engine.status().state != "died" and time.monotonic() < deadline:
        time.sleep(0.1)
    assert engine.status().state == "died"


def _hits(record: EngineRecord) -> float:
    """Return how many tokens vLLM has found in its cache so far."""
    text = httpx.get(record.url.removesuffix("/v1") + "/metrics", trust_env=False).text
    lines = [line for line in text.splitlines() if line.startswith("vllm:prefix_cache_hits_total")]
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines)


def _blank(adapter: Path, folder: Path, rename: tuple[str, str] = ("", ""), **config: object) -> Path:
    """Copy an adapter with all weights at zero: the base model speaks."""
    folder.mkdir()
    weights = (adapter / "adapter_model.safetensors").read_bytes()
    (size,) = struct.unpack("<Q", weights[:8])
    header = (
        weights[8 : 8 + size].replace(rename[0].encode(), rename[1].encode()) if rename[0] else weights[8 : 8 + size]
    )
    (folder / "adapter_model.safetensors").write_bytes(weights[:8] + header + bytes(len(weights) - 8 - size))
    document = json.loads((adapter / "adapter_config.json").read_text())
    (folder / "adapter_config.json").write_text(json.dumps({**document, **config}))
    return folder
