"""How alike two texts are in their words: roots, rarity, and token by token as a model has read them."""

from __future__ import annotations

from retriever.encoders.base import Reading
from retriever.text import STOP_WORDS, stem, words

_ENDINGS = ("ing", "ed", "ly", "er", "able")


def root(word: str) -> str:
    """Return what "rechargeable" and "recharging" share; good for comparing, not for showing."""
    word = stem(word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > 4 else word


def telling_roots(text: str, silent: frozenset[str] = STOP_WORDS) -> frozenset[str]:
    """Return the roots of the words that aren't silent."""
    return frozenset(root(word) for word in words(text) if word not in silent)


def token_likeness(question: Reading, line: Reading) -> float:
    """Return how near a line comes to each token of a question, at the mean: late interaction, -1 to 1.

    Khattab and Zaharia 2020, "ColBERT", section 3.2; the mean in place of the sum, so that lengths compare.
    """
    if not question.tokens or not line.tokens:
        return 0.0
    return float((question.vectors @ line.vectors.T).max(axis=1).mean())
