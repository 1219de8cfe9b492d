"""The writer's prompt: the shopper's message and, a line each, the facts that the reply has to tell."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from assistant.writer.phrases import Phrase, Phrasebook
from prompts import load_prompt

_MESSAGE_CHARACTERS = 400  # of the shopper's words; what there is to say follows from the facts


def render_points(points: Sequence[Phrase], message: str, locale: str = "en") -> str:
    """Write what the writer is told: each point as the plain sentence that carries it, an offer marked as such."""
    book = Phrasebook(locale, seed=0)
    said = " ".join(message.split())
    shortened = said if len(said) <= _MESSAGE_CHARACTERS else said[: _MESSAGE_CHARACTERS - 1] + "…"
    lines = [f"shopper: {shortened}"]
    lines += [f"{'offer' if point.closing else 'fact'}: {book.say(point)}" for point in points]
    return "\n".join(lines)


def build_messages(points: Sequence[Phrase], message: str, locale: str = "en") -> list[BaseMessage]:
    """Return the chat messages for one reply; the part that never changes stands in front."""
    return [SystemMessage(load_prompt("write", locale)), HumanMessage(render_points(points, message, locale))]
