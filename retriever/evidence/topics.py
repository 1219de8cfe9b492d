"""What product questions are about, read from topics.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("topics.toml")


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that is asked about products: how questions name it, and how pages do."""

    name: str
    asked: re.Pattern[str]
    told: re.Pattern[str]


def load_topics() -> tuple[Topic, ...]:
    """Return the topics of the file."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Topic(
            name,
            re.compile(rf"\b(?:{'|'.join(topic['asked'])})(?![a-z])", re.IGNORECASE),
            re.compile(rf"(?<![a-z])(?:{'|'.join(topic['told'])})(?![a-z])", re.IGNORECASE),
        )
        for name, topic in table.items()
    )


def topics_of(question: str, topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Return what the question is about; empty where no topic is known in it."""
    return tuple(topic for topic in topics if topic.asked.search(question))
