"""Is a version asked for that a product doesn't come in? "Do you have it in navy?" of a jacket in olive and sand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.product import Product
from assistant.tools.matching import words
from assistant.tools.sizes import size_of, unit_of, unit_pattern

_COLORS = (
    "black|white|gr[ae]y|red|crimson|blue|navy|indigo|green|olive|sage|mint|emerald|teal|turquoise|yellow|mustard|gold"
    "|orange|rust|coral|pink|rose|purple|violet|lilac|plum|burgundy|brown|tan|beige|cream|sand|ivory|charcoal|silver"
)
_COLOR = re.compile(rf"\bin (?:a |the )?(?:(?:colou?r|dark|light|bright|pale)\s)*({_COLORS})\b", re.IGNORECASE)
_SIZE = re.compile(
    r"\bsize (?:us |eu |uk )?(\d{1,2}(?:\.5)?|x{0,3}[sl]|m)\b|\bin (?:an? )?(x{0,3}[sl]|m)\b(?!['’-])", re.IGNORECASE
)

_SHOWN_AS_COLOR = re.compile(
    rf"\b({_COLORS})\s+(?:ones?|versions?|colou?r|instead)\b"
    rf"|\b(?:to|for|in) (?:a |an |the )?({_COLORS})(?=\s*(?:$|[.,!?;\n]|please\b|instead\b|ones?\b))",
    re.IGNORECASE,
)
_VERSION = re.compile(
    rf"\b(?:{_COLORS}|size|colou?r|bigger|smaller|larger|longer|shorter|cheapest|x{{0,3}}[sl]|m)\b(?!['’-])"
    r"|\d\s*(?:[x×]\s*\d|inch|cm|mm|ml|oz|gb|mp|ft|l\b)|\b\d+x zoom\b|\b(?:sd|cf) card\b",
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


def unknown_colors(product: Product, said: str) -> Iterator[tuple[str, str]]:
    """Yield the colours asked for that no version has, each with its option."""
    options = [name for name in _options(product) if name.split()[-1].casefold() in {"color", "colour"}]
    known = {word for name in _options(product) for value in product.option_values(name) for word in words(value)}
    for found in _SHOWN_AS_COLOR.finditer(said):
        color = (found[1] or found[2]).casefold()
        if len(options) == 1 and color not in known:
            yield options[0], color


def sizes_said(product: Product, said: str) -> Iterator[tuple[str, str, str | None]]:
    """Yield the measures asked for: the option, the measure as it was said, and the value of that size or None.

    Of options told in the same unit, a measure is the one's whose name stands beside it: "64GB of RAM".
    """
    sizes = {
        name: {value: size for value in product.option_values(name) if (size := size_of(value)) is not None}
        for name in _options(product)
    }
    for name, values in sizes.items():
        units = {unit for value in values if (unit := unit_of(value))}
        units = units or ({name.split()[0].removesuffix("s")} if values else set())
        shared = {unit_pattern(unit_of(value)) for other, known in sizes.items() if other != name for value in known}
        for unit in units:
            beside = rf"\s*(?:of )?(?:the )?{re.escape(name.split()[0])}" if unit_pattern(unit) in shared else ""
            measure = rf"(?<![\w.])(?P<told>\d+(?:\.\d+)?\s*-?\s*(?:{unit_pattern(unit)}))(?!\w){beside}"
            for found in re.finditer(measure, said, re.IGNORECASE):
                size = size_of(found["told"]) or 0.0
                meant = next((value for value, own in values.items() if own == size), None)
                if meant or size >= min(values.values(), default=0) / 4:
                    yield name, found["told"].strip(), meant


def _options(product: Product) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for variant in product.variants for name in variant.options))


def names_a_version(said: str) -> bool:
    """Say whether a text speaks of a colour, a size or a measure."""
    return _VERSION.search(said) is not None
