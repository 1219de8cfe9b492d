"""Mixes what is trained on: hand-written rows, composed rows, and a validation part that is never learnt."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.planner.context import PlanContext
from finetune.augment import surround
from finetune.cleaning import NearDuplicates, held_for_validation, require_unique
from finetune.compose.composer import compose
from finetune.rows import MessageRow, Row, Sample, read_rows, samples_of
from finetune.sources.files import outside_router_rows
from finetune.sources.written import written_rows
from finetune.tally import Tally

ROUTER_DATA = Path(__file__).parent / "data" / "router"


class Mixture(BaseModel):
    """What is learnt, epoch by epoch.

    Attributes:
        data_dir: hand-written rows, `*.jsonl`, with the held-out rows in `heldout/`.
        sources: more rows: exported conversations, or rows as in `data_dir`.
        skip_broken: leave out and count lines that don't fit, instead of refusing them.
        composed: how many composed rows each epoch adds to all the hand-written ones.
        dialogue_turns: share of the dialogues' turns that each epoch draws; they cost several messages each.
        validation: share of the hand-written rows, whole dialogues, that is only ever measured on.
        surrounded: share of the single messages that get unrelated surroundings.
        near: word-set Jaccard similarity from which two messages are the same.
        seed: what is composed and which messages get surroundings.
        split_seed: which rows are for validation; the same in all runs that build on each other.
    """

    model_config = ConfigDict(frozen=True)

    task: Literal["router"] = "router"
    data_dir: Path = ROUTER_DATA
    sources: tuple[Path, ...] = ()
    skip_broken: bool = False
    composed: tuple[int, ...] = (2500, 2500)
    dialogue_turns: float = 1.0
    validation: float = 0.06
    surrounded: float = 0.35
    near: float = 0.85
    seed: int = 7
    split_seed: int = 7


@dataclass
class LoadedMixture:
    """Training samples by epoch, validation rows, and how many rows came from where or were removed."""

    epochs: list[list[Sample]]
    validation: list[Row]
    tally: Tally

    @property
    def counts(self) -> Counter[str]:
        return self.tally.counts


def load_mixture(mixture: Mixture) -> LoadedMixture:
    """Read, clean, split and compose; the same mixture over the same files always gives the same samples.

    Raises:
        InvalidInput: a line is broken, or two rows have the same id.
    """
    tally = Tally(skip_broken=mixture.skip_broken)
    counts = tally.counts
    rows, held_out = written_rows(mixture.data_dir, read_rows, tally)
    for path in mixture.sources:
        rows += outside_router_rows(path, tally)
    require_unique(row.id for row in [*rows, *held_out])
    training, validation = _split(rows, mixture)
    vocabulary = [sample.context.message for row in [*rows, *held_out] for sample in samples_of(row)]
    clean = _Cleaner(mixture.near, vocabulary, counts)
    for row in [*held_out, *validation]:
        clean.measure_on(row)
    hand = clean.new_samples(training, "hand")
    wanted = sum(mixture.composed)
    composed = clean.new_samples(compose(wanted, mixture.seed), "composed") if wanted else []
    counts["validation_rows"] = len(validation)
    counts["hand_samples"] = len(hand)
    counts["composed_samples"] = len(composed)

    rng = random.Random(mixture.seed)  # noqa: S311  # reproducible data, no secret
    rng.shuffle(composed)
    contexts = [sample.context for sample in hand if sample.context.setting]
    epochs: list[list[Sample]] = []
    for size in mixture.composed:
        part, composed = composed[:size], composed[size:]
        turns = [sample for sample in hand if sample.group == sample.id or rng.random() < mixture.dialogue_turns]
        epoch = [*turns, *part]
        epochs.append([_maybe_surrounded(sample, contexts, mixture.surrounded, rng) for sample in epoch])
    return LoadedMixture(epochs, validation, tally)


def _split(rows: Sequence[Row], mixture: Mixture) -> tuple[list[Row], list[Row]]:
    """Take each row for validation by its own id, so that files that grow leave the split as it was."""
    training: list[Row] = []
    validation: list[Row] = []
    for row in rows:
        held = held_for_validation(row.id, mixture.split_seed, mixture.validation)
        (validation if held else training).append(row)
    return training, validation


class _Cleaner:
    """Lets through what repeats neither what is measured on nor what went before.

    Messages that stand alone are compared with all; a dialogue's turn says little by itself ("yes please"), so there
    only longer messages are, and a repeated turn doesn't take its dialogue with it.
    """

    def __init__(self, threshold: float, vocabulary: Sequence[str], counts: Counter[str]) -> None:
        self._measured = NearDuplicates(threshold, vocabulary)
        self._learnt = NearDuplicates(threshold, vocabulary)
        self._counts = counts

    def measure_on(self, row: Row) -> None:
        for sample in samples_of(row):
            self._measured.add(sample.context.message)

    def new_samples(self, rows: Sequence[Row], source: str) -> list[Sample]:
        kept: list[Sample] = []
        for row in rows:
            for sample in samples_of(row):
                message = sample.context.message
                alone = isinstance(row, MessageRow)
                comparable = alone or len(message.split()) >= self._learnt.min_words
                if comparable and message in self._measured:
                    self._counts[f"leaked.{source}"] += 1
                elif comparable and message in self._learnt:
                    self._counts[f"repeated.{source}"] += 1
                else:
                    self._learnt.add(message)
                    kept.append(sample)
        return kept


def _maybe_surrounded(
    sample: Sample,
    contexts: Sequence[PlanContext],
    share: float,
    rng: random.Random,
) -> Sample:
    alone = sample.context == PlanContext(message=sample.context.message)
    if alone and contexts and rng.random() < share:
        return surround(sample, contexts, rng)
    return sample
