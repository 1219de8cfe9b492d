"""Keeps prompts within what a model reads: the largest version that fits is sent, and none that doesn't."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from langchain_core.messages import BaseMessage

from assistant.errors import InvalidInput
from assistant.llm.vocabulary import CountTokens

DEFAULT_CONTEXT = 2048  # tokens of prompt and answer, where a server doesn't say
_MESSAGE_FRAME = 8  # tokens of a chat template around each message …
_PROMPT_FRAME = 32  # … and around all of them: some templates tell the date
_RESERVE = 64  # tokens that a schema may add to an answer in one step
_PIECE = re.compile(r" ?[A-Za-z]{1,3}|[^A-Za-z]")

Version = TypeVar("Version")


class PromptTooLong(InvalidInput):
    """Not even the shortest version of a prompt fits into what the model reads."""

    default_hint = "Serve a model with a longer context."


@dataclass(frozen=True, slots=True)
class TokenBudget:
    """How a served model counts, and how much it reads.

    Attributes:
        count: tokens of a text.
        context_length: tokens of prompt and answer together.
    """

    count: CountTokens
    context_length: int = DEFAULT_CONTEXT


def room_for_prompt(context_length: int, answer_tokens: int) -> int:
    """Return how many tokens a prompt may have so that an answer of `answer_tokens` finds room."""
    return context_length - answer_tokens - _RESERVE


def prompt_tokens(messages: Sequence[BaseMessage], count: CountTokens) -> int:
    """Return the tokens of chat messages, with what a chat template may put around them."""
    return sum(count(message.text) + _MESSAGE_FRAME for message in messages) + _PROMPT_FRAME


def fit(versions: Iterable[Version], cost: Callable[[Version], int], limit: int) -> Version:
    """Return the first of ever smaller versions that costs at most `limit` tokens.

    Raises:
        PromptTooLong: none does.
    """
    for version in versions:
        if cost(version) <= limit:
            return version
    raise PromptTooLong(f"The prompt doesn't fit into {max(limit, 0)} tokens.")


def shorten(text: str, count: CountTokens, limit: int) -> str:
    """Return the beginning of a text that has at most `limit` tokens, cut between words where there are any."""
    if count(text) <= limit:
        return text
    low, high = 0, len(text)  # characters that fit, and that don't
    while high - low > 1:
        middle = (low + high) // 2
        if count(text[:middle]) <= limit:
            low = middle
        else:
            high = middle
    at_word = text.rfind(" ", 0, low + 1)
    cut = text[: at_word if at_word > 0 else low].rstrip()
    return cut if count(cut) <= limit else ""


def guess_tokens(text: str) -> int:
    """Return a careful guess for a vocabulary that isn't known: three letters a token, else one a byte."""
    return len(_PIECE.findall(text)) + len(text.encode("utf-8", "replace")) - len(text)
