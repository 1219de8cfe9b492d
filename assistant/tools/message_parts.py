"""The part of a message that a planned question stands for: "what does shipping cost and how long is the warranty?"."""

from __future__ import annotations

import re

from assistant.tools.matching import words

_ASKING = r"(?:how|what(?:['’]?s)?|when|where|which|who|why|do|does|is|are|can|could|will|would|may)\b"
_BETWEEN = re.compile(
    rf"(?:[?!.;]+\s+(?:(?:and|also|then|so)\s+)?|,\s*(?:(?:and|also|then)\s+)?|\s+(?:and|also|plus)\s+)(?={_ASKING})",
    re.IGNORECASE,
)
_BEGINS = re.compile(rf"\W*(?:(?:hi|hello|hey|and|so|ok|okay|but)\W+)*{_ASKING}", re.IGNORECASE)


def part_asked(message: str, question: str) -> str:
    """Return the question of a message that shares most with a planned one; the whole message where it asks one thing.

    Read as a whole, a message that asks for several things is answered with the one that its longest part asks.
    """
    parts = [part for part in _BETWEEN.split(message) if _BEGINS.match(part)]
    if len(parts) < 2:
        return message
    wanted = set(words(question))
    shared = [len(wanted & set(words(part))) for part in parts]
    return parts[shared.index(max(shared))] if any(shared) and shared.count(max(shared)) == 1 else message
