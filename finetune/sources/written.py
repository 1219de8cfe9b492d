"""This project's own rows, or a shop's in the same form: a folder of files, with what is held out beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from assistant.errors import InvalidInput
from finetune.jsonl import Broken
from finetune.tally import Tally

Row = TypeVar("Row")


def written_rows(folder: Path, read: Callable[[Path, Broken], list[Row]], tally: Tally) -> tuple[list[Row], list[Row]]:
    """Return the rows of `folder/*.jsonl` and those of `folder/heldout/*.jsonl`, which are only ever measured on.

    Raises:
        InvalidInput: the folder isn't there, or a line is broken.
    """
    if not folder.is_dir():
        raise InvalidInput(f"There is no folder {folder}.", hint="Name a folder with *.jsonl rows.")
    rows: list[Row] = []
    for path in sorted(folder.glob("*.jsonl")):
        found = read(path, tally.note_broken)
        tally.counts[f"read.{path.stem}"] = len(found)
        rows += found
    held_out = [row for path in sorted(folder.glob("heldout/*.jsonl")) for row in read(path, tally.note_broken)]
    tally.counts["held_out"] = len(held_out)
    return rows, held_out
