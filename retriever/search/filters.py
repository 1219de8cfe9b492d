"""Turns a search's filters into a selection over the catalogue's own values, and says which to drop first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from assistant.domain.catalogue import SearchQuery
from retriever.catalogue.selection import Selection
from retriever.catalogue.store import Names
from retriever.matching import colors, names, sizes
from retriever.text import STOP_WORDS, fold, stems, telling_words, words

_OR = re.compile(r"\s*(?:/|,|;|\bor\b)\s*")
# What shoppers give up most easily comes first.
_DROP_ORDER: tuple[tuple[str, ...], ...] = (
    ("size",),
    ("color",),
    ("brand",),
    ("category",),
    ("min_rating",),
    ("min_price", "max_price"),
)


class Vocabulary(Protocol):
    """Knows which names the catalogue uses."""

    def names(self, of: Names) -> tuple[str, ...]: ...


def relaxations(query: SearchQuery) -> Iterator[tuple[str, ...]]:
    """Yield the sets of filters to drop, the smallest loss first: (), ("size",), ("color",), ("size", "color"), …

    Losing all filters before one in the order costs less than losing that one; `exclude` is never dropped.
    """
    groups = [tuple(name for name in group if getattr(query, name) is not None) for group in _DROP_ORDER]
    groups = [group for group in groups if group]
    for mask in range(1 << len(groups)):
        yield tuple(name for place, group in enumerate(groups) if mask >> place & 1 for name in group)


def selection_of(query: SearchQuery, vocabulary: Vocabulary) -> Selection:
    """Return what the filters of the query mean in this catalogue."""
    categories, with_terms = _category(query.category, vocabulary)
    without_colors, without_terms = _excluded(query.exclude, vocabulary)
    return Selection(
        categories=categories,
        with_terms=with_terms,
        brands=None if query.brand is None else tuple(names.closest(query.brand, vocabulary.names("brand"))),
        colors=None if query.color is None else _colors(query.color, vocabulary),
        sizes=None if query.size is None else _sizes(query.size, vocabulary),
        min_price=query.min_price,
        max_price=query.max_price,
        min_rating=query.min_rating,
        without_colors=without_colors,
        without_terms=without_terms,
    )


def _category(wanted: str | None, vocabulary: Vocabulary) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Return the categories meant; a word that names none ("headlamps" in Lighting) is looked for in the records."""
    if wanted is None or not words(wanted):
        return None, ()
    known = (*vocabulary.names("category"), *vocabulary.names("department"))
    if found := names.closest(wanted, known):
        return tuple(found), ()
    return None, tuple(f" {term} " for term in stems(wanted) if term not in STOP_WORDS)


def _colors(wanted: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    choices = [choice for choice in _OR.split(fold(wanted)) if choice]
    return tuple(value for value in vocabulary.names("color") if any(colors.matches(c, value) for c in choices))


def _sizes(wanted: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    choices = [choice for choice in re.split(r"\s*(?:;|\bor\b)\s*", fold(wanted)) if choice]
    return tuple(value for value in vocabulary.names("size") if any(sizes.matches(c, value) for c in choices))


def _excluded(unwanted: tuple[str, ...], vocabulary: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the colour values and the terms that nothing may carry.

    A colour is looked for in the variants' colours only, so that "Black Diamond" may stay when black may not; words
    that are things as well ("gold", "oak") are looked for everywhere.
    """
    without_colors: dict[str, None] = {}
    without_terms: list[str] = []
    for entry in unwanted:
        said = telling_words(entry)
        if not said:
            continue
        name = " ".join(said)
        color = colors.is_color(name)
        if color:
            without_colors.update((v, None) for v in vocabulary.names("color") if colors.matches(name, v))
        if not color or colors.AMBIGUOUS & set(said):
            without_terms.append(f" {' '.join(stems(name))} ")
    return tuple(without_colors), tuple(without_terms)
