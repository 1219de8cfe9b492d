"""What filters look at: the colours, sizes and words of a product and of each of its variants."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.product import Product, Variant
from retriever.matching import colors
from retriever.text import fold, stems

_SIZE_ATTRIBUTES = re.compile(
    r"size|length|capacity|volume|diameter|width|height|screen|weight|dimension|storage|memory", re.IGNORECASE
)
_NEGATED = re.compile(
    r"\b(?:without|no|not|zero)\s+(?:any\s+)?[\w-]+|\bnon[- ]\w+|\b\w+(?:\s+\w+)?[- ]free\b(?!\s+(?:shipping|of))"
)
_NO = frozenset({"no", "none", "0", "false", "not included", "n/a", "-"})


def color_values(product: Product, variant: Variant) -> tuple[str, ...]:
    """Return the variant's colours as written; without a colour option, those of the attributes or the title."""
    own = variant.options.get("color")
    if own:
        return (fold(own),)
    attribute = next((value for name, value in product.attributes.items() if fold(name) in ("color", "colour")), None)
    if attribute:
        return tuple(fold(part.strip()) for part in attribute.split(",") if part.strip())
    if any("color" in other.options for other in product.variants):
        return ()
    return tuple(colors.named_in(product.title))


def size_values(product: Product, variant: Variant) -> tuple[str, ...]:
    """Return everything that answers "which size": the options besides the colour, else measures in the attributes."""
    options = [fold(value) for name, value in variant.options.items() if name != "color"]
    if options:
        return tuple(options)
    return tuple(fold(value) for name, value in product.attributes.items() if _SIZE_ATTRIBUTES.search(name))


def terms(product: Product) -> str:
    """Return the stems that an unwanted word is compared with, as " stem stem "; colours are facets of their own.

    "PVC-free", "no latex" and "microwave: no" say that something is absent, so they don't count as having it.
    """
    return _terms(_texts(product))


def option_terms(variant: Variant) -> str:
    """Return the stems of a variant's options besides the colour, as " stem stem "."""
    return _terms(value for name, value in variant.options.items() if name != "color")


def _texts(product: Product) -> Iterator[str]:
    yield from (product.title, product.brand, product.category, product.department)
    for name, value in product.attributes.items():
        if fold(name) in ("color", "colour") or fold(value) in _NO or "free" in fold(name):
            continue
        yield f"{name} {value}"


def _terms(texts: Iterator[str]) -> str:
    found = (" ".join(stems(_NEGATED.sub(" ", fold(text)))) for text in texts)
    return f" {' | '.join(text for text in found if text)} "
