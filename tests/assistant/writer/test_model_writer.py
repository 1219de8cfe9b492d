"""The model's reply leaves in sentences; a model that fails ends the reply, never the turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.errors import ModelUnavailable
from assistant.writer.model_writer import ModelWriter
from assistant.writer.phrases import phrase
from assistant.writer.writer import Spent
from tests.support.scripted_model import ScriptedChatModel

POINTS = (phrase("get_product", "about", title="Alder Jacket", price="$89.00"),)


class StreamedModel(ScriptedChatModel):
    """Streams its answers as the pieces of one; an error among them is raised."""

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        self.prompts.append(messages)
        self.options.append(kwargs)
        for piece in self.answers:
            if isinstance(piece, Exception):
                raise piece
            usage = {"input_tokens": 50, "output_tokens": 9, "total_tokens": 59} if piece == "" else None
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece, usage_metadata=usage))


async def written(*pieces: Any) -> tuple[list[str], Spent, StreamedModel]:
    model, spent = StreamedModel(answers=list(pieces)), Spent()
    sentences = [
        one async for one in ModelWriter(model, count_tokens=len).write(POINTS, "how  much\nis it", "en", spent)
    ]
    return sentences, spent, model


async def test_it_asks_the_writer_by_name_and_shows_it_the_points() -> None:
    sentences, spent, model = await written("The Alder ", "Jacket is ", "$89.00. It'", "s yours.", "")
    assert sentences == ["The Alder Jacket is $89.00.", "It's yours."]
    assert (spent.llm_calls, spent.prompt_tokens, spent.completion_tokens) == (1, 50, 9)
    assert model.options[0]["model"] == "writer"
    assert model.prompts[0][-1].text == "shopper: how much is it\nfact: Alder Jacket costs $89.00."


@pytest.mark.parametrize("error", [ModelUnavailable("It is gone.")])
async def test_a_model_that_dies_in_mid_sentence_leaves_whole_sentences(error: Exception) -> None:
    sentences, _, _ = await written("The Alder Jacket is $89.00. It is ma", error)
    assert sentences == ["The Alder Jacket is $89.00."]


async def test_a_model_that_is_down_says_nothing() -> None:
    sentences, spent, _ = await written(ModelUnavailable("It is down."))
    assert sentences == []
    assert spent.prompt_tokens == 0


async def test_points_that_do_not_fit_are_left_to_the_plain_sentences() -> None:
    model, spent = StreamedModel(answers=["It is said.", ""]), Spent()
    long = phrase("ask_business", "answer", passage="So it goes on and on. " * 60)
    writer = ModelWriter(model, count_tokens=lambda text: len(text.split()), context_length=lambda: 400)
    assert [one async for one in writer.write((*POINTS, long), "price?", "en", spent)] == ["It is said."]
    assert "Alder Jacket" in model.prompts[0][-1].text
    assert "on and on" not in model.prompts[0][-1].text


async def test_a_model_that_reads_too_little_is_not_asked() -> None:
    model, spent = StreamedModel(answers=["It is said."]), Spent()
    writer = ModelWriter(model, count_tokens=len, context_length=lambda: 64)
    assert [one async for one in writer.write(POINTS, "price?", "en", spent)] == []
    assert (model.prompts, spent.llm_calls) == ([], 0)
