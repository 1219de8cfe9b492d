"""What every language model behind BaseChatModel has to do; a subclass provides the fixtures `model` and `names`."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from jsonschema import validate
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, HumanMessage

from assistant.errors import ModelUnavailable, UnknownModel
from assistant.planner.context import PlanContext
from assistant.planner.prompt import build_messages
from assistant.planner.schema import plan_schema
from assistant.tools.registry import build_tools

SCHEMA = plan_schema(build_tools().values(), pending=False)
FORMAT = {"type": "json_schema", "json_schema": {"name": "plan", "schema": SCHEMA}}
MESSAGES = ("a red kettle under 40", "where is order 4471?", "hello", 'wo ist mein Paket?! 😀 "quoted" \\ {')
STORY = [HumanMessage("Tell me a very long story about a lighthouse.")]
_NUMBERS = {"type": "array", "items": {"type": "integer"}, "minItems": 400}
LONG = {"type": "json_schema", "json_schema": {"name": "numbers", "schema": _NUMBERS}}  # 800 tokens and more


def plan_prompt(text: str) -> list[Any]:
    return build_messages(PlanContext(message=text))


class ChatModelContract:
    """The contract suite; `model` is the chat model under test, `names` are two that it serves."""

    async def test_each_name_answers(self, model: BaseChatModel, names: tuple[str, str]) -> None:
        for name in names:
            bound = model.bind(model=name, response_format=FORMAT, max_tokens=1200, timeout=60)
            answer = await bound.ainvoke(plan_prompt(MESSAGES[0]))
            validate(json.loads(answer.text), SCHEMA)
            assert answer.response_metadata["model_name"] == name

    async def test_an_unknown_name_is_said_plainly(self, model: BaseChatModel) -> None:
        with pytest.raises(UnknownModel, match="gardener"):
            await model.ainvoke(STORY, model="gardener", max_tokens=8)
        with pytest.raises(UnknownModel, match="gardener"):
            [piece async for piece in model.bind(max_tokens=8).astream(STORY, model="gardener")]

    @pytest.mark.parametrize("text", MESSAGES)
    async def test_a_constrained_answer_parses_and_obeys_its_schema(self, model: BaseChatModel, text: str) -> None:
        answer = await model.ainvoke(plan_prompt(text), response_format=FORMAT, max_tokens=1200, timeout=60)
        validate(json.loads(answer.text), SCHEMA)

    async def test_streaming_gives_what_not_streaming_gives(self, model: BaseChatModel) -> None:
        bound = model.bind(response_format=FORMAT, max_tokens=60, temperature=0)
        whole = await bound.ainvoke(plan_prompt(MESSAGES[0]))
        pieces = [piece async for piece in bound.astream(plan_prompt(MESSAGES[0]))]
        assert len(pieces) > 3
        assert "".join(piece.text for piece in pieces) == whole.text

    async def test_free_text_streams_token_by_token(self, model: BaseChatModel, names: tuple[str, str]) -> None:
        for name in names:
            bound = model.bind(model=name, max_tokens=24, temperature=0, timeout=60)
            whole = await bound.ainvoke(STORY)
            pieces = [piece async for piece in bound.astream(STORY)]
            assert "".join(piece.text for piece in pieces) == whole.text
            assert sum(bool(piece.text) for piece in pieces) > 3
            assert all(len(piece.text) < max(len(whole.text) / 2, 20) for piece in pieces)

    async def test_usage_is_counted(self, model: BaseChatModel) -> None:
        bound = model.bind(response_format=FORMAT, max_tokens=60)
        whole = await bound.ainvoke(plan_prompt("hello"))
        longer = await bound.ainvoke(plan_prompt("hello there, good evening to you and all"))
        streamed: AIMessageChunk | None = None
        async for piece in bound.astream(plan_prompt("hello")):
            streamed = piece if streamed is None else streamed + piece  # type: ignore[assignment]
        assert streamed is not None
        assert whole.usage_metadata is not None
        assert streamed.usage_metadata is not None
        assert longer.usage_metadata is not None
        assert 0 < whole.usage_metadata["input_tokens"] < longer.usage_metadata["input_tokens"]
        assert 0 < whole.usage_metadata["output_tokens"] <= 60
        assert streamed.usage_metadata["output_tokens"] == whole.usage_metadata["output_tokens"]

    async def test_what_was_cached_is_told_where_it_is_known(self, model: BaseChatModel) -> None:
        prompt = plan_prompt("a blue rain jacket in size M, not from Harbour, " * 20)
        for _ in range(2):
            answer = await model.ainvoke(prompt, response_format=FORMAT, max_tokens=20, timeout=60)
        assert answer.usage_metadata is not None
        details = answer.usage_metadata.get("input_token_details", {})
        if "cache_read" in details:
            assert 0 < details["cache_read"] <= answer.usage_metadata["input_tokens"]

    async def test_max_tokens_and_stop_end_an_answer(self, model: BaseChatModel) -> None:
        short = await model.ainvoke(STORY, max_tokens=8, temperature=0)
        assert short.response_metadata["finish_reason"] == "length"
        longer = await model.ainvoke(STORY, max_tokens=40, temperature=0)
        word = longer.text[4:9]
        stopped = await model.ainvoke(STORY, max_tokens=40, temperature=0, stop=[word])
        assert stopped.text == longer.text[: longer.text.index(word)]

    async def test_a_late_answer_is_an_error(self, model: BaseChatModel) -> None:
        with pytest.raises(ModelUnavailable):
            await model.ainvoke(STORY, max_tokens=500, timeout=0.001)

    async def test_the_deadline_holds_for_the_whole_of_a_stream(self, model: BaseChatModel) -> None:
        """Tokens that come regularly are no reason to go on after it; whoever comes next is served."""
        with pytest.raises(ModelUnavailable):
            [piece async for piece in model.bind(response_format=LONG, max_tokens=1200, timeout=0.5).astream(STORY)]
        answer = await model.ainvoke(plan_prompt("hello"), response_format=FORMAT, max_tokens=60, timeout=60)
        assert answer.text

    @pytest.mark.parametrize("streaming", [False, True])
    async def test_cancelling_frees_the_engine(self, model: BaseChatModel, streaming: bool) -> None:
        """Sixteen long answers would take far longer than the call after them may."""

        async def story() -> None:
            bound = model.bind(response_format=LONG, max_tokens=1200, timeout=600)
            if streaming:
                async for _ in bound.astream(STORY):
                    pass
            else:
                await bound.ainvoke(STORY)

        stories = [asyncio.create_task(story()) for _ in range(16)]
        await asyncio.sleep(0.5)
        for task in stories:
            task.cancel()
        await asyncio.gather(*stories, return_exceptions=True)
        answer = await model.ainvoke(plan_prompt("hello"), response_format=FORMAT, max_tokens=60, timeout=60)
        assert answer.text

    async def test_four_at_once_answer_as_one_by_one(self, model: BaseChatModel) -> None:
        bound = model.bind(response_format=FORMAT, max_tokens=60, temperature=0, timeout=60)
        alone = [(await bound.ainvoke(plan_prompt(text))).text for text in MESSAGES]
        together = await asyncio.gather(*(bound.ainvoke(plan_prompt(text)) for text in MESSAGES))
        assert [answer.text for answer in together] == alone

    def test_it_can_be_called_without_an_event_loop(self, model: BaseChatModel) -> None:
        answer = model.invoke(plan_prompt("hello"), response_format=FORMAT, max_tokens=60, timeout=60)
        assert answer.text
