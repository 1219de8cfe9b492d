"""What the shop says about itself: policy passages and promotions."""

from __future__ import annotations

import re
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.money import Money

SURE = 0.65  # the score from which a passage is an answer, and not only the closest there is
_ROW = re.compile(r"(?P<label>(?:[^\s.!?:]+ ){0,4}[^\s.!?:]+): (?P<value>\S.*)", re.DOTALL)


class Passage(BaseModel):
    """A passage of a policy or help page, the unit of retrieval and of citation.

    Attributes:
        page: the page's slug, e.g. "returns".
        anchor: the heading's fragment on the page.
        score: how likely the passage answers what it was found for, 0 to 1, if any does.
        quotes: the lines of the text that answer, word for word, in the text's order.
    """

    model_config = ConfigDict(frozen=True)

    page: str
    title: str
    heading: str = ""
    anchor: str = ""
    text: str
    url: str = ""
    score: float = 0.0
    quotes: tuple[str, ...] = ()


def is_row(line: str) -> bool:
    """Say whether a line is one of a table ("Boots & Shoes: 60 days."), which needs its heading beside it."""
    return row_of(line) is not None


def row_of(line: str) -> tuple[str, str] | None:
    """Return what a table's line is about and what it says of it; None for any other line."""
    found = _ROW.fullmatch(line)
    return (found["label"], found["value"]) if found else None


class Promotion(BaseModel):
    """A promotion with its conditions in words."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    text: str
    code: str | None = None
    percent: int | None = Field(default=None, ge=1, le=100)
    minimum: Money | None = None
    starts: date
    ends: date
    categories: tuple[str, ...] = ()
