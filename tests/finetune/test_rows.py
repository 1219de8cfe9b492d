"""Rows become what the planner sees, the same way for training and for benches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.domain.conversation import Exchange
from assistant.errors import InvalidInput
from finetune.rows import (
    ContextRow,
    DialogueRow,
    MessageRow,
    parse_row,
    pending_of,
    read_rows,
    samples_of,
    turn_context,
    write_rows,
)

SEARCH = {"name": "search_catalog", "args": {"query": "coat", "color": "red"}}
DIALOGUE = {
    "id": "d-1",
    "setting": "A coat shop. The cart is empty.",
    "turns": [
        {"assistant_gist": "", "shopper": "red coats", "tools": [SEARCH]},
        {
            "assistant_gist": "showed two",
            "shown": ["Alba coat", "Oslo coat"],
            "shopper": "the second",
            "tools": [{"name": "update_cart", "args": {"action": "add", "product": "2"}}],
        },
        {
            "assistant_gist": "proposed to cancel order 7 and is waiting for confirmation",
            "shopper": "yes",
            "tools": [{"name": "confirm", "args": {"accept": True}}],
        },
    ],
}


def test_the_first_turn_has_no_history() -> None:
    row = parse_row(DIALOGUE)
    assert isinstance(row, DialogueRow)
    context = turn_context(row, 0, None)
    assert context.message == "red coats"
    assert context.setting == "A coat shop. The cart is empty."
    assert context.exchanges == ()
    assert context.shown == ()
    assert context.pending == ""


def test_a_later_turn_knows_what_was_said_done_and_shown() -> None:
    row = parse_row(DIALOGUE)
    last = list(samples_of(row))[2]
    assert last.id == "d-1.3"
    assert last.group == "d-1"
    assert last.context.exchanges == (
        Exchange(shopper="red coats", gist="showed two"),
        Exchange(shopper="the second", gist="proposed to cancel order 7 and is waiting for confirmation"),
    )
    assert last.context.shown == ("Alba coat", "Oslo coat")
    assert last.context.search == SEARCH["args"]
    assert last.context.pending == "proposed to cancel order 7"


def test_a_bench_hands_over_its_own_search() -> None:
    row = parse_row(DIALOGUE)
    assert isinstance(row, DialogueRow)
    assert turn_context(row, 1, {"query": "mine"}).search == {"query": "mine"}


def test_an_empty_list_replaces_the_list_shown() -> None:
    turns = [*DIALOGUE["turns"][:2], {"shopper": "hm", "shown": [], "tools": []}]
    row = DialogueRow.model_validate({**DIALOGUE, "turns": turns})
    assert turn_context(row, 2, None).shown == ()


@pytest.mark.parametrize(
    ("gist", "pending"),
    [
        ("", ""),
        ("showed four coats", ""),
        ("asked for the reason of the return", ""),
        ("proposed to cancel order 7 and is waiting for confirmation", "proposed to cancel order 7"),
        ("proposed: Cancel order 7, waiting for confirmation", "proposed: Cancel order 7"),
        ("answered yes, still waiting", "answered yes"),
        ("proposed to cancel order 90-1 and waits", "proposed to cancel order 90-1"),
        ("waiting for confirmation", "waiting for confirmation"),
    ],
)
def test_what_waits_is_read_from_the_gist(gist: str, pending: str) -> None:
    assert pending_of(gist) == pending


def test_rows_survive_writing(tmp_path: Path) -> None:
    rows = [
        parse_row(DIALOGUE),
        parse_row({"id": "m", "text": "hi", "tools": [{"name": "reply", "args": {"kind": "greeting"}}]}),
        parse_row({"id": "c", "context": {"message": "more", "search": {"query": "coat"}}, "tools": [SEARCH]}),
    ]
    path = tmp_path / "rows.jsonl"
    write_rows(path, rows)
    assert read_rows(path) == rows
    assert [type(row) for row in rows] == [DialogueRow, MessageRow, ContextRow]


@pytest.mark.parametrize("line", ["{", '{"id": "x"}', '{"id":"x","text":"t","tools":[{"args":{}}]}'])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(DIALOGUE) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="Line 2"):
        read_rows(path)


def test_a_missing_file_is_an_invalid_input(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        read_rows(tmp_path / "none.jsonl")


def test_a_message_may_hold_any_kind_of_line_break(tmp_path: Path) -> None:
    row = {"id": "m1", "text": "a tent\u2028for two\x85please", "tools": [{"name": "search_catalog", "args": {}}]}
    path = tmp_path / "rows.jsonl"
    path.write_text("\ufeff" + json.dumps(row, ensure_ascii=False) + "\r\n", encoding="utf-8", newline="")
    assert [read.text for read in read_rows(path)] == [row["text"]]


def test_a_file_in_another_encoding_is_an_invalid_input(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"id": "m1", "text": "caf\xe9"}')
    with pytest.raises(InvalidInput):
        read_rows(path)
