"""The embedded model: the contract, and what only an engine in this process can get wrong."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage, ToolMessage

from assistant.errors import InvalidInput, ModelUnavailable, OptionalDependencyError, SetupError
from assistant.llm import native
from assistant.llm.embedded import EmbeddedChatModel
from assistant.llm.permission import MODEL_CALLS, ModelCallsForbidden
from tests.assistant.llm.conftest import NAMES
from tests.assistant.llm.contract import FORMAT, LONG, STORY, ChatModelContract, plan_prompt

pytestmark = pytest.mark.model


class TestEmbedded(ChatModelContract):
    @pytest.fixture
    def model(self, embedded_model: EmbeddedChatModel) -> EmbeddedChatModel:
        return embedded_model

    @pytest.fixture
    def names(self) -> tuple[str, str]:
        return NAMES


async def test_planning_goes_before_writing_and_changes_nothing(embedded_model: EmbeddedChatModel) -> None:
    router, writer = NAMES
    plan = embedded_model.bind(model=router, response_format=FORMAT, max_tokens=60, temperature=0, timeout=60)
    write = embedded_model.bind(model=writer, response_format=LONG, max_tokens=160, temperature=0, timeout=120)
    planned, written = await plan.ainvoke(plan_prompt("hello")), await write.ainvoke(STORY)
    pieces: list[str] = []
    under_way = asyncio.Event()

    async def write_again() -> None:
        async for piece in write.astream(STORY):
            pieces.append(piece.text)  # the test looks on while they come
            under_way.set()

    writing, waiting = asyncio.create_task(write_again()), asyncio.create_task(write.ainvoke(STORY))
    await under_way.wait()
    for _ in range(2):
        assert (await plan.ainvoke(plan_prompt("hello"))).text == planned.text
        assert len("".join(pieces)) < len(written.text) / 2, "the plan had to wait for the writing"
    await writing
    assert "".join(pieces) == written.text
    assert (await waiting).text == written.text


async def test_writing_interrupts_nothing(model_folder: Path) -> None:
    """Without an urgent name, everybody waits in one line."""
    model = EmbeddedChatModel(folders=dict.fromkeys(NAMES, model_folder))
    first = asyncio.create_task(model.ainvoke(STORY, model=NAMES[1], response_format=LONG, max_tokens=60))
    await asyncio.sleep(0)
    await model.ainvoke(STORY, model=NAMES[0], max_tokens=2)
    assert first.done()
    model.close()


async def test_what_goes_wrong_with_a_plan_leaves_the_writing_alone(embedded_model: EmbeddedChatModel) -> None:
    router, writer = NAMES
    write = embedded_model.bind(model=writer, response_format=LONG, max_tokens=120, temperature=0, timeout=120)
    written = await write.ainvoke(STORY)
    writing = asyncio.create_task(write.ainvoke(STORY))
    await asyncio.sleep(0.05)
    impossible = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "nonsense"}}}
    with pytest.raises(InvalidInput):
        await embedded_model.ainvoke(STORY, model=router, response_format=impossible)
    with pytest.raises(ModelUnavailable):
        await embedded_model.ainvoke(STORY, model=router, response_format=LONG, timeout=0.05)
    assert not writing.done()
    assert (await writing).text == written.text


async def test_writing_can_be_given_up_while_a_plan_is_made(embedded_model: EmbeddedChatModel) -> None:
    router, writer = NAMES
    writing = asyncio.create_task(
        embedded_model.ainvoke(STORY, model=writer, response_format=LONG, max_tokens=1200, timeout=600)
    )
    await asyncio.sleep(0.05)
    planning = asyncio.create_task(
        embedded_model.ainvoke(plan_prompt("hello"), model=router, response_format=FORMAT, max_tokens=60, timeout=60)
    )
    await asyncio.sleep(0)
    writing.cancel()
    assert (await planning).text
    assert (await embedded_model.ainvoke(STORY, model=writer, max_tokens=2, timeout=60)).text


def test_names_of_one_folder_share_its_weights(embedded_model: EmbeddedChatModel) -> None:
    assert len({id(weights) for weights in embedded_model._engine._models.values()}) == 1


async def test_json_is_compact_and_in_the_schemas_order(embedded_model: EmbeddedChatModel) -> None:
    schema = {
        "type": "object",
        "properties": {
            "z": {"type": "integer", "minimum": 0, "maximum": 99},
            "a": {"type": "string", "maxLength": 12},
            "m": {"type": "boolean"},
        },
        "required": ["z", "a", "m"],
        "additionalProperties": False,
    }
    response_format = {"type": "json_schema", "json_schema": {"name": "order", "schema": schema}}
    answer = await embedded_model.ainvoke(STORY, response_format=response_format, max_tokens=80)
    value = json.loads(answer.text)
    assert list(value) == ["z", "a", "m"]
    assert answer.text == json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    assert len(value["a"]) <= 12


async def test_what_prompts_share_is_read_once_and_changes_nothing(embedded_model: EmbeddedChatModel) -> None:
    bound = embedded_model.bind(response_format=FORMAT, max_tokens=80, temperature=0)
    first = await bound.ainvoke(plan_prompt("a blue rain jacket in size M, not from Harbour"))
    await bound.ainvoke(plan_prompt("something else entirely, to drive the first one out of the cache"))
    again = await bound.ainvoke(plan_prompt("a blue rain jacket in size M, not from Harbour"))
    assert again.text == first.text
    assert again.usage_metadata is not None
    assert again.usage_metadata["input_token_details"]["cache_read"] > 0


async def test_the_event_loop_goes_on_while_the_model_computes(embedded_model: EmbeddedChatModel) -> None:
    prompt = [HumanMessage("lighthouse " * 900)]
    call = asyncio.create_task(embedded_model.ainvoke(prompt, max_tokens=4, timeout=60))
    beats = 0
    while not call.done():
        await asyncio.sleep(0.002)
        beats += 1
    await call
    assert beats > 50


async def test_a_prompt_that_does_not_fit_is_refused(embedded_model: EmbeddedChatModel) -> None:
    with pytest.raises(InvalidInput):
        await embedded_model.ainvoke([HumanMessage("lighthouse " * 3000)])


async def test_other_roles_and_formats_are_refused(embedded_model: EmbeddedChatModel) -> None:
    with pytest.raises(InvalidInput):
        await embedded_model.ainvoke([ToolMessage("x", tool_call_id="1")])
    with pytest.raises(InvalidInput):
        await embedded_model.ainvoke(STORY, response_format={"type": "json_object"})


async def test_a_schema_that_cannot_be_followed_is_refused(embedded_model: EmbeddedChatModel) -> None:
    impossible = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "nonsense"}}}
    with pytest.raises(InvalidInput):
        await embedded_model.ainvoke(STORY, response_format=impossible)
    assert (await embedded_model.ainvoke(STORY, max_tokens=4)).text


async def test_too_many_callers_are_turned_away(model_folder: Path) -> None:
    model = EmbeddedChatModel(folders={"router": model_folder}, max_waiting=1)
    first = asyncio.create_task(model.ainvoke(STORY, max_tokens=400))
    await asyncio.sleep(0.05)
    with pytest.raises(ModelUnavailable):
        await model.ainvoke(STORY, max_tokens=4)
    first.cancel()
    model.close()


def test_a_missing_folder_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no language model"):
        EmbeddedChatModel(folders={"router": tmp_path / "nowhere"})


def test_an_incomplete_folder_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "genai_config.json").write_text("{}")
    with pytest.raises(SetupError, match="incomplete"):
        EmbeddedChatModel(folders={"router": tmp_path})


def test_broken_weights_are_said_plainly(tmp_path: Path, model_folder: Path) -> None:
    for name in ("genai_config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        if (model_folder / name).exists():
            (tmp_path / name).write_bytes((model_folder / name).read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(SetupError, match="can't be read"):
        EmbeddedChatModel(folders={"router": tmp_path})


def test_a_missing_package_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime_genai", None)
    native._library.cache_clear()
    with pytest.raises(OptionalDependencyError):
        native._library()


def test_model_calls_can_be_switched_off(model_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MODEL_CALLS, "off")
    with pytest.raises(ModelCallsForbidden):
        EmbeddedChatModel(folders={"router": model_folder})
