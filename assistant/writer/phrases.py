"""Wordings with blanks, and the choice between those that mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from prompts import load_table


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing to say: where its wordings stand in replies.toml and what fills the blanks.

    Attributes:
        closing: an offer or a question that only fits at the end of a reply.
        exact: told as it is worded here, and the whole reply with it: a day that goes with one piece must not be put
            to another.
    """

    section: str
    key: str
    blanks: dict[str, str] = field(default_factory=dict)
    closing: bool = False
    exact: bool = False


def phrase(section: str, key: str, *, closing: bool = False, exact: bool = False, **blanks: object) -> Phrase:
    return Phrase(section, key, {name: str(value) for name, value in blanks.items()}, closing, exact)


class Phrasebook:
    """Renders phrases in a locale; the seed chooses between wordings."""

    def __init__(self, locale: str, seed: int) -> None:
        self._table = load_table("replies", locale)
        self._seed = seed

    def say(self, wanted: Phrase) -> str:
        """Return the sentence; raises KeyError where a wording or one of its blanks is missing."""
        wordings: list[str] = self._table[wanted.section][wanted.key]
        return wordings[self._seed % len(wordings)].format(**wanted.blanks)


def listed(items: Sequence[str], limit: int = 8, last: str = "and") -> str:
    """Write a list as people do: "red, blue and green"; with semicolons where the items have commas themselves."""
    shown = list(items[:limit])
    comma = "; " if any(", " in item for item in shown) else ", "
    if len(items) > limit:
        return comma.join(shown) + " and more"
    if len(shown) < 2:
        return "".join(shown)
    return f"{comma.join(shown[:-1])}{';' if comma == '; ' else ''} {last} {shown[-1]}"


def either(items: Sequence[str], limit: int = 8) -> str:
    """Write a list to choose from: "red, blue or green"."""
    return listed(items, limit, last="or")


def day(moment: date | datetime) -> str:
    """Write a date as shoppers read it: "November 24"."""
    return f"{moment:%B} {moment.day}"
