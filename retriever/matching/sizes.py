"""Sizes: letters and words for the same garment size, shoe sizes with their system, measures with their unit."""

from __future__ import annotations

import re
from functools import lru_cache

from retriever.text import fold, stem

_LETTERS = {
    "xs": "xs extra-small x-small extrasmall",
    "s": "s small sm",
    "m": "m medium med",
    "l": "l large lg",
    "xl": "xl extra-large x-large extralarge 1xl",
    "xxl": "xxl 2xl xx-large extra-extra-large double-xl",
    "xxxl": "xxxl 3xl xxx-large triple-xl",
    "xxxxl": "xxxxl 4xl",
    "one size": "one-size onesize os one-size-fits-all free-size",
}
_LETTER_OF = {word: letter for letter, spelled in _LETTERS.items() for word in (letter, *spelled.split())}
_UNITS = {
    "length": {"mm": 0.1, "cm": 1.0, "m": 100.0, "km": 1e5, "inch": 2.54, "ft": 30.48},
    "volume": {"ml": 1.0, "cl": 10.0, "dl": 100.0, "l": 1000.0, "gallon": 3785.4, "floz": 29.57, "pint": 473.2},
    "weight": {"mg": 0.001, "g": 1.0, "kg": 1000.0, "oz": 28.35, "lb": 453.6},
    "memory": {"mb": 0.001, "gb": 1.0, "tb": 1000.0},
    "power": {"w": 1.0, "kw": 1000.0},
    "people": {"person": 1.0},
    "pieces": {"piece": 1.0},
}
_SPELLED = {
    "in": "inch", "inches": "inch", '"': "inch", "″": "inch", "”": "inch", "''": "inch", "foot": "ft", "feet": "ft",
    "metre": "m", "meter": "m", "metres": "m", "meters": "m", "centimetre": "cm", "centimeter": "cm",
    "centimetres": "cm", "centimeters": "cm", "millimetre": "mm", "millimeter": "mm", "millimetres": "mm",
    "litre": "l", "liter": "l", "litres": "l", "liters": "l", "ltr": "l", "millilitre": "ml", "milliliter": "ml",
    "millilitres": "ml", "milliliters": "ml", "gram": "g", "grams": "g", "gramme": "g", "kilo": "kg", "kilos": "kg",
    "kilogram": "kg", "kilograms": "kg", "kgs": "kg", "pound": "lb", "pounds": "lb", "lbs": "lb", "ounce": "oz",
    "ounces": "oz", "fl oz": "floz", "gigabyte": "gb", "gigabytes": "gb", "terabyte": "tb", "watt": "w", "watts": "w",
    "gallons": "gallon", "gal": "gallon", "pints": "pint", "people": "person", "persons": "person",
    "pieces": "piece", "pcs": "piece", "pc": "piece", "pack": "piece",
}  # fmt: skip
_KIND_OF = {unit: (kind, factor) for kind, units in _UNITS.items() for unit, factor in units.items()}
_MEASURE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(fl oz|[a-z]+|[\"″”]|'')?")
_DROPPED = frozenset(
    {"size", "sized", "sizes", "us", "uk", "eu", "eur", "ca", "mens", "womens", "men", "women", "ladies", "a", "the"}
)
_SYSTEM = re.compile(r"\b(us|uk|eu|eur)\b")


@lru_cache(maxsize=100_000)
def matches(wanted: str, offered: str) -> bool:
    """Say whether an offered size is what is meant.

    "Large" is "L", "9" is "US 9", "55 inch" is '55"', "1.5 l" is "1500 ml". Two sizes that both name a system
    (US, UK, EU) must name the same.
    """
    want, offer = _plain(wanted), _plain(offered)
    if not want or not offer:
        return False
    if want == offer:
        return True
    if not _same_system(want, offer):
        return False
    if _letter(want) or _letter(offer):
        return bool(_letters(want) & _letters(offer))
    if (measures := _measures(want)) is not None:
        offers = _measures(offer)
        return offers is not None and all(any(_equal(a, b) for b in offers) for a in measures)
    words = _words(want)
    return bool(words) and words <= _words(offer)


def _plain(size: str) -> str:
    return " ".join(fold(size).replace("×", "x").replace("’", "'").replace(",", ".").split())


def _same_system(first: str, second: str) -> bool:
    one, two = (set(_SYSTEM.findall(size.replace("eur", "eu"))) for size in (first, second))
    return not one or not two or bool(one & two)


def _letter(size: str) -> bool:
    return bool(_letters(size)) and not re.search(r"\d+\s*(?:l|m|s)\b", size)


def _letters(size: str) -> set[str]:
    """Return the garment sizes that the text names, the longest name first: "extra large" isn't "large"."""
    tokens = [token for token in re.split(r"[\s/(),]+", size) if token and token not in _DROPPED]
    found: set[str] = set()
    i = 0
    while i < len(tokens):
        for length in (3, 2, 1):
            name = "-".join(tokens[i : i + length])
            if len(tokens[i : i + length]) == length and name in _LETTER_OF:
                found.add(_LETTER_OF[name])
                i += length - 1
                break
        i += 1
    return found


def _measures(size: str) -> list[tuple[str, float]] | None:
    """Return (kind, amount in the kind's base unit) of each number; a number without unit has the kind ""."""
    found = []
    for number, unit in _MEASURE.findall(size):
        kind, factor = _KIND_OF.get(_SPELLED.get(unit, unit), ("", 1.0))
        found.append((kind, float(number.replace(",", ".")) * factor))
    return found or None


def _equal(wanted: tuple[str, float], offered: tuple[str, float]) -> bool:
    """Compare two measures of one kind with 1 % of tolerance."""
    if wanted[0] != offered[0]:
        return False
    return abs(wanted[1] - offered[1]) <= 0.01 * max(wanted[1], offered[1])


def _words(size: str) -> set[str]:
    return {stem(word) for word in re.findall(r"[^\W_]+", size) if word not in _DROPPED}
