"""Chooses the lines of a product's page that answer a question; none rather than a wrong one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from anyio import to_thread
from numpy.typing import NDArray

from assistant.domain.evidence import Answer, Source, Statement
from retriever.encoders.base import TokenEncoder
from retriever.encoders.readings import KeptReadings
from retriever.evidence.features import FEATURES, Features, Line, features, line_of, question_of
from retriever.evidence.topics import load_topics
from retriever.text import telling_words

WEIGHTS_FILE = Path(__file__).with_name("weights.json")
_LONGEST_QUESTION = 500  # characters
_LINES = 24  # that are read; of longer pages those that share most with the question


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model over the features.

    Attributes:
        thresholds: the log-odds from which a line of a source counts as an answer.
    """

    weights: NDArray[np.float64]
    intercept: float
    thresholds: Mapping[Source, float]

    @classmethod
    def load(cls, file: Path = WEIGHTS_FILE) -> Weights:
        """Read what `python -m retriever.evidence.fit` wrote."""
        table = json.loads(file.read_text(encoding="utf-8"))
        return cls(np.array([table["weights"][name] for name in FEATURES]), table["intercept"], table["thresholds"])

    def log_odds(self, rows: Features) -> NDArray[np.float64]:
        """Return how sure it is of each line that it answers, shape (len(rows),)."""
        return rows @ self.weights + self.intercept


class FeatureReader:
    """Turns a question and the lines of a page into features; remembers lines, which shoppers ask about again."""

    def __init__(self, encoder: TokenEncoder) -> None:
        self._encoder = encoder
        self._topics = load_topics()
        self._readings = KeptReadings(encoder)

    def features(self, question: str, about: str, lines: Sequence[Line]) -> Features:
        """Return shape (len(lines), len(FEATURES)), `about` being the product's name. Blocks while encoding."""
        readings = self._readings.read(
            [question, *(line.text for line in lines), *(line.name or line.text for line in lines)]
        )
        asked = question_of(question, about, readings[0], self._encoder.rank, self._topics)
        return features(asked, lines, readings[1 : len(lines) + 1], readings[len(lines) + 1 :])


class EvidenceSelector:
    """Implements the Evidence port with a logistic model over words, topics and the sentence encoder's vectors."""

    def __init__(self, encoder: TokenEncoder, weights: Weights | None = None) -> None:
        self._reader = FeatureReader(encoder)
        self._weights = weights or Weights.load()

    async def answers(self, question: str, statements: Sequence[Statement], about: str = "") -> tuple[Answer, ...]:
        """Return the statements that answer, surest first; empty when none does.

        Args:
            about: the product's name, which questions say instead of "it".
        """
        return await to_thread.run_sync(self._answers, question[:_LONGEST_QUESTION].strip(), statements, about)

    def _answers(self, question: str, statements: Sequence[Statement], about: str) -> tuple[Answer, ...]:
        chosen = _promising(question, statements)
        if not question or not chosen:
            return ()
        lines = [line_of(statements[index]) for index in chosen]
        log_odds = self._weights.log_odds(self._reader.features(question, about, lines))
        order = sorted(range(len(chosen)), key=lambda row: -log_odds[row])
        sure = 1 / (1 + np.exp(-log_odds))
        return tuple(
            Answer(index=chosen[row], score=round(float(sure[row]), 4))
            for row in order
            if log_odds[row] >= self._weights.thresholds[lines[row].source]
        )


def _promising(question: str, statements: Sequence[Statement]) -> list[int]:
    """Return the statements worth reading, in order: of many, what the shop says and what shares most words."""
    said = [index for index, statement in enumerate(statements) if statement.text.strip()]
    if len(said) <= _LINES:
        return said
    asked = set(telling_words(question))

    def shared(index: int) -> tuple[int, bool]:
        statement = statements[index]
        return len(asked & set(telling_words(statement.text[:_LONGEST_QUESTION]))), statement.source != "review"

    return sorted(sorted(said, key=shared, reverse=True)[:_LINES])
