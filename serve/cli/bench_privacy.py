"""Measures how much of the personal data in marked texts is masked, and how much else with it."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from assistant.errors import InvalidInput
from assistant.privacy import mask_personal_data
from serve.cli.bench_messages import read_texts

_MASK = re.compile(r"\[(?:email|phone|card|iban|ip|number|address|name)\]")
_HELD_OUT = 3  # of so many templates, one is kept apart by the hash of its name


class _Span(BaseModel):
    entity_type: str
    entity_value: str
    start_position: int
    end_position: int


class _Marked(BaseModel):
    """A text with its personal data marked, in the form of presidio-research."""

    full_text: str
    spans: tuple[_Span, ...] = ()
    template_id: int | str = 0

    @property
    def held_out(self) -> bool:
        digest = hashlib.sha256(str(self.template_id).encode()).hexdigest()
        return int(digest, 16) % _HELD_OUT == 0


def bench_privacy(data: Path, messages: Path | None = None) -> dict[str, Any]:
    """Return recall by type (the whole value gone) and the share of masks that hide something marked.

    Returns:
        texts, recall, counts, precision; the same under "held_out" for the third of the templates that no rule was
        tuned on; and, for messages without personal data, touched: the share that was changed.

    Raises:
        InvalidInput: a file can't be read.
    """
    rows = _read(data)
    figures: dict[str, Any] = {**_figures(rows), "held_out": _figures([row for row in rows if row.held_out])}
    if messages is not None:
        texts = read_texts(messages)
        changed = sum(mask_personal_data(text) != text for text in texts)
        figures |= {"messages": len(texts), "touched": round(changed / len(texts), 4) if texts else None}
    return figures


def _read(data: Path) -> list[_Marked]:
    try:
        content = gzip.decompress(data.read_bytes()) if data.suffix == ".gz" else data.read_bytes()
        return [_Marked.model_validate_json(line) for line in content.decode().split("\n") if line.strip()]
    except (OSError, ValueError, ValidationError) as error:
        hint = 'Each line is an object like {"full_text": "…", "spans": [{"entity_type": "…", "entity_value": "…"}]}.'
        raise InvalidInput(f"{data} can't be read as marked texts.", hint=hint) from error


def _figures(rows: Sequence[_Marked]) -> dict[str, Any]:
    told, gone = Counter[str](), Counter[str]()
    masks = right = 0
    for row in rows:
        masked = mask_personal_data(row.full_text)
        for span in row.spans:
            told[span.entity_type] += 1
            gone[span.entity_type] += span.entity_value not in masked
        for start, end in _replaced(row.full_text, masked):
            masks += 1
            right += any(start < span.end_position and span.start_position < end for span in row.spans)
    return {
        "texts": len(rows),
        "recall": {kind: round(gone[kind] / told[kind], 4) for kind in sorted(told)},
        "counts": {kind: told[kind] for kind in sorted(told)},
        "precision": round(right / masks, 4) if masks else None,
    }


def _replaced(text: str, masked: str) -> Iterator[tuple[int, int]]:
    """Yield where in a text each mask stands."""
    at = 0
    pieces = _MASK.split(masked)
    for before, after in itertools.pairwise(pieces):
        at = text.index(before, at) + len(before)
        end = text.index(after, at) if after else len(text)
        yield at, end
        at = end
