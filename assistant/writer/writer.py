"""The writer port, and the writer that composes from the rules in prompts/: also the path when no model answers."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Protocol

from assistant.domain.conversation import Conversation
from assistant.planner.schema import CONFIRM
from assistant.tools.result import Outcome, ToolResult
from assistant.writer.orders import order_phrases
from assistant.writer.phrases import Phrase, Phrasebook
from assistant.writer.products import product_phrases
from assistant.writer.service import service_phrases


class Writer(Protocol):
    """Turns results into sentences, one at a time; every sentence still has to pass the guard."""

    def write(self, results: Sequence[ToolResult], conversation: Conversation, message: str) -> AsyncIterator[str]: ...


class PlainWriter:
    """Composes sentences from facts by fixed wordings; says nothing that a result doesn't carry."""

    async def write(
        self, results: Sequence[ToolResult], conversation: Conversation, message: str
    ) -> AsyncIterator[str]:
        """Yield the reply's sentences; the choice of wordings varies from turn to turn, and is the same on replay."""
        seed = zlib.crc32(f"{conversation.id}{len(conversation.state.exchanges)}{message}".encode())
        book = Phrasebook(conversation.locale, seed)
        last = len(results) - 1
        said: set[str] = set()
        for index, result in enumerate(results):
            asked = message if not last else result.subject or message
            for phrase in phrases(result, conversation, asked):
                sentence = book.say(phrase)
                if sentence in said or (index < last and phrase.closing):
                    continue
                said.add(sentence)
                yield sentence


def phrases(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    """Yield what there is to say about one result."""
    if result.outcome is Outcome.FAILED and result.tool != CONFIRM:
        yield Phrase("failed", "tool")  # nothing is known, so not even "nothing found" may be said
        return
    for part in (product_phrases, order_phrases, service_phrases):
        said = list(part(result, conversation, message))
        if said:
            yield from said
            return
    yield Phrase("failed", "tool")
