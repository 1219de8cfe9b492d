"""The writer port: turns points into sentences. Every sentence still has to pass the guard."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.writer.phrases import Phrase


@dataclass(slots=True)
class Spent:
    """What the language model was asked and answered; filled in while it writes."""

    llm_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Writer(Protocol):
    """Says points in its own words, sentence by sentence; what it leaves out is told plainly afterwards."""

    def write(self, points: Sequence[Phrase], message: str, locale: str, spent: Spent) -> AsyncGenerator[str]:
        """Yield sentences; a model that is down or late yields fewer, and raises nothing."""
        ...


class PlainWriter:
    """Leaves all to the plain sentences in prompts/: for shops without a language model."""

    async def write(self, points: Sequence[Phrase], message: str, locale: str, spent: Spent) -> AsyncGenerator[str]:
        return
        yield ""  # makes this an iterator that is empty
