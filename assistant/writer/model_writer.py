"""Replies by the language model, streamed and cut into sentences."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any, cast

import structlog
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from assistant.errors import InvalidInput, Unavailable
from assistant.llm.budget import DEFAULT_CONTEXT, fit, guess_tokens, prompt_tokens, room_for_prompt
from assistant.llm.vocabulary import CountTokens
from assistant.writer.phrases import Phrase
from assistant.writer.prompt import build_messages
from assistant.writer.sentences import SentenceCutter
from assistant.writer.writer import Spent

MAX_REPLY_TOKENS = 160

log = structlog.get_logger(__name__)


class ModelWriter:
    """Writes with a chat model that is tuned to say points.

    Args:
        model: any chat model that takes `model`, `max_tokens` and `timeout`, as ChatOpenAI does.
        count_tokens: tokens of a text in the model's own vocabulary.
        context_length: asked at every reply: tokens that the model reads and writes together.
        name: what the model, or its adapter, is called.
        deadline: seconds for the whole reply, waiting in line included; what is untold then is told plainly.
    """

    def __init__(
        self,
        model: BaseChatModel,
        *,
        count_tokens: CountTokens = guess_tokens,
        context_length: Callable[[], int] = lambda: DEFAULT_CONTEXT,
        name: str = "writer",
        deadline: float = 8.0,
    ) -> None:
        self._model = model
        self._count_tokens = count_tokens
        self._context_length = context_length
        self._options: dict[str, Any] = {"model": name, "max_tokens": MAX_REPLY_TOKENS, "timeout": deadline}

    async def write(self, points: Sequence[Phrase], message: str, locale: str, spent: Spent) -> AsyncGenerator[str]:
        """Yield the reply's sentences as they are finished; ends early where the model fails."""
        cutter = SentenceCutter()
        try:
            prompt = self._fitting_prompt(points, message, locale)
            spent.llm_calls += 1
            stream = cast(AsyncGenerator[AIMessageChunk], self._model.astream(prompt, **self._options))
            async with aclosing(stream):  # left early, it frees the engine's slot
                async for piece in stream:
                    _count(piece, spent)
                    for sentence in cutter.feed(piece.text):
                        yield sentence
        except (Unavailable, InvalidInput) as error:
            log.warning("told_plainly", reason=type(error).__name__)
            return
        for sentence in cutter.finish():
            yield sentence

    def _fitting_prompt(self, points: Sequence[Phrase], message: str, locale: str) -> list[BaseMessage]:
        """Return the prompt of as many points as fit; the others are told plainly, as what a reply leaves out is."""
        versions = (build_messages(points[:size], message, locale) for size in range(len(points), 0, -1))
        limit = room_for_prompt(self._context_length(), MAX_REPLY_TOKENS)
        return fit(versions, lambda messages: prompt_tokens(messages, self._count_tokens), limit)


def _count(piece: AIMessageChunk, spent: Spent) -> None:
    if piece.usage_metadata:
        spent.prompt_tokens += piece.usage_metadata["input_tokens"]
        spent.completion_tokens += piece.usage_metadata["output_tokens"]
