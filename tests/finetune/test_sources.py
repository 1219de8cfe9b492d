"""Rows from outside are masked and filled, broken ones are named or counted, and what must not be learnt is refused."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from assistant.errors import InvalidInput
from finetune.mixture import Mixture, load_mixture
from finetune.sources.files import outside_router_rows, outside_writer_rows
from finetune.tally import Tally
from finetune.tasks.writer import WriterMixture, load_writer

POINTS = [{"section": "failed", "key": "tool"}]


def suggestion(number: int, **changes: Any) -> dict[str, Any]:
    row = {"id": f"s-{number}", "conversation": "c-9", "message": "where is my lamp", "points": POINTS}
    return row | {"suggested": "Sorry, I can't say.", "sent": "", "decision": "accepted"} | changes


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_what_agents_sent_is_learnt_unless_it_says_more_than_the_facts(tmp_path: Path) -> None:
    rows = write(
        tmp_path / "desk.jsonl",
        suggestion(1),
        suggestion(2, decision="edited", sent="I'm sorry, I can't see it just now."),
        suggestion(3, decision="edited", sent="It costs $19 at the moment."),
        suggestion(4, decision="rejected"),
    )
    tally = Tally()
    found = outside_writer_rows(rows, tally)
    assert [row.reply for row in found] == ["Sorry, I can't say.", "I'm sorry, I can't see it just now."]
    assert found[0].lineage.conversation == "c-9"
    assert tally.counts["not_taken.desk"] == 2


def test_personal_data_is_replaced_by_what_is_invented_alike_in_message_and_label(tmp_path: Path) -> None:
    call = {"name": "update_order", "args": {"change": "address", "details": "12 Elm Road, Leeds"}}
    row = {"id": "a", "text": "send it to 12 Elm Road, Leeds. joan@mail.com", "tools": [call]}
    tally = Tally()
    found = outside_router_rows(write(tmp_path / "rows.jsonl", row), tally)[0]
    text = json.dumps(found.model_dump(mode="json"))
    assert "Elm Road, Leeds" not in text
    assert "joan@" not in text
    assert "[" not in found.text
    assert found.tools[0].args["details"] in found.text
    assert tally.counts["masked"] == 1


def test_broken_lines_are_refused_by_name_or_counted(tmp_path: Path) -> None:
    good = {"id": "a", "text": "hello", "tools": [{"name": "reply", "args": {"kind": "greeting"}}]}
    write(tmp_path / "rows.jsonl", good, "{broken", {"id": "b", "text": "no label"})
    with pytest.raises(InvalidInput, match=r"Line 2 of .*rows\.jsonl is not a labelled row") as error:
        load_mixture(Mixture(data_dir=tmp_path, composed=(0,)))
    assert "--skip-broken" in error.value.hint
    loaded = load_mixture(Mixture(data_dir=tmp_path, composed=(0,), skip_broken=True, validation=0.0))
    assert loaded.counts["broken"] == 2
    assert [sample.id for sample in loaded.epochs[0]] == ["a"]
    loaded.tally.write(tmp_path / "run")
    assert json.loads((tmp_path / "run" / "counts.json").read_text(encoding="utf-8"))["broken"] == 2
    assert "Line 3" in (tmp_path / "run" / "broken.txt").read_text(encoding="utf-8")
    shown = StringIO()
    loaded.tally.show(Console(file=shown, width=200))
    assert "broken" in shown.getvalue()


def test_unreadable_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="can't be read"):
        outside_writer_rows(tmp_path / "nowhere.jsonl", Tally())
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "\xe9"}')
    with pytest.raises(InvalidInput, match=r"latin\.jsonl"):
        outside_writer_rows(tmp_path / "latin.jsonl", Tally())
    with pytest.raises(InvalidInput, match="There is no folder"):
        load_writer(WriterMixture(data_dir=tmp_path / "nowhere"))


def test_public_sets_that_are_measured_on_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "clinc_oos"
    folder.mkdir()
    with pytest.raises(InvalidInput, match="figures are measured on it"):
        outside_router_rows(write(folder / "train.jsonl", {}), Tally())
