"""Keeps the planner's prompt within its token budget: what is furthest from the message goes first."""

from __future__ import annotations

from collections.abc import Iterator

from langchain_core.messages import BaseMessage

from assistant.llm.budget import fit, prompt_tokens
from assistant.llm.vocabulary import CountTokens
from assistant.planner.context import PlanContext
from assistant.planner.prompt import build_messages

MAX_PROMPT_TOKENS = 1500  # however much the model reads: a longer prompt takes too long
_SHORTEST = 64  # characters of a message that are always sent


def fit_messages(
    context: PlanContext, count: CountTokens, *, locale: str, limit: int = MAX_PROMPT_TOKENS
) -> list[BaseMessage]:
    """Return the chat messages of the largest context that fits into `limit` tokens.

    Raises:
        PromptTooLong: not even a short message fits.
    """
    versions = (build_messages(smaller, locale) for smaller in _ever_smaller(context))
    return fit(versions, lambda messages: prompt_tokens(messages, count), min(limit, MAX_PROMPT_TOKENS))


def _ever_smaller(context: PlanContext) -> Iterator[PlanContext]:
    yield context
    while context.exchanges:
        context = context.model_copy(update={"exchanges": context.exchanges[1:]})
        yield context
    for empty in ({"setting": ""}, {"shown": ()}, {"search": None}):
        context = context.model_copy(update=empty)
        yield context
    while len(context.message) > _SHORTEST:
        context = context.model_copy(update={"message": context.message[: len(context.message) // 2]})
        yield context
