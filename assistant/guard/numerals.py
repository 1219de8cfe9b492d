"""Numbers written in words, as figures: "twenty-five" is 25, "two hundred and ten" is 210."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.number_words import CARDINALS

_VALUES = {**CARDINALS, "dozen": 12}
_FACTORS = {"hundred": 100, "thousand": 1000}
_WORD = "|".join([*_VALUES, *_FACTORS])
_NUMERAL = re.compile(rf"\b(?:{_WORD})(?:(?:-|\s+)(?:and\s+)?(?:{_WORD}))*\b", re.IGNORECASE)
# "One" counts where something is measured; elsewhere it stands for a thing ("this one", "one of them").
_MEASURED = re.compile(
    r"[\s-]+(?:minute|hour|day|week|month|year|per ?cent|percent|dollar|euro|pound|star|left|in stock|piece)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in words, its figure, and the text that follows it."""

    words: str
    figure: str
    rest: str

    @property
    def following(self) -> str:
        """The next word, case-folded."""
        match = re.match(r"[\s-]+(\w+)", self.rest)
        return match.group(1).casefold() if match else ""


def numerals(text: str) -> Iterator[Numeral]:
    """Yield each number in words; "one" only where it counts something."""
    for match in _NUMERAL.finditer(text):
        value = _value(match.group())
        if value != 1 or _MEASURED.match(text, match.end()):
            yield Numeral(match.group(), str(value), text[match.end() :])


def _value(numeral: str) -> int:
    total, current = 0, 0
    for word in re.split(r"[\s-]+", numeral.casefold()):
        if word == "thousand":
            total, current = total + (current or 1) * 1000, 0
        elif word in _FACTORS:
            current = (current or 1) * _FACTORS[word]
        elif word == "dozen":
            current = (current or 1) * 12
        else:
            current += _VALUES.get(word, 0)
    return total + current
