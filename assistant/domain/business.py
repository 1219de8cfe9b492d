"""What the shop says about itself: policy passages and promotions."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.money import Money


class Passage(BaseModel):
    """A passage of a policy or help page, the unit of retrieval and of citation.

    Attributes:
        page: the page's slug, e.g. "returns".
        anchor: the heading's fragment on the page.
        score: retrieval score, comparable within one answer only.
    """

    model_config = ConfigDict(frozen=True)

    page: str
    title: str
    heading: str = ""
    anchor: str = ""
    text: str
    url: str = ""
    score: float = 0.0


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
