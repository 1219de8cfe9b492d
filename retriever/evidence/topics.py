"""What product questions are about, read from topics.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("topics.toml")
_NEVER = "(?!)"


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that is asked about products.

    Attributes:
        asked, told: how questions and pages speak of it.
        wanted, names: questions that attributes of certain names answer, and the names.
    """

    name: str
    asked: re.Pattern[str]
    told: re.Pattern[str]
    wanted: re.Pattern[str]
    names: re.Pattern[str]


def load_topics() -> tuple[Topic, ...]:
    """Return the topics of the file."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Topic(
            name,
            asked=_words(topic["asked"]),
            told=re.compile(rf"(?<![a-z])(?:{'|'.join(topic['told'])})(?![a-z])", re.IGNORECASE),
            wanted=_words(topic.get("wanted", [])),
            names=re.compile("|".join(topic.get("names", [_NEVER])), re.IGNORECASE),
        )
        for name, topic in table.items()
    )


def _words(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns) or _NEVER})(?![a-z])", re.IGNORECASE)


def topics_of(question: str, topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Return what the question is about; empty where no topic is known in it."""
    return tuple(topic for topic in topics if topic.asked.search(question) or topic.wanted.search(question))
