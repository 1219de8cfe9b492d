"""Replies by the language model, streamed and cut into sentences."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any, cast

import structlog
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk

from assistant.errors import InvalidInput, Unavailable
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
        name: what the model, or its adapter, is called.
        deadline: seconds for the whole reply, waiting in line included; what is untold then is told plainly.
    """

    def __init__(self, model: BaseChatModel, *, name: str = "writer", deadline: float = 8.0) -> None:
        self._model = model
        self._options: dict[str, Any] = {"model": name, "max_tokens": MAX_REPLY_TOKENS, "timeout": deadline}

    async def write(self, points: Sequence[Phrase], message: str, locale: str, spent: Spent) -> AsyncGenerator[str]:
        """Yield the reply's sentences as they are finished; ends early where the model fails."""
        cutter = SentenceCutter()
        spent.llm_calls += 1
        try:
            stream = self._model.astream(build_messages(points, message, locale), **self._options)
            async with aclosing(
                cast(AsyncGenerator[AIMessageChunk], stream)
            ) as pieces:  # left early, it frees the slot
                async for piece in pieces:
                    _count(piece, spent)
                    for sentence in cutter.feed(piece.text):
                        yield sentence
        except (Unavailable, InvalidInput) as error:
            log.warning("told_plainly", reason=type(error).__name__)
            return
        for sentence in cutter.finish():
            yield sentence


def _count(piece: AIMessageChunk, spent: Spent) -> None:
    if piece.usage_metadata:
        spent.prompt_tokens += piece.usage_metadata["input_tokens"]
        spent.completion_tokens += piece.usage_metadata["output_tokens"]
