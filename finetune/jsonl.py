"""Reads files of one JSON object a line; a broken line is named by file and number."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from assistant.errors import InvalidInput

Row = TypeVar("Row")
Broken = Callable[[InvalidInput], None]
"""Told of a line that doesn't fit; it may raise."""


def refuse(broken: InvalidInput) -> None:
    """Let no broken line pass."""
    raise broken


def read_jsonl(path: Path, parse: Callable[[dict[str, Any]], Row], what: str, broken: Broken = refuse) -> list[Row]:
    """Return the rows of a file.

    Args:
        parse: makes a row of a line's object; may raise ValidationError, ValueError, TypeError or KeyError.
        what: what a line is called in errors, e.g. "a labelled row".
        broken: told of each line that is none; without it the first one is refused.

    Raises:
        InvalidInput: the file can't be read, or a line is broken.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # not splitlines: U+2028 may stand in a message
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The rows in {path} can't be read: {getattr(error, 'strerror', None) or error}.") from error
    rows: list[Row] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rows.append(parse(json.loads(line)))
        except (ValueError, TypeError, KeyError, AttributeError) as error:  # pydantic's and json's are ValueErrors
            broken(_broken(path, number, what, error))
    return rows


def _broken(path: Path, number: int, what: str, error: Exception) -> InvalidInput:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        why = f"{place}: {first['msg']}" if place else first["msg"]
    elif isinstance(error, KeyError):
        why = f"{error} is missing"
    else:
        why = str(error)
    fault = InvalidInput(
        f"Line {number} of {path} is not {what}: {why}.",
        hint="Correct the line, or train with --skip-broken to leave such lines out.",
    )
    fault.__cause__ = error
    return fault
