"""What support agents made of suggested replies: sent as they were, edited first, or not sent."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.writer.phrases import Phrase
from assistant.writer.prompt import render_points
from finetune.examples import Lineage
from finetune.writer_rows import WriterRow

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class Suggestion(BaseModel):
    """One line of the file: a suggested reply, what was sent in its place, and what the agent decided.

    Attributes:
        points: the facts that the suggestion was written from.
        owner: pseudonym of the shopper.
        sent: what left; for an accepted suggestion the same text.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    conversation: str
    owner: str = ""
    message: str
    points: tuple[Phrase, ...]
    suggested: str
    sent: str = ""
    decision: Literal["accepted", "edited", "rejected"]


def suggestion_row(suggestion: Suggestion) -> WriterRow | None:
    """Return a row whose reply is what the agent sent; None where nothing was sent, or more than the facts say.

    An agent knows things that the assistant doesn't. A sent text with a number that neither the facts nor the message
    have would teach the writer to invent, so it is left out; and so is one that rests on no point at all, such as a
    macro or the words of an earlier case.
    """
    sent = suggestion.sent or (suggestion.suggested if suggestion.decision == "accepted" else "")
    if suggestion.decision == "rejected" or not sent.strip() or not suggestion.points:
        return None
    known = set(_NUMBER.findall(render_points(suggestion.points, suggestion.message)))
    if set(_NUMBER.findall(sent)) - known:
        return None
    lineage = Lineage(conversation=suggestion.conversation, owner=suggestion.owner)
    return WriterRow(
        id=suggestion.id, message=suggestion.message, points=suggestion.points, reply=sent, lineage=lineage
    )
