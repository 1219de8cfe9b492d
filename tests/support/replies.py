"""What a shop without a language model answers."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain.conversation import Conversation
from assistant.tools.result import ToolResult
from assistant.turn.write import seed_of
from assistant.writer.phrases import Phrasebook
from assistant.writer.points import points_of


def plain_sentences(results: Sequence[ToolResult], conversation: Conversation, message: str) -> list[str]:
    """Return the plain sentences of a reply as they stand before the guard."""
    book = Phrasebook(conversation.locale, seed_of(conversation, message))
    points = points_of(results, conversation, message)
    return list(dict.fromkeys(book.say(point) for point in points))
