"""Is a version asked for that a product doesn't come in? "Do you have it in navy?" of a jacket in olive and sand."""

from __future__ import annotations

import re

from assistant.domain.product import Product
from assistant.tools.matching import words

_COLORS = (
    "black|white|gr[ae]y|red|crimson|blue|navy|indigo|green|olive|sage|mint|emerald|teal|turquoise|yellow|mustard|gold"
    "|orange|rust|coral|pink|rose|purple|violet|lilac|plum|burgundy|brown|tan|beige|cream|sand|ivory|charcoal|silver"
)
_COLOR = re.compile(rf"\bin (?:a |the )?(?:(?:colou?r|dark|light|bright|pale)\s)*({_COLORS})\b", re.IGNORECASE)
_SIZE = re.compile(
    r"\bsize (?:us |eu |uk )?(\d{1,2}(?:\.5)?|x{0,3}[sl]|m)\b|\bin (?:an? )?(x{0,3}[sl]|m)\b(?!['’-])", re.IGNORECASE
)

_VERSION = re.compile(
    rf"\b(?:{_COLORS}|size|colou?r|bigger|smaller|larger|longer|shorter|cheapest|x{{0,3}}[sl]|m)\b(?!['’-])"
    r"|\d\s*(?:[x×]\s*\d|inch|cm|mm|ml|oz|gb|ft|l\b)",
    re.IGNORECASE,
)


def missing_version(product: Product, said: str) -> str:
    """Return the colour or size asked for that no version of the product has; an empty string where there is none."""
    for option, pattern in (("color", _COLOR), ("size", _SIZE)):
        values = product.option_values(option)
        known = {word for value in values for word in (value.casefold(), *words(value))}
        for found in pattern.finditer(said):
            asked = found.group(found.lastindex or 0).casefold()
            if values and asked not in known:
                return asked.upper() if option == "size" else asked
    return ""


def names_a_version(said: str) -> bool:
    """Say whether a text speaks of a colour, a size or a measure."""
    return _VERSION.search(said) is not None
