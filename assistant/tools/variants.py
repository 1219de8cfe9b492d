"""Which version of a product is meant: "the navy one in M", "the cheaper one"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.product import Product, Variant, option_words
from assistant.tools.choice import Choice
from assistant.tools.matching import option_matches
from assistant.tools.sizes import size_of

_CHEAPEST = re.compile(r"\b(?:cheapest|least expensive|lowest[- ]priced?|most affordable)\b", re.IGNORECASE)
_DEAREST = re.compile(r"\b(?:most expensive|dearest|priciest|highest[- ]priced?)\b", re.IGNORECASE)
_CHEAPER = re.compile(rf"\bcheaper\b|\bless expensive\b|\blower[- ]priced\b|{_CHEAPEST.pattern}", re.IGNORECASE)
_DEARER = re.compile(rf"\bdearer\b|\bmore expensive\b|\bpricier\b|{_DEAREST.pattern}", re.IGNORECASE)
_SMALL = re.compile(
    r"\b(?:small(?:er|est)?|short(?:er|est)?|little) (?:one|version|size)s?\b|\bsmallest\b", re.IGNORECASE
)
_LARGE = re.compile(
    r"\b(?:big(?:ger|gest)?|large(?:r|st)?|long(?:er|est)?) (?:one|version|size)s?\b|\b(?:biggest|largest)\b",
    re.IGNORECASE,
)


def resolve_variant(product: Product, wanted: str | None, remembered: Sequence[str] = ()) -> Variant | Choice:
    """Return the variant that `wanted` names; the only one in stock needs no naming.

    Args:
        remembered: what was said before ("in navy"), most important first; it decides what `wanted` leaves open.
    """
    matching = _carrying(product.variants, wanted) or list(product.variants)
    if len(matching) > 1:
        for value in remembered:
            matching = _carrying(matching, value) or _by_comparison(matching, value) or matching
    if len(matching) == 1:
        return matching[0]
    in_stock = [variant for variant in matching if variant.stock > 0]
    if wanted and len(in_stock) == 1 and len(matching) < len(product.variants):
        return in_stock[0]
    if wanted and (compared := _by_comparison(in_stock, wanted)):
        return compared[0] if len(compared) == 1 else Choice(_labels_apart(compared))
    return Choice(_labels_apart(in_stock or (matching if len(matching) < len(product.variants) else [])))


def _carrying(variants: Sequence[Variant], wanted: str | None) -> list[Variant]:
    if not wanted:
        return []
    return [variants[index] for index in option_matches(wanted, [variant.options for variant in variants])]


def _labels_apart(variants: Sequence[Variant]) -> tuple[str, ...]:
    """Name variants by the options in which they differ: "navy" and "black" rather than "navy, M" and "black, M"."""
    differing = {
        option
        for variant in variants
        for option, value in variant.options.items()
        if any(other.options.get(option) != value for other in variants)
    }
    if not differing:
        return tuple(variant.label for variant in variants)
    named = (
        ", ".join(option_words({o: v for o, v in variant.options.items() if o in differing})) for variant in variants
    )
    return tuple(dict.fromkeys(named))


def _by_comparison(variants: Sequence[Variant], wanted: str) -> list[Variant]:
    """Return "the cheaper one" or "the smallest" of the versions that may be meant; none where they are all alike."""
    meant: list[Variant] = []
    for pattern, end in ((_CHEAPER, min), (_DEARER, max)):
        if pattern.search(wanted):
            price = end((variant.price for variant in variants), default=None)
            meant = [variant for variant in variants if variant.price == price]
    for pattern, end in ((_SMALL, min), (_LARGE, max)):
        sized = [(size, variant) for variant in variants for size in _sizes_of(variant, variants)]
        if pattern.search(wanted) and len(sized) == len(variants):
            meant = [variant for size, variant in sized if size == end(size for size, _ in sized)]
    return meant if len(meant) < len(variants) else []


def _sizes_of(variant: Variant, variants: Sequence[Variant]) -> list[float]:
    """Return the sizes among the options of a variant in which it differs from others."""
    differing = [
        value
        for option, value in variant.options.items()
        if any(other.options.get(option) != value for other in variants)
    ]
    return [size for value in differing if (size := size_of(value)) is not None]
