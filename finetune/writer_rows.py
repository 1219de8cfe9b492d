"""The writer's rows: what a shopper said, the facts to tell, and the reply."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.writer.phrases import Phrase
from assistant.writer.prompt import render_points
from finetune.examples import Lineage
from finetune.jsonl import Broken, read_jsonl, refuse


class WriterRow(BaseModel):
    """What a shopper said, what there is to tell, and the reply as a good shop assistant writes it."""

    model_config = ConfigDict(frozen=True)

    id: str
    message: str
    points: tuple[Phrase, ...]
    reply: str = Field(min_length=1)
    locale: str = "en"
    lineage: Lineage = Lineage()


def parse_writer_row(line: dict[str, Any]) -> WriterRow:
    """Check a line's object; a wording or a blank that doesn't exist is a KeyError."""
    row = WriterRow.model_validate(line)
    render_points(row.points, row.message, row.locale)
    return row


def read_writer_rows(path: Path, broken: Broken = refuse) -> list[WriterRow]:
    """Read a JSONL file of writer rows.

    Raises:
        InvalidInput: the file is missing, or a line is no such row or names a wording that doesn't exist.
    """
    return read_jsonl(path, parse_writer_row, "a writer row", broken)
