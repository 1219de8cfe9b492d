"""Light spelling help: only words that no product has are touched."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Protocol

from retriever.text import edit_distance

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MIN_LENGTH, _TWO_EDITS_FROM = 4, 7


class WordSource(Protocol):
    """Knows the words of the catalogue; `version` changes whenever they do."""

    version: int

    def knows(self, *said: str) -> bool: ...

    def vocabulary(self) -> dict[str, int]: ...


class Speller:
    """Mends words that match nothing: one letter wrong, two in long words, a forgotten or an added space.

    Args:
        is_word: says that a word is spelled rightly, so that "plane" doesn't become "plant" in a shop without planes.
    """

    def __init__(self, source: WordSource, is_word: Callable[[str], bool] = lambda word: False) -> None:
        self._source = source
        self._is_word = is_word
        self._lock = threading.Lock()
        self._version = -1
        self._words: Mapping[str, int] = {}

    def mend(self, words: list[str]) -> list[str]:
        """Return the words with unknown ones replaced where the catalogue has what was probably meant."""
        mended: list[str] = []
        for word in words:
            right = not _mendable(word) or self._source.knows(word) or self._is_word(word)
            mended.extend([word] if right else self._meant(word))
        for first, second in pairwise(words):
            if not (self._source.knows(first) and self._source.knows(second)) and self._source.knows(first + second):
                mended.append(first + second)
        return mended

    def known(self, words: list[str]) -> float:
        """Return the share of the words that some product has, 1 for no words at all."""
        return sum(self._source.knows(word) for word in words) / len(words) if words else 1.0

    def together(self, words: list[str]) -> bool:
        """Say whether one product has all the words."""
        return self._source.knows(*words)

    def _meant(self, word: str) -> list[str]:
        known = self._vocabulary()
        near = [candidate for candidate in _edits(word) if candidate in known]
        if near:
            return [max(near, key=lambda candidate: (known[candidate], candidate[0] == word[0]))]
        for cut in range(3, len(word) - 2):
            if word[:cut] in known and word[cut:] in known:
                return [word[:cut], word[cut:]]
        if len(word) >= _TWO_EDITS_FROM:
            far = [
                candidate for candidate in known if candidate[0] == word[0] and edit_distance(word, candidate, 2) <= 2
            ]
            if far:
                return [max(far, key=lambda candidate: known[candidate])]
        return [word]

    def _vocabulary(self) -> Mapping[str, int]:
        with self._lock:
            if self._version != self._source.version:
                self._version = self._source.version
                self._words = self._source.vocabulary()
            return self._words


def _mendable(word: str) -> bool:
    return len(word) >= _MIN_LENGTH and word.isascii() and word.isalpha()


def _edits(word: str) -> set[str]:
    """Return all words that are one edit away."""
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    deleted = {head + tail[1:] for head, tail in splits if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    replaced = {head + letter + tail[1:] for head, tail in splits if tail for letter in _LETTERS}
    inserted = {head + letter + tail for head, tail in splits for letter in _LETTERS}
    return deleted | swapped | replaced | inserted
