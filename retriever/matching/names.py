"""Names of categories and brands, as loosely as people write them."""

from __future__ import annotations

from collections.abc import Iterable

from retriever.text import STOP_WORDS, edit_distance, stem, words

_FILLERS = frozenset({"department", "category", "section", "aisle", "range", "brand", "product", "item", "stuff"})


def closest(wanted: str, offered: Iterable[str]) -> list[str]:
    """Return the names that are meant by `wanted`, from the surest way of meaning them that has any.

    In order: all wanted words are in the name ("shoes" means "Running Shoes"), the name's words are all wanted
    ("women's shoes" means "Shoes"), the same with one letter wrong. Case, accents and plurals don't matter.
    """
    want = _key(wanted)
    if not want:
        return []
    keys = {name: _key(name) for name in offered}
    joined = "".join(sorted(want))
    exact = [name for name, key in keys.items() if key == want]
    within = [name for name, key in keys.items() if want <= key]
    if exact or within:
        return sorted({*exact, *within})
    around = [name for name, key in keys.items() if key and key <= want]
    if around:
        most = max(len(keys[name]) for name in around)
        return sorted(name for name in around if len(keys[name]) == most)
    if len(joined) < 4:
        return []
    return sorted(name for name, key in keys.items() if key and _nearly(want, key))


def _nearly(want: frozenset[str], key: frozenset[str]) -> bool:
    def close(word: str) -> bool:
        limit = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        return any(edit_distance(word, other, limit) <= limit for other in key)

    return all(close(word) for word in want)


def _key(name: str) -> frozenset[str]:
    found = [stem(word) for word in words(name)]
    kept = [word for word in found if word not in STOP_WORDS and word not in _FILLERS]
    return frozenset(kept or found)
