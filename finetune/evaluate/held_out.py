"""The rows that every router is measured on: shipped, written by others than the training rows, and never learnt."""

from __future__ import annotations

from pathlib import Path

from finetune.mixture import ROUTER_DATA
from finetune.rows import Row, read_rows

HELD_OUT = ROUTER_DATA / "heldout"
_CALLS = ("heldout_messages.jsonl", "heldout_dialogues.jsonl")
_SCOPE = "heldout_scope.jsonl"


def held_out_rows(folder: Path = HELD_OUT, limit: int | None = None) -> list[Row]:
    """Read the messages, then the dialogues.

    Args:
        limit: so many rows of each file; all without.

    Raises:
        InvalidInput: a file is missing, or a line is no row.
    """
    return [row for name in _CALLS for row in read_rows(folder / name)[:limit]]


def held_out_scope_rows(folder: Path = HELD_OUT, limit: int | None = None) -> list[Row]:
    """Read the messages that no shop answers and those near them, which are counted for that alone; else as above."""
    return read_rows(folder / _SCOPE)[:limit]
