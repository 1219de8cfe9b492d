"""Reads a file from outside, whichever of the known forms it has; its texts are masked, whoever wrote it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from assistant.privacy import mask_all
from finetune.jsonl import read_jsonl
from finetune.rows import Row, parse_row
from finetune.sources.conversations import ExportedTurn, router_row, understood, writer_row
from finetune.sources.public import require_learnable
from finetune.sources.stand_ins import fill
from finetune.sources.suggestions import Suggestion, suggestion_row
from finetune.tally import Tally
from finetune.writer_rows import WriterRow, parse_writer_row

Parsed = TypeVar("Parsed")


def outside_router_rows(path: Path, tally: Tally) -> list[Row]:
    """Return what a file gives the router: an export's turns that were understood, or labelled rows.

    Raises:
        InvalidInput: the file can't be read, or a line has none of the forms.
    """
    parsed = _read(path, lambda line: _exported(line) or parse_row(line), "a labelled row or an exported turn", tally)
    turns = [each for each in parsed if isinstance(each, ExportedTurn)]
    kept = understood(turns)
    _note(path, tally, len(parsed), len(turns) - len(kept))
    return [*(each for each in parsed if not isinstance(each, ExportedTurn)), *map(router_row, kept)]


def outside_writer_rows(path: Path, tally: Tally) -> list[WriterRow]:
    """Return what a file gives the writer: an export's turns, what agents sent, or writer rows.

    Raises:
        InvalidInput: the file can't be read, or a line has none of the forms.
    """

    def parse(line: dict[str, Any]) -> ExportedTurn | Suggestion | WriterRow:
        if "suggested" in line:
            return Suggestion.model_validate(line)
        return _exported(line) or parse_writer_row(line)

    parsed = _read(path, parse, "a writer row, an exported turn or a suggestion", tally)
    rows = list(_writer_rows(parsed))
    _note(path, tally, len(parsed), len(parsed) - len(rows))
    return rows


def _writer_rows(parsed: list[ExportedTurn | Suggestion | WriterRow]) -> Iterator[WriterRow]:
    yield from (each for each in parsed if isinstance(each, WriterRow))
    yield from (row for each in parsed if isinstance(each, Suggestion) and (row := suggestion_row(each)))
    turns = understood(each for each in parsed if isinstance(each, ExportedTurn))
    yield from (writer_row(turn) for turn in turns if turn.points)


def _read(path: Path, parse: Callable[[dict[str, Any]], Parsed], what: str, tally: Tally) -> list[Parsed]:
    def cleaned(line: dict[str, Any]) -> Parsed:
        named = {"id", "conversation", "owner", "at", "lineage"} & line.keys()  # identifiers, no texts
        texts = {name: value for name, value in line.items() if name not in named}
        masked = mask_all(texts)
        tally.counts["masked"] += json.dumps(masked) != json.dumps(texts)
        return parse({name: line[name] for name in named} | fill(masked, str(line.get("id", ""))))

    require_learnable(path)
    return read_jsonl(path, cleaned, what, tally.note_broken)


def _exported(line: dict[str, Any]) -> ExportedTurn | None:
    return ExportedTurn.model_validate(line) if "calls" in line else None


def _note(path: Path, tally: Tally, read: int, unfit: int) -> None:
    tally.counts[f"read.{path.stem}"] += read
    tally.counts[f"not_taken.{path.stem}"] += unfit
