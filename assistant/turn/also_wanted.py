"""A further thing beside an answer: "the credit card, please. Oh, and the watch in that order too, in black"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.actions import SettledChanges
from assistant.domain.conversation import OpenQuestion
from assistant.domain.order import Order
from assistant.tools.choice import Choice
from assistant.tools.lines_meant import lines_told

_SENTENCE_END = re.compile(r"[.;!,]\s+|\s+(?=and\b|also\b|oh\b)", re.IGNORECASE)
_ALSO = re.compile(
    r"\b(?:and|also|too|as well|plus|change|exchange|swap|replace|to|with|for|instead|in)\b", re.IGNORECASE
)
_KEEPS = re.compile(
    r"\b(?:keep|keeping|kept|stays?|remains?|leave|not|as (?:it|they) (?:is|are))\b|n['’]t\b", re.IGNORECASE
)


def also_wanted(message: str, asked: OpenQuestion, orders: Sequence[Order]) -> tuple[str, SettledChanges] | None:
    """Return what an answer about the payment wants of a further thing of the order, and what is settled with it.

    "The credit card, please. Oh, and the watch too, with a black dial."
    """
    settled = asked.settled
    order = next((order for order in orders if settled is not None and order.id == settled.order_id), None)
    if settled is None or order is None:
        return None
    changed = {change.line_id for change in settled.changes}
    for found in _SENTENCE_END.finditer(message):
        rest = message[found.end() :]
        told = lines_told(order, rest)
        if isinstance(told, Choice) or not _ALSO.search(rest) or _KEEPS.search(rest):
            continue
        new = tuple(line.id for line in told if line.id not in changed and line.kept)
        if new and len(new) == len(told):
            return rest, settled.model_copy(update={"remaining": new})
    return None
