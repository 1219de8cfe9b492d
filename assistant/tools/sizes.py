"""Where the values of an option stand among their kind: "S" before "M", "30 cm" before "40 cm", "low" before "high"."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LETTERS = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")
_WORDS: Mapping[str, float] = {
    "extra small": 1,
    "small": 2,
    "medium": 3,
    "large": 4,
    "extra large": 5,
    "low": 2,
    "high": 4,
    "beginner": 2,
    "intermediate": 3,
    "expert": 4,
}
_MEASURE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*-?\s*(?P<unit>[a-z]{2,}|[xl]\b)?", re.IGNORECASE)
_MANY: Mapping[str, float] = {"tb": 1000, "l": 1000, "liter": 1000, "liters": 1000, "litre": 1000, "litres": 1000}
_VOLUME = r"ml|l|lit(?:er|re)s?"
_CALLED: Mapping[str, str] = {
    "ml": _VOLUME,
    "l": _VOLUME,
    "liter": _VOLUME,
    "liters": _VOLUME,
    "gb": r"gb|tb|gigs?|gigabytes?",
    "tb": r"gb|tb|gigs?|gigabytes?",
    "mp": r"mp|mega ?pixels?",
    "inch": r"inch(?:es)?|[\"”]|''",
    "inches": r"inch(?:es)?|[\"”]|''",
    "ft": r"ft|feet|foot",
    "lbs": r"lbs?|pounds?",
    "hours": r"hours?|hrs?|h",
}


def size_of(label: str) -> float | None:
    """Return where a value stands among its kind; None for what is no size."""
    plain = label.strip()
    if plain.upper() in _LETTERS:
        return float(_LETTERS.index(plain.upper()))
    if plain.casefold() in _WORDS:
        return _WORDS[plain.casefold()]
    found = _MEASURE.search(plain)
    return float(found["number"]) * _MANY.get((found["unit"] or "").casefold(), 1) if found else None


def unit_of(label: str) -> str:
    """Return the unit that a value is told in, lower-cased: "gb" of "64GB"; empty where it has none."""
    found = _MEASURE.search(label)
    return (found["unit"] or "").casefold() if found else ""


def unit_pattern(unit: str) -> str:
    """Return a pattern of what a unit is called by."""
    return _CALLED.get(unit, rf"{re.escape(unit.removesuffix('s'))}(?:s|es)?")


def with_size(label: str, size: float) -> str:
    """Return a value with another size: "128GB" of "64GB" and 128."""
    return re.sub(r"\d+(?:\.\d+)?", f"{size / _MANY.get(unit_of(label), 1):g}", label, count=1)
