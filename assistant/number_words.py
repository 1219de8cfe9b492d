"""The English names of numbers, which the planner reads in messages and the guard in replies."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"

CARDINALS: Mapping[str, int] = MappingProxyType(
    {word: value for value, word in enumerate(_SMALL.split())}
    | {word: 10 * value for value, word in enumerate(_TENS.split(), 2)}
)
"""From "zero" to "nineteen" and the tens to "ninety", in rising order."""
