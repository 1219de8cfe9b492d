"""A row's other values: the same in message, points and reply, and still told and faithful."""

from __future__ import annotations

import random

import pytest

from assistant.guard.faithful import Faithfulness
from assistant.guard.guard import Guard
from assistant.writer.sentences import SentenceCutter
from assistant.writer.told import is_told
from finetune.compose.briefs import SITUATIONS, compose_briefs
from finetune.point_facts import facts_of_points
from finetune.tasks.writer import WRITER_DATA, WriterRow, read_writer_rows
from finetune.tasks.writer_augment import redraw

ROWS = [row for path in sorted(WRITER_DATA.glob("*.jsonl")) for row in read_writer_rows(path)][::40]


def sentences(row: WriterRow) -> list[str]:
    cutter = SentenceCutter()
    return [*cutter.feed(row.reply), *cutter.finish()]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_stays_true_with_other_values(row: WriterRow) -> None:
    other = redraw(row, random.Random(row.id))
    facts = facts_of_points(other.points)
    assert all(is_told(point, other.reply) for point in other.points if not point.closing)
    faithfulness = Faithfulness(other.points, other.message)
    for sentence in sentences(other):
        assert Guard().check(sentence, facts) == ()
        assert faithfulness.check(sentence) == []


def test_the_rows_kept_apart_fit_the_wordings_of_today() -> None:
    assert read_writer_rows(WRITER_DATA / "heldout" / "replies.jsonl")


def test_the_same_chance_gives_the_same_row_and_another_one_another() -> None:
    row = next(row for row in ROWS if "$" in row.reply)
    assert redraw(row, random.Random(1)) == redraw(row, random.Random(1))
    assert len({redraw(row, random.Random(seed)).reply for seed in range(6)}) > 3


def test_briefs_cover_every_situation() -> None:
    briefs = compose_briefs(1500, seed=2)
    assert {brief.situation.split(" + ")[0] for brief in briefs} == set(SITUATIONS)
    assert briefs == compose_briefs(1500, seed=2)
