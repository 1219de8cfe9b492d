"""`bench chat` against a shop that runs, and what it makes of its measurements."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import InvalidInput
from assistant.turn.events import UsageEvent
from serve.cli.bench_chat import SHIPPED, Measured, read_messages, summary
from tests.serve.cli.conftest import RunningShop, run


def test_the_last_line_is_one_json_object(running: RunningShop, tmp_path: Path) -> None:
    messages = tmp_path / "messages.jsonl"
    messages.write_text('{"text": "a rain jacket"}\n\n{"text": "hello"}\n', encoding="utf-8")
    running.plans("a rain jacket", "search_catalog", query="rain jacket")
    told = run("bench", "chat", "--url", running.url, "--shoppers", "1,2", "--turns", "6", "--messages", str(messages))
    assert told.exit_code == 0, told.output
    figures = json.loads(told.stdout.splitlines()[-1])
    assert figures["messages"] == 2
    for shoppers in ("1", "2"):
        measured = figures["shoppers"][shoppers]
        assert measured["n"] == 6
        assert measured["failed"] == 0
        assert measured["with_cards"] > 0
        assert 0 < measured["first_card_ms"]["p50"] <= measured["first_card_ms"]["p95"]
        assert measured["llm_calls"] == {"mean": 1.0, "max": 1}
        assert measured["prompt_tokens"] == {"mean": 9.0, "max": 9}


def test_the_shipped_messages_are_forty() -> None:
    assert len(set(read_messages(SHIPPED))) == 40


@pytest.mark.parametrize("content", ["", "nonsense\n", '{"words": "x"}\n', "[]\n"])
def test_messages_without_text_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput):
        read_messages(path)


def test_shoppers_are_numbers() -> None:
    assert run("bench", "chat", "--shoppers", "many").exit_code == 2
    assert run("bench", "chat", "--shoppers", "0").exit_code == 2


def test_turns_without_cards_do_not_count_as_fast() -> None:
    turns = [
        Measured(None, 10.0, 20.0, UsageEvent(llm_calls=1, prompt_tokens=100), failed=False),
        Measured(5.0, 8.0, 30.0, UsageEvent(llm_calls=2, prompt_tokens=300), failed=True),
    ]
    figures = summary(turns)
    assert figures["with_cards"] == 1
    assert figures["first_card_ms"] == {"p50": 5.0, "p95": 5.0}
    assert figures["prompt_tokens"] == {"mean": 200.0, "max": 300}
    assert figures["failed"] == 1
