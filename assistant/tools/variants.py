"""Which version of a product is meant: "the navy one in M", "a size up", what is said and what stays as it was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from assistant.domain.product import Product, Variant, option_words
from assistant.tools.choice import Choice
from assistant.tools.matching import option_matches, words

_LARGER = re.compile(r"\b(?:bigger|larger|a size up|one size up|next size up|longer|wider)\b", re.IGNORECASE)
_SMALLER = re.compile(r"\b(?:smaller|a size down|one size down|next size down|shorter|narrower)\b", re.IGNORECASE)
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
_MOST = r"\b(?:max(?:imum|imal)?|highest|most|biggest|largest|greatest|longest|best)"
_LETTER_SIZES = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")


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


def resolve_other_variant(product: Product, current_id: str, wanted: str) -> Variant | Choice:
    """Return the variant to change to: what `wanted` names, everything unsaid kept as in the current variant."""
    current = product.variant(current_id)
    kept = current.options if current else {}
    others = [variant for variant in product.variants if variant.id != current_id]
    if spelled := [variant for variant in others if variant.label and _spells(wanted, variant.label)]:
        return max(spelled, key=lambda variant: len(variant.label))
    named = [others[index] for index in option_matches(wanted, [variant.options for variant in others], kept)]

    def alike(variant: Variant) -> int:
        return sum(kept.get(option) == value for option, value in variant.options.items())

    named = _at_the_top(named or others, wanted) or named
    sized = _in_size(current, named or others, wanted)
    named = sized or named
    if by_price := _at_the_end(named or others, wanted):
        return by_price
    nearest = [variant for variant in named if alike(variant) == max(map(alike, named))]
    if len(nearest) == 1:
        return nearest[0]
    labels = (variant.label for variant in (named or others) if variant.stock > 0)
    return Choice(tuple(dict.fromkeys(labels)), unmet="" if sized else size_step(wanted))


def _spells(wanted: str, label: str) -> bool:
    """Say whether a text gives a version's whole label, as a button does."""
    return label.count(",") > 0 and f" {' '.join(words(label))} " in f" {' '.join(words(wanted))} "


def options_named(variant: Variant, text: str) -> int:
    """Return how many of a version's options a text names."""
    return sum(1 for name, value in variant.options.items() if option_matches(text, [{name: value}]))


def _at_the_end(variants: Sequence[Variant], wanted: str) -> Variant | None:
    """Return the one version in stock that is the cheapest, or the dearest, where that is what is wanted."""
    end = min if _CHEAPEST.search(wanted) else max if _DEAREST.search(wanted) else None
    in_stock = [variant for variant in variants if variant.stock > 0]
    if end is None or not in_stock:
        return None
    price = end(variant.price for variant in in_stock)
    meant = [variant for variant in in_stock if variant.price == price]
    return meant[0] if len(meant) == 1 else None


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
    return [size for value in differing if (size := _size_of(value)) is not None]


def _at_the_top(variants: Sequence[Variant], wanted: str) -> list[Variant]:
    """Return the versions in stock with most of an option that is wanted as far as it goes: "the maximum zoom"."""
    in_stock = [variant for variant in variants if variant.stock > 0]
    for option in dict.fromkeys(name for variant in in_stock for name in variant.options):
        word = re.escape(option.split()[0])
        if re.search(rf"{_MOST}\s+(?:possible\s+|available\s+)?{word}", wanted, re.IGNORECASE):
            sizes = {variant.id: _size_of(variant.options.get(option, "")) for variant in in_stock}
            most = max((size for size in sizes.values() if size is not None), default=None)
            return [variant for variant in in_stock if most is not None and sizes[variant.id] == most]
    return []


def _in_size(current: Variant | None, others: Sequence[Variant], wanted: str) -> list[Variant]:
    """Return the versions of the next size up or down, where that is wanted: those alike in the rest if there are."""
    step_wanted = size_step(wanted)
    if current is None or not step_wanted:
        return []
    larger = step_wanted == "bigger"
    steps: list[tuple[int, float, Variant]] = []
    for other in others:
        changed = [name for name, value in other.options.items() if current.options.get(name) != value]
        sizes = [(_size_of(current.options.get(name, "")), _size_of(other.options[name])) for name in changed]
        told = [its - own for own, its in sizes if own is not None and its is not None and its != own]
        if len(told) == 1 and (told[0] > 0) == larger and other.stock > 0:
            steps.append((len(changed), abs(told[0]), other))
    best = min(((changes, step) for changes, step, _ in steps), default=None)
    return [other for changes, step, other in steps if (changes, step) == best]


def size_step(wanted: str) -> Literal["", "bigger", "smaller"]:
    """Return in which direction another size is wanted, empty where none or both are said."""
    larger, smaller = _LARGER.search(wanted) is not None, _SMALLER.search(wanted) is not None
    return "" if larger == smaller else "bigger" if larger else "smaller"


def _size_of(label: str) -> float | None:
    """Return where a size stands among its kind ("S" before "M", "30 cm" before "40 cm"); None for what is no size."""
    letters = label.strip().upper()
    if letters in _LETTER_SIZES:
        return float(_LETTER_SIZES.index(letters))
    number = re.search(r"\d+(?:\.\d+)?", label)
    return float(number.group()) if number else None
