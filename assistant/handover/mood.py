"""How a shopper seems to feel, read from their own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.domain.handover import Mood
from prompts import load_table

_MOODS = (Mood.DISTRESSED, Mood.ANGRY, Mood.FRUSTRATED)
_MARKS = re.compile(r"[!?]{3,}|\?!|!\?")
_SHOUTED_LETTERS = 14  # "WHERE IS MY ORDER" is shouted, "USB-C" and "AGENT" aren't
_RECENT = 3


def mood_of(message: str, locale: str = "en") -> Mood:
    """Return the mood of one message; shouting or a run of marks makes a calm one frustrated."""
    for mood in _MOODS:
        if signalled(mood.value, message, locale):
            return mood
    return Mood.FRUSTRATED if _MARKS.search(message) or _shouts(message) else Mood.CALM


def mood_over(messages: Sequence[str], locale: str = "en") -> Mood:
    """Return the strongest mood of a shopper's last few messages, oldest first; what was long ago is forgotten."""
    moods = [mood_of(message, locale) for message in messages[-_RECENT:]]
    return next((mood for mood in _MOODS if mood in moods), Mood.CALM)


def signalled(signal: str, message: str, locale: str) -> str:
    """Return the words of a message that are one of a signal's patterns (prompts/<locale>/signals.toml), else ""."""
    found = _pattern(signal, locale).search(message.replace("’", "'"))
    return found.group() if found else ""


@cache
def _pattern(signal: str, locale: str) -> re.Pattern[str]:
    patterns: list[str] = load_table("signals", locale)[signal]["patterns"]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _shouts(message: str) -> bool:
    letters = [c for c in message if c.isalpha()]
    return len(letters) >= _SHOUTED_LETTERS and sum(c.isupper() for c in letters) >= 0.8 * len(letters)
