"""Finds measures in a message: a number with its unit, which is a size and never a price."""

from __future__ import annotations

import re

_SIZE_UNIT = r"feet|foot|ft|met(?:re|er)s?|cm|mm|m|inch(?:es)?|lit(?:re|er)s?|l|ml|kilos?|kg|grams?|g|oz|lbs?"
_DEGREES = r"°\s?[cf]?|degrees?|celsius|fahrenheit|centigrade|below"
_ELECTRIC = r"v|volts?|ah|mah|amps?|w|watts?|wh|kwh|lm|lumens?|gb|tb|mb"
UNIT = rf"{_SIZE_UNIT}|ltr|ounces?|years?|yrs?|months?|days?|weeks?|hours?|hrs?|minutes?|mins?"
_NUMBER = r"\d+(?:[.,]\d+)?"
_MEASURE = re.compile(rf"(?<![\w/.,])({_NUMBER})\s?-?(?:(?:{UNIT}|{_ELECTRIC})\b|{_DEGREES})", re.IGNORECASE)
_BELOW_ZERO = re.compile(rf"(?:\bminus\s?|(?<![\w$€£])-)({_NUMBER})(?![\w%])(?!\s*(?:of|from)\b)", re.IGNORECASE)
_SIZE = re.compile(
    rf"(?<![\w/.,])(?:{_NUMBER}\s?(?:x|×|by)\s?)?{_NUMBER}\s?-?(?:{_SIZE_UNIT})\b(?!\s?(?:x|×|by)\s?\d)", re.IGNORECASE
)


def measured_numbers(message: str) -> frozenset[float]:
    """Return the numbers that stand before a unit, and temperatures below zero ("minus 10")."""
    found = (*_MEASURE.findall(message), *_BELOW_ZERO.findall(message))
    return frozenset(float(number.replace(",", ".")) for number in found)


def stated_size(message: str) -> str | None:
    """Return the one length, volume or weight that the message states, as typed; None where it states several."""
    found = [match.group().strip() for match in _SIZE.finditer(message)]
    return found[0] if len(found) == 1 else None
