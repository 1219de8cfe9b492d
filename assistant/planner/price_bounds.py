"""Reads price limits out of a message, to mend a plan that took only one end of a range or the wrong one."""

from __future__ import annotations

import re
from typing import NamedTuple

_AMOUNT = r"(?:[$€£]\s?)?(\d[\d,]*(?:\.\d{1,2})?)\s?(?:[$€£]|dollars?|bucks|euros?|eur|pounds?|quid|usd)?"
_RANGES = (
    re.compile(rf"\b(?:between|from)\s+{_AMOUNT}\s*(?:and|to|-|–)\s*{_AMOUNT}", re.IGNORECASE),
    re.compile(r"[$€£]\s?(\d[\d,]*(?:\.\d{1,2})?)\s*(?:to|-|–)\s*(?:[$€£]\s?)?(\d[\d,]*(?:\.\d{1,2})?)", re.IGNORECASE),
    re.compile(
        r"(?<![\d.])(\d[\d,]*)\s*(?:to|-|–)\s*(\d[\d,]*)\s?(?:[$€£]|dollars|bucks|euros?|eur|pounds|quid|usd)",
        re.IGNORECASE,
    ),
    re.compile(rf">\s*{_AMOUNT}\s*(?:and\s*)?<\s*{_AMOUNT}", re.IGNORECASE),
)
_ABOVE = re.compile(
    rf"(?:\b(?:over|above|more than|at least|upwards of|starting at|minimum(?: of)?)|>)\s*{_AMOUNT}", re.IGNORECASE
)
_BELOW = re.compile(
    r"(?:\b(?:under|below|(?:less|lower|cheaper) than|up to|at most|within|max(?:imum)?(?: of)?"
    rf"|(?:no|not|nothing|don't go) (?:over|above|more than))|<)\s*{_AMOUNT}",
    re.IGNORECASE,
)


class PriceBounds(NamedTuple):
    """What a message says about the price; None where it says nothing."""

    low: float | None = None
    high: float | None = None


def price_bounds(message: str) -> PriceBounds:
    """Return the limits that the message states beyond doubt."""
    for pattern in _RANGES:
        if found := pattern.search(message):
            low, high = (_number(text) for text in found.groups())
            if low < high:
                return PriceBounds(low, high)
    high_said = _BELOW.search(message)
    # "no more than" and "not over" hold an "above" word that means its opposite.
    low_said = _ABOVE.search(_BELOW.sub(" ", message))
    return PriceBounds(
        _number(low_said.group(1)) if low_said else None, _number(high_said.group(1)) if high_said else None
    )


def _number(text: str) -> float:
    return float(text.replace(",", ""))
