"""Reads the rows of a CSV or JSON-lines file one by one, whatever its encoding; broken lines are reported."""

from __future__ import annotations

import codecs
import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from assistant.errors import InvalidInput

MAX_LINE = 4_000_000  # characters; a longer line is no product
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: its line in the file (from 1) and the reason in plain words."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the file has it."""

    line: int
    values: dict[str, Any]


def read_rows(path: Path) -> Iterator[Row | BadRow]:
    """Yield the rows of a .csv, .tsv or .jsonl file (also .gz), without holding the file in memory.

    Raises InvalidInput when the file can't be opened, is empty, or is of neither form.
    """
    try:
        encoding = _encoding(path)
        with _open(path, encoding) as handle:
            start = handle.read(65_536).lstrip()
            if not start:
                raise InvalidInput(f"The file {path.name} is empty.")
            if start[0] == "[":
                raise InvalidInput(
                    f"The file {path.name} is one JSON list.", hint="Write one JSON object a line (JSON-lines)."
                )
            handle.seek(0)
            yield from _json_lines(handle) if start[0] == "{" else _csv(handle, start)
    except (OSError, EOFError) as cause:
        raise InvalidInput(f"The file {path} can't be read: {getattr(cause, 'strerror', None) or cause}.") from cause


def _open(path: Path, encoding: str) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding=encoding, newline="")
    return path.open(encoding=encoding, newline="")


def _encoding(path: Path) -> str:
    """Say how the file is encoded: by its byte-order mark, else UTF-8 if all of it is, else Latin-1."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as handle:
        chunk = handle.read(_CHUNK)
        if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = handle.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "latin-1"
    return "utf-8-sig"


def _json_lines(handle: IO[str]) -> Iterator[Row | BadRow]:
    number = 0
    while line := handle.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE and not line.endswith("\n"):
            while (rest := handle.readline(MAX_LINE)) and not rest.endswith("\n"):
                pass
            yield BadRow(number, f"the line is longer than {MAX_LINE:,} characters")
            continue
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except json.JSONDecodeError as cause:
            yield BadRow(number, f"this is not valid JSON: {cause.msg} at character {cause.colno}")
        except RecursionError:
            yield BadRow(number, "the JSON is nested too deeply")
        except ValueError:
            yield BadRow(number, "this is not valid JSON: a number is too long")
        else:
            if isinstance(values, dict):
                yield Row(number, values)
            else:
                yield BadRow(number, "this is not a JSON object")


def _csv(handle: IO[str], start: str) -> Iterator[Row | BadRow]:
    head = start.splitlines()[0]
    delimiter = max(",;\t|", key=head.count)
    reader = csv.reader(handle, delimiter=delimiter)
    header = next(reader)
    if len(header) < 2:
        raise InvalidInput(
            "The file has one column only.", hint="A catalogue has at least the columns id, title and price."
        )
    before = reader.line_num
    while True:
        line = before + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as cause:
            before = reader.line_num
            yield BadRow(line, f"the line can't be read: {cause}")
            continue
        before = reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            yield BadRow(line, f"the row has {len(cells)} values for {len(header)} columns")
            continue
        yield Row(line, {name: _cell(cell) for name, cell in zip(header, cells, strict=False)})


def _cell(cell: str) -> Any:
    """Return a cell's text, or the object or list that it holds as JSON."""
    stripped = cell.strip()
    if stripped[:1] in ("{", "[") and stripped[-1:] in ("}", "]"):
        try:
            return json.loads(stripped)
        except (ValueError, RecursionError):
            return cell
    return cell
