"""The writer: a shopper's message and the facts to tell become a reply in the shop's voice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.writer.prompt import build_messages
from finetune.cleaning import NearDuplicates, held_for_validation, require_unique
from finetune.examples import Example, TrainingSet
from finetune.sources.files import outside_writer_rows
from finetune.sources.written import written_rows
from finetune.tally import Tally
from finetune.tasks.writer_augment import redraw
from finetune.writer_rows import WriterRow, read_writer_rows

WRITER_DATA = Path(__file__).parents[1] / "data" / "writer"


class WriterMixture(BaseModel):
    """What the writer learns.

    Attributes:
        data_dir: written rows, `*.jsonl`, with the held-out rows in `heldout/`.
        sources: more rows: exported conversations, agents' suggestions, or rows as in `data_dir`.
        skip_broken: leave out and count lines that don't fit, instead of refusing them.
        epochs: how often every row is learnt, each time in another order and with other values.
        validation: share of the rows that is only ever measured on.
        near: word-set Jaccard similarity, of message and reply together, from which two rows are the same.
        seed: which values are drawn.
        split_seed: which rows are for validation; the same in all runs that build on each other.
    """

    model_config = ConfigDict(frozen=True)

    task: Literal["writer"] = "writer"
    data_dir: Path = WRITER_DATA
    sources: tuple[Path, ...] = ()
    skip_broken: bool = False
    epochs: int = Field(default=3, ge=1)
    validation: float = 0.06
    near: float = 0.85
    seed: int = 7
    split_seed: int = 7


def writer_example(row: WriterRow) -> Example:
    """Write a row as the writer meets it."""
    return Example(row.id, row.lineage, build_messages(row.points, row.message, row.locale), row.reply)


def load_writer(mixture: WriterMixture) -> TrainingSet:
    """Read, split and clean; the same mixture over the same files always gives the same examples.

    Raises:
        InvalidInput: a line is broken, two rows have the same id, or there are no rows.
    """
    tally = Tally(skip_broken=mixture.skip_broken)
    training, _ = writer_parts(mixture, tally)
    epochs: list[list[Example]] = []
    for number in range(mixture.epochs):
        rng = random.Random(f"{mixture.seed}/{number}")  # noqa: S311  # reproducible data, no secret
        epochs.append([writer_example(redraw(row, rng)) for row in training])
    return TrainingSet(epochs, tally)


def writer_parts(mixture: WriterMixture, tally: Tally) -> tuple[list[WriterRow], list[WriterRow]]:
    """Return the rows to learn, cleaned, and those for validation; what came from where goes into the tally."""
    rows, held_out = written_rows(mixture.data_dir, read_writer_rows, tally)
    for path in mixture.sources:
        rows += outside_writer_rows(path, tally)
    require_unique(row.id for row in [*rows, *held_out])
    validation = [row for row in rows if held_for_validation(row.id, mixture.split_seed, mixture.validation)]
    ids = {row.id for row in validation}
    training = [row for row in rows if row.id not in ids]
    learnt = _new_rows(training, [*held_out, *validation], mixture.near, tally.counts)
    tally.counts["validation_rows"] = len(validation)
    tally.counts["training_rows"] = len(learnt)
    return learnt, validation


def _new_rows(
    rows: Sequence[WriterRow], measured_on: Sequence[WriterRow], near: float, counts: Counter[str]
) -> list[WriterRow]:
    """Leave out what says the same as a row that is measured on, or as one before it."""
    vocabulary = [_words(row) for row in [*rows, *measured_on]]
    measured, learnt = NearDuplicates(near, vocabulary), NearDuplicates(near, vocabulary)
    for row in measured_on:
        measured.add(_words(row))
    kept: list[WriterRow] = []
    for row in rows:
        words = _words(row)
        if words in measured:
            counts["leaked"] += 1
        elif words in learnt:
            counts["repeated"] += 1
        else:
            learnt.add(words)
            kept.append(row)
    return kept


def _words(row: WriterRow) -> str:
    return f"{row.message} {row.reply}"
