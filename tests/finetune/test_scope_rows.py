"""The scope model's rows: nothing that is measured on is learnt, and patterns stand for all that they say."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

from finetune.evaluate.held_out import HELD_OUT
from finetune.rows import read_rows, samples_of
from finetune.sources.scope import clinc_rows, expand, phrases, question_rows, router_rows, without_leaks


def test_a_pattern_stands_for_its_choices() -> None:
    rng = random.Random(1)
    assert {expand("{a|the {red|blue}} {|old} hat", rng) for _ in range(200)} == {
        "a hat", "a old hat", "the red hat", "the red old hat", "the blue hat", "the blue old hat",
    }  # fmt: skip


def test_phrases_of_both_kinds_leave_no_brace() -> None:
    rows = list(phrases())
    assert {row["out_of_scope"] for row in rows} == {False, True}
    assert not any(set("{}") & set(row["text"]) for row in rows)
    assert rows == list(phrases())


def test_of_clinc_the_training_part_is_learnt_and_small_talk_left_out(tmp_path: Path) -> None:
    parts = {
        "train": [["what is the weather", "weather"], ["hello", "greeting"]],
        "oos_train": [["who won", "oos"]],
        "val": [["will it rain", "weather"]],
    }
    path = tmp_path / "clinc.json.gz"
    path.write_bytes(gzip.compress(json.dumps(parts).encode()))
    rows = {row["text"]: (row["source"], row["measured"]) for row in clinc_rows(path)}
    assert rows == {
        "what is the weather": ("clinc", False),
        "who won": ("clinc_unforeseen", False),
        "will it rain": ("clinc", True),
    }


def test_a_question_is_read_once(tmp_path: Path) -> None:
    for name in ("hetpqa_ranking_dev", "semipqa_ranking_dev", "epqa_dev"):
        (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(b"question,label\nis it loud?,0\nis it loud?,1\n"))
    assert [row["text"] for row in question_rows(tmp_path)] == ["is it loud?"]


def test_what_is_measured_on_is_not_learnt() -> None:
    learnt = {"text": "will it rain in Lima", "measured": False}
    other = {"text": "can it snow in May there", "measured": False}
    measured = {"text": "Will it rain in Lima?", "measured": True}
    assert without_leaks([learnt, other, measured]) == [other, measured]


def test_of_the_router_all_that_is_held_out_is_only_measured_on() -> None:
    files = sorted(HELD_OUT.glob("*.jsonl"))
    held_out = {sample.context.message for path in files for row in read_rows(path) for sample in samples_of(row)}
    rows = without_leaks(router_rows())
    assert [path.stem for path in files] == ["heldout_dialogues", "heldout_messages", "heldout_scope"]
    assert not held_out & {row["text"] for row in rows if not row["measured"]}
    measured = {row["text"] for row in rows if row["measured"]}
    assert len(held_out & measured) > 0.8 * len(held_out)  # the others' labels say nothing clear
