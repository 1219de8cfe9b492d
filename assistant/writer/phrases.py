"""Wordings with blanks, and the choice between those that mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from prompts import load_table


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing to say: where its wordings stand in replies.toml and what fills the blanks.

    Attributes:
        closing: an offer or a question that only fits at the end of a reply.
    """

    section: str
    key: str
    blanks: dict[str, str] = field(default_factory=dict)
    closing: bool = False


def phrase(section: str, key: str, *, closing: bool = False, **blanks: object) -> Phrase:
    return Phrase(section, key, {name: str(value) for name, value in blanks.items()}, closing)


class Phrasebook:
    """Renders phrases in a locale; the seed chooses between wordings."""

    def __init__(self, locale: str, seed: int) -> None:
        self._table = load_table("replies", locale)
        self._seed = seed

    def say(self, wanted: Phrase) -> str:
        """Return the sentence; raises KeyError where a wording or one of its blanks is missing."""
        wordings: list[str] = self._table[wanted.section][wanted.key]
        return wordings[self._seed % len(wordings)].format(**wanted.blanks)


def listed(items: Sequence[str], limit: int = 8) -> str:
    """Write a list as people do: "red, blue and green"."""
    shown = list(items[:limit])
    if len(items) > limit:
        return ", ".join(shown) + " and more"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
