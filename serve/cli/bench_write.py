"""Scores writers over rows of points and over questions about product pages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import finetune
from assistant.errors import InvalidInput
from assistant.guard.guard import Guard
from assistant.writer.model_writer import ModelWriter
from assistant.writer.writer import Writer
from finetune.evaluate.page_questions import bench_page_questions
from finetune.evaluate.product_questions import read_questions
from finetune.evaluate.write import bench_write
from finetune.writer_rows import read_writer_rows
from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare as prepare_encoder
from retriever.evidence.selector import EvidenceSelector
from retriever.evidence.structured import read_attribute
from serve.cli.bench_messages import bench_messages
from serve.cli.bench_models import candidates, name_of, opened
from serve.cli.bench_table import Column, models_table
from serve.cli.logs import log_to_stderr
from serve.cli.progress import Report, progress_bars, stderr
from serve.settings import WRITER, Settings

_PATIENCE = 60.0  # seconds: the figures are the model's own; what a slow one costs shows in the milliseconds
_HELD_OUT = Path(finetune.__file__).parent / "data" / "writer" / "heldout" / "replies.jsonl"
_COLUMNS: tuple[Column, ...] = (
    ("n", "replies"),
    ("sentences_passed", "sentences passed"),
    ("grounded", "grounded"),
    ("all_told_by_writer", "all told by it"),
    ("all_told", "all told"),
    ("untouched", "untouched"),
    ("mean_words", "words"),
    ("first_sentence_p50_ms", "first ms"),
    ("total_p50_ms", "total ms"),
)
_QUESTION_COLUMNS: tuple[Column, ...] = (
    ("questions", "questions"),
    ("not_said", "“doesn't say” where none answers"),
    ("coverage", "answered where one does"),
    ("precision", "of answers, right"),
)


@dataclass(frozen=True, slots=True)
class WriteBench:
    """What to measure.

    Attributes:
        rows: writer rows; the shipped held-out ones when nothing else is given.
        product_questions: judged questions about product pages, CSV.
        messages: JSON lines with "text", answered by a whole shop.
        limit: at most so many of each, from the start of the file.
    """

    models: Sequence[str] = ()
    rows: Path | None = None
    product_questions: Path | None = None
    messages: Path | None = None
    predictions: Path | None = None
    limit: int | None = None


def bench_write_files(settings: Settings, wanted: WriteBench) -> dict[str, Any]:
    """Return the figures of the first model, and with several those of each under `models`.

    Raises:
        InvalidInput: a file can't be read, or a model is none.
        SetupError: there is no language model.
    """
    log_to_stderr(logging.ERROR)
    figures: dict[str, dict[str, Any]] = {}
    chosen = candidates(wanted.models) if _measures_writers(wanted) else ()
    with progress_bars(stderr()) as report:
        for candidate in chosen:
            with opened(candidate, WRITER, settings, report) as model:
                writer = ModelWriter(model, name=name_of(model, WRITER), deadline=_PATIENCE)
                predictions = _own_file(wanted.predictions, candidate.name, len(chosen))
                figures[candidate.name] = asyncio.run(
                    _measure(writer, wanted, predictions, settings, report, candidate.name)
                )
    told: dict[str, Any] = dict(next(iter(figures.values()), {}))
    if len(chosen) > 1:
        told["models"] = figures
    if wanted.messages is not None:
        told["messages"] = bench_messages(settings, wanted.messages, wanted.limit)
    _show(figures)
    return told


async def _measure(
    writer: Writer, wanted: WriteBench, predictions: Path | None, settings: Settings, report: Report, name: str
) -> dict[str, Any]:
    guard = Guard(settings.locale)
    figures: dict[str, Any] = {}
    if wanted.rows or not wanted.product_questions:
        rows = read_writer_rows(wanted.rows or _HELD_OUT)[: wanted.limit]
        if not rows:
            raise InvalidInput("There are no rows to write.")
        figures |= await bench_write(
            writer, guard, rows, predictions, progress=lambda done, all_: report(f"{name}: writing", done / all_)
        )
    if wanted.product_questions:
        questions = read_questions(wanted.product_questions)[: wanted.limit]
        evidence = EvidenceSelector(MiniLM(prepare_encoder(settings.var_dir / "models", report)))
        figures["product_questions"] = await bench_page_questions(
            evidence,
            writer,
            guard,
            questions,
            read_attribute,
            predictions.with_suffix(".questions.jsonl") if predictions else None,
            progress=lambda done, all_: report(f"{name}: answering", done / all_),
        )
    return figures


def _measures_writers(wanted: WriteBench) -> bool:
    return bool(wanted.rows or wanted.product_questions or wanted.messages is None)


def _own_file(path: Path | None, name: str, models: int) -> Path | None:
    """Give each of several models a file of its own: replies.jsonl becomes replies.base.jsonl."""
    return path.with_suffix(f".{name}{path.suffix}") if path and models > 1 else path


def _show(figures: dict[str, dict[str, Any]]) -> None:
    console = stderr()
    if any("n" in one for one in figures.values()):
        console.print(models_table("replies, with 95 % intervals", figures, _COLUMNS))
    asked = {name: one["product_questions"] for name, one in figures.items() if "product_questions" in one}
    if asked:
        console.print(models_table("questions about product pages, with 95 % intervals", asked, _QUESTION_COLUMNS))
