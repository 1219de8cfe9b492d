"""How likely each line of the shop's pages answers a question, and how likely none does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retriever.policies.features import FEATURES, Features

Likely = NDArray[np.float64]
"""The probability of each line."""

WEIGHTS_FILE = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Judge:
    """A choice between the lines and "none of them": multinomial logit with an outside option.

    McFadden 1974, "Conditional logit analysis of qualitative choice behavior", section II.

    Attributes:
        weights: of the features, in their order.
        none: the worth of no line.
    """

    weights: NDArray[np.float64]
    none: float

    @classmethod
    def load(cls, file: Path = WEIGHTS_FILE) -> Judge:
        """Read what `python -m retriever.policies.fit` wrote."""
        return cls.of(json.loads(file.read_text(encoding="utf-8")))

    @classmethod
    def of(cls, table: Mapping[str, float]) -> Judge:
        """Take the weights by name, "none" among them."""
        return cls(np.array([table[name] for name in FEATURES]), table["none"])

    def likely(self, rows: Features) -> Likely:
        """Return the probability of each line, shape (len(rows),); what is missing to 1 is that of none."""
        worth = np.append(rows @ self.weights, self.none)
        odds = np.exp(worth - worth.max())
        shares: Likely = odds / odds.sum()
        return shares[:-1]
