"""Finds texts that say the same, so that nothing is learnt twice and nothing held out is learnt at all."""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from assistant.errors import InvalidInput

_WORD = re.compile(r"\w+")


def words_of(text: str) -> frozenset[str]:
    """Return a text's set of lower-cased words."""
    return frozenset(_WORD.findall(text.casefold()))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words that two sets have in common, 0 to 1; two empty sets are the same."""
    union = len(one | other)
    return len(one & other) / union if union else 1.0


class NearDuplicates:
    """Remembers texts and tells whether a new one repeats any of them.

    Two sets with a Jaccard similarity of at least `threshold` share one of their few rarest words, so only texts that
    meet there are compared.

    Args:
        threshold: word-set Jaccard similarity from which texts are the same.
        vocabulary: texts from which word rarity is known.
        min_words: shorter texts ("hi there") repeat only what is exactly the same.
    """

    def __init__(self, threshold: float, vocabulary: Iterable[str], min_words: int = 4) -> None:
        self.threshold = threshold
        self.min_words = min_words
        self._frequency = Counter(word for text in vocabulary for word in words_of(text))
        self._known: list[frozenset[str]] = []
        self._exact: set[frozenset[str]] = set()
        self._index: defaultdict[str, list[int]] = defaultdict(list)

    def __contains__(self, text: str) -> bool:
        words = words_of(text)
        if words in self._exact:
            return True
        if len(words) < self.min_words:
            return False
        near = {index for word in self._rarest(words) for index in self._index[word]}
        return any(jaccard(words, self._known[index]) >= self.threshold for index in near)

    def add(self, text: str) -> None:
        words = words_of(text)
        self._exact.add(words)
        if len(words) >= self.min_words:
            for word in self._rarest(words):
                self._index[word].append(len(self._known))
            self._known.append(words)

    def _rarest(self, words: frozenset[str]) -> Sequence[str]:
        ordered = sorted(words, key=lambda word: (self._frequency[word], word))
        return ordered[: len(ordered) - math.ceil(self.threshold * len(ordered)) + 1]


def require_unique(ids: Iterable[str]) -> None:
    """Predictions are matched with rows by id, and an id decides which part a row is in.

    Raises:
        InvalidInput: an id occurs twice.
    """
    twice = [name for name, count in Counter(ids).items() if count > 1]
    if twice:
        raise InvalidInput(f"Several rows are called {', '.join(sorted(twice)[:5])}.", hint="Give each row its own id.")


def held_for_validation(identifier: str, seed: int, share: float) -> bool:
    """Decide for each row by its own id whether it is only measured on: files that grow leave the split as it was."""
    return random.Random(f"{seed}/{identifier}").random() < share  # noqa: S311
