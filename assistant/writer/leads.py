"""The yes or no with which a sentence begins: it stays only where a record answers the question that way."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.writer.phrases import Phrase

_LEAD = re.compile(
    r"(?:(?:yes|yep|yeah|sure|of course|certainly|absolutely|no|nope)(?: indeed| please)?"
    r"\s*(?:[,.!:;]|[–—-](?=\s))\s*)+",
    re.IGNORECASE,
)
# What decides nothing: rules and offers in the shop's words, questions back, and where nothing is known.
_UNDECIDED = frozenset({"ask_business", "list_promotions", "verify", "handoff"})
_OPEN = re.compile(r"which|ask_hint|not_known|not_said|nothing|unknown|no_other|proposed")


def without_unfounded_lead(sentence: str, points: Sequence[Phrase]) -> str:
    """Return the sentence without a "Yes," or "No," that none of the reply's points carries; empty if none is left."""
    found = _LEAD.match(sentence)
    if found is None or not points or (_decided(points) and not sentence.endswith("?")):
        return sentence
    rest = sentence[found.end() :].strip()
    return rest[:1].upper() + rest[1:]


def _decided(points: Sequence[Phrase]) -> bool:
    return any(point.section not in _UNDECIDED and not _OPEN.search(point.key) for point in points)
