"""Reads price limits out of a message, to mend a plan that took only one end of a range or the wrong one."""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.planner.measures import UNIT

_DIGITS = r"\d+(?:,\d{3})*(?:[.,]\d{1,2})?(?![\d])"
_MONEY = r"[$€£]|dollars?|bucks|euros?|eur|pounds?|quid|usd"
_COUNTED = r"stars?|percent|lumens?|lm|watts?|[kmg]?wh?|[gt]b|mah|people|persons?|pieces?"
_OTHER = rf"(?!\d|[.,]\d|\s?%|\s?-?(?:{UNIT}|{_COUNTED})\b)"
_AMOUNT = rf"(?:[$€£]\s?)?({_DIGITS}\s?k?\b){_OTHER}\s?(?:{_MONEY})?"
_RANGES = (
    re.compile(rf"\b(?:between|from)\s+{_AMOUNT}\s*(?:and|to|-|–)\s*{_AMOUNT}", re.IGNORECASE),
    re.compile(rf"[$€£]\s?({_DIGITS})\s*(?:to|-|–)\s*(?:[$€£]\s?)?({_DIGITS})", re.IGNORECASE),
    re.compile(
        rf"(?<![\d.])({_DIGITS})\s*(?:to|-|–)\s*({_DIGITS})\s?(?:[$€£]|dollars|bucks|euros?|eur|pounds|quid|usd)",
        re.IGNORECASE,
    ),
    re.compile(rf">\s*{_AMOUNT}\s*(?:and\s*)?<\s*{_AMOUNT}", re.IGNORECASE),
)
_MOST_STARS = 5
_SPEND = r"(?:not|don't|can'?t|cannot|won't|wouldn't)(?: want to)? (?:go|spend|pay)"
_REFUSED = rf"\b(?:not|nothing|none|never|{_SPEND})\s+"  # "no under 60" corrects: "no, under 60"
_NOT = rf"\b(?:no|not|nothing|none|never|{_SPEND})\s+(?:a (?:penny|cent) )?"
_ABOVE = re.compile(
    rf"(?:{_NOT}(?:less than|lower than|cheaper than)|{_REFUSED}(?:under|below)"
    r"|\b(?:over|above|more than|at least|upwards of|starting at|minimum(?: of)?)|>)"
    rf"\s*{_AMOUNT}",
    re.IGNORECASE,
)
_BELOW = re.compile(
    rf"(?:{_NOT}(?:over|above|more than)"
    r"|\b(?:under|below|(?:less|lower|cheaper) than|up to|at most|within|max(?:imum)?(?: of)?"
    r"|budget(?:\s(?:is|of|around|about|like|max))*:?)|<)"
    rf"\s*{_AMOUNT}",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    rf"(?<![\w.#-]){_AMOUNT}\s*(?:max(?:imum)?|tops|at (?:the )?most|or (?:less|under|below|cheaper))\b"
    r"(?! (?:than|of)\b)",
    re.IGNORECASE,
)
_RATED = re.compile(r"\b(?:rat(?:ed|ings?)|scor(?:ed?|ing))\b[^,;.]{0,20}$", re.IGNORECASE)


class PriceBounds(NamedTuple):
    """What a message says about the price; None where it says nothing."""

    low: float | None = None
    high: float | None = None


def price_bounds(message: str) -> PriceBounds:
    """Return the limits that the message states beyond doubt; a limit with a unit or of a rating is none."""
    for pattern in _RANGES:
        if found := pattern.search(message):
            low, high = (_number(text) for text in found.groups())
            if low < high:
                return PriceBounds(low, high)
    below = _limit(_BELOW, _ABOVE, message)
    return PriceBounds(_limit(_ABOVE, _BELOW, message), _at_most(message) if below is None else below)


def _at_most(message: str) -> float | None:
    """Find a limit that is said behind its amount: "60 max", "40 or less"."""
    amounts = (_number(found.group(1)) for found in _AT_MOST.finditer(message))
    return next((amount for amount in amounts if amount > _MOST_STARS), None)


def _limit(wanted: re.Pattern[str], opposite: re.Pattern[str], message: str) -> float | None:
    """Find a limit; "no more than" and "not under" hold a word that means their opposite."""
    for found in wanted.finditer(message):
        if wanted is _ABOVE and _number(found.group(1)) <= _MOST_STARS:
            continue  # "over 4" is a rating as often as a price
        negated = any(other.start() < found.start() < other.end() for other in opposite.finditer(message))
        if not negated and not _RATED.search(message[: found.start()]):
            return _number(found.group(1))
    return None


def _number(text: str) -> float:
    digits = text.casefold().strip()
    factor = 1000 if digits.endswith("k") else 1
    digits = re.sub(r",(?=\d{3}\b)", "", digits.rstrip("k").strip()).replace(",", ".")
    return float(digits) * factor
