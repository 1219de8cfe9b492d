"""What a product's page says, line by line, and which of its lines answer a question."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Source = Literal["attribute", "description", "review"]


class Statement(BaseModel):
    """One line of a product's page.

    Attributes:
        source: an attribute as "name: value", a sentence of the shop's description, or one of a shopper's review,
            which is an opinion.
    """

    model_config = ConfigDict(frozen=True)

    source: Source
    text: str


class Answer(BaseModel):
    """A statement that answers.

    Attributes:
        index: its place among the statements that were given, from 0.
        score: how sure that is, 0 to 1.
    """

    model_config = ConfigDict(frozen=True)

    index: int = Field(ge=0)
    score: float = Field(ge=0, le=1)
