"""The bench counts what is gone, what else is gone, and what was never tuned on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import InvalidInput
from serve.cli.bench_privacy import bench_privacy


def row(text: str, kind: str, value: str, template: int) -> dict[str, object]:
    start = text.index(value)
    span = {"entity_type": kind, "entity_value": value, "start_position": start, "end_position": start + len(value)}
    return {"full_text": text, "spans": [span], "template_id": template}


def test_recall_precision_and_what_is_touched(tmp_path: Path) -> None:
    data, messages = tmp_path / "marked.jsonl", tmp_path / "messages.jsonl"
    rows = [
        row("write to ann@example.com", "EMAIL_ADDRESS", "ann@example.com", 3),
        row("write to ann@example.com, Quux says", "PERSON", "Quux", 2),
    ]
    data.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    messages.write_text('{"text": "a tent"}\n{"text": "call me on 0151 496 0123"}\n', encoding="utf-8")
    figures = bench_privacy(data, messages)
    assert figures["recall"] == {"EMAIL_ADDRESS": 1.0, "PERSON": 0.0}
    assert figures["precision"] == 0.5
    assert (figures["messages"], figures["touched"]) == (2, 0.5)
    assert figures["held_out"]["texts"] < figures["texts"]


def test_other_files_are_said_plainly(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(InvalidInput, match="marked texts"):
        bench_privacy(file)
