"""What speaks for a line of the shop's pages as the answer to a question, in numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retriever.encoders.base import Encoder, Vectors
from retriever.encoders.readings import KeptReadings
from retriever.matching.likeness import telling_roots, token_likeness
from retriever.policies.index import IntArray, PageIndex

FEATURES = (
    "line",  # cosine of the question and the line after its heading
    "asked",  # the nearest of the passage's ways of asking, its heading among them
    "passage",  # cosine of the question and the whole passage
    "tokens",  # late interaction with the line after its heading
    "words",  # share of the question's telling words that the passage has, rare ones weighing more
    "kind",  # it has what "how much" or "how long" asks for: an amount, a time
)
Features = NDArray[np.float64]
TOKENS = FEATURES.index("tokens")

_READ = 48  # lines that are compared token by token; the others are out


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a question wants to be told: how it is asked, and what a line carries that tells it."""

    asked: re.Pattern[str]
    told: re.Pattern[str]


_KINDS = (
    _Kind(
        re.compile(r"\bhow much|\b(?:cost|costs|price|fee|fees|charge|free)\b", re.IGNORECASE),
        re.compile(r"[$€£]\s?\d|\bfree\b|\d\s?%", re.IGNORECASE),
    ),
    _Kind(
        re.compile(
            r"\bhow (?:long|fast|quick|soon|many days)|\bwhen\b|\b(?:deadline|time limit|window|period)\b",
            re.IGNORECASE,
        ),
        re.compile(
            r"\b(?:\d+|one|two) (?:to \d+ )?(?:business )?(?:minutes?|hours?|days?|weeks?|months?|years?)\b"
            r"|\b\d+ [ap]m\b",
            re.IGNORECASE,
        ),
    ),
)


def features(question: str, index: PageIndex, encoder: Encoder, readings: KeptReadings) -> tuple[IntArray, Features]:
    """Return the rows of the lines worth looking at, and their features, shape (rows, len(FEATURES)). Blocks."""
    vector = encoder.encode_queries([question])[0]
    columns = {
        "line": index.line_vectors @ vector,
        "asked": _nearest_asking(index, vector)[index.owners],
        "passage": (index.passage_vectors @ vector)[index.owners],
        "tokens": np.zeros(len(index.lines)),
        "words": _words(question, index)[index.owners],
        "kind": _kinds(question, index),
    }
    table = np.column_stack([columns[name] for name in FEATURES]).astype(np.float64)
    rows = np.sort(np.argsort(-table.sum(axis=1), kind="stable")[:_READ])
    asked, *read = readings.read([question, *(index.told[row] for row in rows)])
    table[rows, TOKENS] = [token_likeness(asked, line) for line in read]
    return rows, table[rows]


def _nearest_asking(index: PageIndex, vector: Vectors) -> Vectors:
    nearest = np.full(len(index.passages), -1.0, dtype=np.float32)
    np.maximum.at(nearest, index.asked_owners, index.asked_vectors @ vector)
    return nearest


def _words(question: str, index: PageIndex) -> Features:
    telling = {root: index.rarity_of(root) for root in telling_roots(question)}
    whole = sum(telling.values()) or 1.0
    return np.array([sum(telling[root] for root in telling.keys() & roots) / whole for roots in index.roots])


def _kinds(question: str, index: PageIndex) -> Features:
    wanted = [kind.told for kind in _KINDS if kind.asked.search(question)]
    return np.array([any(told.search(line) for told in wanted) for line in index.lines], dtype=np.float64)
