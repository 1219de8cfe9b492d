"""Reads the writer's rows: what a shopper said, the points that the reply has to tell, and the reply."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import InvalidInput
from assistant.guard.facts import Facts, facts_of
from assistant.guard.stock import Stocked, StockFacts
from assistant.tools.result import Outcome, ToolResult
from assistant.writer.phrases import Phrase, Phrasebook


class WriterRow(BaseModel):
    """One pair of points and reply."""

    model_config = ConfigDict(frozen=True)

    id: str
    message: str
    points: tuple[Phrase, ...]
    reply: str


def read_writer_rows(path: Path) -> list[WriterRow]:
    """Read a JSONL file of writer rows.

    Raises:
        InvalidInput: the file is missing, or a line is no such row.
    """
    return list(_rows(path))


def facts_of_points(points: Sequence[Phrase], locale: str = "en") -> Facts:
    """Return what a reply to these points may state: just what their plain sentences say."""
    book = Phrasebook(locale, seed=0)
    told = {str(place): book.say(point) for place, point in enumerate(points)}
    reviews = [point.blanks["review"] for point in points if point.key == "review"]
    notes = {**told, **({"review": reviews[0]} if reviews else {})}
    facts = facts_of([ToolResult(tool="reply", outcome=Outcome.FOUND, notes=notes)])
    return replace(facts, stock=_stock_said(" ".join(told.values()).casefold()))


def _stock_said(text: str) -> StockFacts:
    available = any(words in text for words in ("in stock", " left", "available:"))
    return StockFacts((Stocked("", {}, 1),) if available else (), short="sold out" in text)


def _rows(path: Path) -> Iterator[WriterRow]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The rows in {path} can't be read: {getattr(error, 'strerror', None) or error}.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield WriterRow.model_validate(json.loads(line))
        except (json.JSONDecodeError, ValidationError, TypeError) as error:
            raise InvalidInput(f"Line {number} of {path} is no writer row: {error}.") from error
