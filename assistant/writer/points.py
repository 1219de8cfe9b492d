"""What a reply has to tell: one point after the other, chosen from the results by rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.domain.conversation import Conversation
from assistant.planner.schema import CONFIRM
from assistant.tools.result import Outcome, ToolResult
from assistant.writer.orders import order_phrases
from assistant.writer.phrases import Phrase, phrase
from assistant.writer.products import product_phrases
from assistant.writer.service import service_phrases


def points_of(results: Sequence[ToolResult], conversation: Conversation, message: str) -> tuple[Phrase, ...]:
    """Return the points of all results in their order, none twice; only the last result may close with an offer."""
    last = len(results) - 1
    points: dict[str, Phrase] = {}
    for index, result in enumerate(results):
        asked = message if not last else result.subject or message
        for point in _points(result, conversation, asked):
            if index == last or not point.closing:
                points.setdefault(repr(point), point)
    return tuple(points.values())


def _points(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    if result.outcome is Outcome.FAILED and result.tool != CONFIRM:
        yield phrase("failed", "tool")  # nothing is known, so not even "nothing found" may be said
        return
    for part in (product_phrases, order_phrases, service_phrases):
        said = list(part(result, conversation, message))
        if said:
            yield from said
            return
    yield phrase("failed", "tool")
