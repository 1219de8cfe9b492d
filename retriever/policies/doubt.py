"""How likely the shop's pages answer a question at all, by the question and the likeliest lines together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retriever.matching.likeness import telling_roots
from retriever.policies.features import FEATURES, Features

DOUBT_FEATURES = (
    "chosen",  # log odds that the judge takes some line over none
    "roots",  # telling words of the question: in few words a likeness tells more
    "line",  # the nearest line, way of asking, line word by word, and passage by words, wherever each of them is
    "asked",
    "tokens",
    "words",
)
DOUBT_FILE = Path(__file__).with_name("doubt.json")

_NEAREST = [FEATURES.index(name) for name in DOUBT_FEATURES[2:]]
_LEAST = 1e-9


def doubt_features(question: str, table: Features, likely: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what speaks for an answer, shape (len(DOUBT_FEATURES),).

    Args:
        table: the features of the lines that were looked at, shape (rows, len(FEATURES)).
        likely: the judge's probability of each of these lines.
    """
    some = float(likely.sum())
    chosen = np.log((some + _LEAST) / (1 - some + _LEAST))
    return np.array([chosen, len(telling_roots(question)), *table[:, _NEAREST].max(axis=0)])


@dataclass(frozen=True, slots=True)
class Doubt:
    """A logistic regression over `DOUBT_FEATURES`.

    Attributes:
        always: the log odds of an answer where all features are 0.
    """

    weights: NDArray[np.float64]
    always: float

    @classmethod
    def load(cls, file: Path = DOUBT_FILE) -> Doubt:
        """Read what `python -m retriever.policies.fit` wrote."""
        return cls.of(json.loads(file.read_text(encoding="utf-8")))

    @classmethod
    def of(cls, table: Mapping[str, float]) -> Doubt:
        """Take the weights by name, "always" among them."""
        return cls(np.array([table[name] for name in DOUBT_FEATURES]), table["always"])

    def answered(self, features: NDArray[np.float64]) -> float:
        """Return the probability that some page answers."""
        return float(1 / (1 + np.exp(-(features @ self.weights + self.always))))
