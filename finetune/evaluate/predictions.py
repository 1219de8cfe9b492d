"""Prediction rows: written by the route bench, read by whoever compares them with labels."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.domain.conversation import ToolCall
from assistant.errors import InvalidInput
from finetune.evaluate.scores import Verdict, judge
from finetune.rows import Row, samples_of


class PredictionRow(BaseModel):
    """What was planned for a message, or for a dialogue's turn as `id.n`, n from 1."""

    model_config = ConfigDict(frozen=True)

    id: str
    tools: tuple[ToolCall, ...]


def read_predictions(path: Path) -> dict[str, tuple[ToolCall, ...]]:
    """Read prediction rows by id.

    Raises:
        InvalidInput: the file is missing, or a line is no prediction row.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise InvalidInput(f"The predictions in {path} can't be read: {error.strerror}.") from error
    found: dict[str, tuple[ToolCall, ...]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = PredictionRow.model_validate_json(line)
        except ValidationError as error:
            raise InvalidInput(f"Line {number} of {path} is no prediction row: {error}.") from error
        found[row.id] = row.tools
    return found


def write_predictions(path: Path, predictions: Iterable[PredictionRow]) -> None:
    """Write prediction rows as JSONL."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        for row in predictions:
            out.write(json.dumps(row.model_dump(mode="json"), ensure_ascii=False) + "\n")


def judge_rows(rows: Iterable[Row], predictions: Mapping[str, tuple[ToolCall, ...]]) -> dict[str, Verdict]:
    """Judge every planning call of the rows by its id; what was not predicted is wrong, not left out."""
    return {
        sample.id: judge(predictions.get(sample.id, ()), (sample.calls, *sample.also_ok))
        for row in rows
        for sample in samples_of(row)
    }
