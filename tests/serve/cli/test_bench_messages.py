"""What a whole shop answered is counted, and checked again against the facts of its turns."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import InvalidInput
from assistant.guard.guard import Guard
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.events import DoneEvent, HandoffEvent, UsageEvent
from assistant.turn.ports import TurnRecord
from serve.cli.answer import Answer
from serve.cli.bench_messages import Said, _summary, read_texts


def said(*sentences: str, calls: int, record: bool = True) -> Said:
    answer = Answer()
    answer.take(HandoffEvent(reason="angry", ticket="T1"))
    answer.take(UsageEvent(llm_calls=calls))
    answer.take(DoneEvent(turn_id="t"))
    known = ToolResult(tool="reply", outcome=Outcome.FOUND, notes={"price": "It costs $12.00."})
    usage = {"sentences": {"written": 2, "withheld": 1}}
    turn = TurnRecord(
        id="t", conversation_id="c", message="m", results=(known,), usage=usage, at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    return Said(sentences, answer, turn if record else None)


def test_a_sentence_without_a_fact_is_found() -> None:
    figures = _summary(
        [said("It costs $12.00.", calls=2), said("It costs $9.00.", calls=1), said("Hi.", calls=1, record=False)],
        Guard(),
    )
    assert figures["grounded"] == 0.5
    assert figures["ungrounded"] == 1
    assert figures["failed"] == 1
    assert figures["sentences_passed"] == 0.5
    assert figures["llm_calls"] == {"mean": 1.5, "max": 2}
    assert figures["handoffs"] == 3


@pytest.mark.parametrize("content", ["nonsense", '{"words": "x"}'])
def test_messages_without_text_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput):
        read_texts(path)


def test_labelled_rows_are_messages_too(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "1", "text": "a tent", "tools": []}\n\n', encoding="utf-8")
    assert read_texts(path) == ["a tent"]
