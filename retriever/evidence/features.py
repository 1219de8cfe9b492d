"""What speaks for a line of a product's page as the answer to a question, in numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.domain.evidence import Source, Statement
from retriever.encoders.base import Reading
from retriever.evidence.structured import read_attribute
from retriever.evidence.topics import Topic, topics_of
from retriever.matching.likeness import root, telling_roots
from retriever.text import STOP_WORDS, words

NAMED = "named"
FEATURES = (
    "cosine",  # of the meanings as wholes
    "name_cosine",  # of an attribute's name; of the whole line where it has none
    "attribute_cosine",  # the same as cosine, but only of attributes
    "line_words",  # share of the line's words that the question has
    "rare_tokens",  # mean over the question's telling tokens of the nearest token in the line, rare ones weighing more
    "tokens",  # the same over all of its tokens
    "attribute",
    "review",
    "yes_no",  # an attribute that says yes or no
    "topics",  # share of the question's topics that the line touches; half when it has none
    "off_topic",  # the question has a topic, and the line none of its topics
    "wanted",  # it is an attribute of the very name that the question wants
    "rest",  # share of the question's words about nothing but its own thing ("zipper") that the line has; 1 without any
    NAMED,  # an attribute of that name, wanted of the product itself or of a thing that the line names
)
Features = NDArray[np.float64]

# Words of any product question: they say nothing about what is asked.
_EMPTY = STOP_WORDS - {"long"} | frozenset(
    {"product", "item", "work", "use", "used", "using", "know", "tell", "anyone", "one", "many", "come", "comes"}
    | {"say", "go", "put"}
)
_QUESTION = re.compile(r"\s*\bQuestion:")
_LONGEST = 1_000  # characters that are looked at
_COMMON, _UNKNOWN = 1_000, 30_000  # ranks in the vocabulary: its words begin at the first, rarer ones have none


@dataclass(frozen=True, slots=True)
class Line:
    """A statement taken apart.

    Attributes:
        name, value: of an attribute; else the name is empty and the value is the text.
        text: all of it in plain words, as the encoder reads it.
    """

    source: Source
    name: str
    value: str
    text: str


def line_of(statement: Statement) -> Line:
    """Take a statement apart: structures of feeds are read as words, and a shopper's answer without its question."""
    text = " ".join(statement.text[:_LONGEST].split())
    if statement.source == "review":
        text = _QUESTION.split(text, maxsplit=1)[0]
    if statement.source != "attribute":
        return Line(statement.source, "", text, text)
    name, value = read_attribute(text)
    return Line(statement.source, name, value, f"{name}: {value}" if name else value)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read once for all lines.

    Attributes:
        roots: of its telling words.
        rest: of those that no topic knows and that don't name the product.
        wanted: the topics whose attributes it asks for.
        kept, weights: which of the reading's tokens tell something, and how rare they are.
    """

    reading: Reading
    roots: frozenset[str]
    kept: NDArray[np.bool_]
    weights: NDArray[np.float64]
    topics: tuple[Topic, ...]
    rest: frozenset[str]
    wanted: tuple[Topic, ...]


def question_of(
    text: str, about: str, reading: Reading, rank: Callable[[str], int | None], topics: Sequence[Topic]
) -> Question:
    """Prepare a question about the product of that name; `rank` gives a word's place in the vocabulary."""
    kept = np.array([token.isalnum() and token not in _EMPTY for token in reading.tokens], dtype=np.bool_)
    return Question(
        reading=reading,
        roots=telling_roots(text, _EMPTY),
        kept=kept if kept.any() else np.ones(len(reading.tokens), dtype=np.bool_),
        weights=np.array([_rarity(rank(token)) for token in reading.tokens]),
        topics=topics_of(text, topics),
        rest=_rest(text, topics) - {root(word) for word in words(about)},
        wanted=tuple(topic for topic in topics if topic.wanted.search(text)),
    )


def features(
    question: Question, lines: Sequence[Line], readings: Sequence[Reading], names: Sequence[Reading]
) -> Features:
    """Return shape (len(lines), len(FEATURES)).

    Args:
        readings, names: the lines' texts and names as the encoder has read them; a line without a name stands for it.
    """
    rows = [_row(question, *one) for one in zip(lines, readings, names, strict=True)]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))


def _row(question: Question, line: Line, reading: Reading, name: Reading) -> list[float]:
    roots = {root(word) for word in words(line.text)}
    telling = [root(word) for word in dict.fromkeys(words(line.text)) if word not in _EMPTY]
    rare_tokens, tokens = _nearest(question, reading)
    told = [bool(topic.told.search(line.text)) for topic in question.topics]
    wanted = bool(line.name) and any(topic.names.fullmatch(line.name) for topic in question.wanted)
    cosine = float(question.reading.vector @ reading.vector)
    return [
        cosine,
        float(question.reading.vector @ name.vector),
        cosine if line.name else 0.0,
        sum(root in question.roots for root in telling) / (len(telling) or 1),
        rare_tokens,
        tokens,
        line.source == "attribute",
        line.source == "review",
        bool(line.name) and line.value in {"yes", "no"},
        sum(told) / len(told) if told else 0.5,
        bool(told) and not any(told),
        wanted,
        len(question.rest & roots) / len(question.rest) if question.rest else 1.0,
        wanted and question.rest <= roots,
    ]


def _rest(text: str, topics: Sequence[Topic]) -> frozenset[str]:
    """Return the roots of the telling words that no topic knows."""
    for topic in topics:
        text = topic.wanted.sub(" ", text)
    for topic in topics:
        text = topic.asked.sub(" ", text)
    return telling_roots(text, _EMPTY)


def _nearest(question: Question, reading: Reading) -> tuple[float, float]:
    """Compare token by token (late interaction): each of the question's with the nearest in the line."""
    if not reading.tokens or not question.reading.tokens:
        return 0.0, 0.0
    nearest = (question.reading.vectors @ reading.vectors.T).max(axis=1)
    weights = question.weights[question.kept]
    return float(nearest[question.kept] @ weights / weights.sum()), float(nearest.mean())


def _rarity(rank: int | None) -> float:
    """Return how much a word tells by how rare it is, 0.5 to 3.4: vocabularies list common words first."""
    return min(3.4, max(0.5, math.log((rank or _UNKNOWN) / _COMMON)))
