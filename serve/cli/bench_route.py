"""Scores planners over labelled messages and dialogues, and over what no shop does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.planner.planner import Planner
from assistant.tools.registry import build_tools
from finetune.evaluate.clinc import report_out_of_scope
from finetune.evaluate.held_out import held_out_rows, held_out_scope_rows
from finetune.evaluate.public import report_intents
from finetune.evaluate.route import bench_route
from finetune.rows import Row, read_rows
from serve.cli.bench_models import candidates, name_of, opened
from serve.cli.bench_table import Column, models_table
from serve.cli.logs import log_to_stderr
from serve.cli.progress import Report, progress_bars, stderr
from serve.cli.scope import open_scope
from serve.language_model import LateChatModel
from serve.settings import ROUTER, Settings

_PATIENCE = 60.0  # seconds: the figures are the model's own; what a slow one costs shows in the milliseconds
_TURNED_AWAY: tuple[Column, ...] = (
    ("out_of_scope_n", "out of scope"),
    ("out_of_scope_recall", "caught"),
    ("in_scope_n", "in scope"),
    ("false_alarm_rate", "turned away"),
)
_COLUMNS: tuple[Column, ...] = (
    ("n", "calls"),
    ("first_tool_accuracy", "first tool"),
    ("exact_accuracy", "exact"),
    ("dialogue_first_tool_accuracy", "dialogues' first"),
    *_TURNED_AWAY,
    ("p50_ms", "p50 ms"),
)


@dataclass(frozen=True, slots=True)
class RouteBench:
    """What to measure; the shipped rows that training never saw when no file of labelled ones is given.

    Attributes:
        messages, dialogues: labelled rows for all figures.
        scope: labelled rows that only count for what is out of scope and what isn't.
        out_of_scope: CLINC150 as clinc_oos has it; intents: customer-service utterances with their intent.
        limit: so many texts are drawn from each of these two.
        seed: which ones.
    """

    models: Sequence[str] = ()
    messages: Path | None = None
    dialogues: Path | None = None
    scope: Path | None = None
    predictions: Path | None = None
    out_of_scope: Path | None = None
    intents: Path | None = None
    limit: int = 500
    seed: int = 3


def bench_route_files(settings: Settings, wanted: RouteBench) -> dict[str, Any]:
    """Return the figures of the first model, and with several those of each under `models`.

    Raises:
        InvalidInput: a file can't be read, or a model is none.
        SetupError: there is no language model.
    """
    log_to_stderr(logging.ERROR)
    rows, scope_rows = _rows(wanted)
    chosen = candidates(wanted.models)
    figures: dict[str, dict[str, Any]] = {}
    with progress_bars(stderr()) as report:
        scope = open_scope(settings.var_dir / "models", settings.llm_threads, report)
        for candidate in chosen:
            predictions = wanted.predictions
            if predictions and len(chosen) > 1:
                predictions = predictions.with_suffix(f".{candidate.name}{predictions.suffix}")
            with opened(candidate, ROUTER, settings, report) as model:
                late = LateChatModel()
                late.opened(model)
                planner = Planner(
                    late,
                    build_tools(),
                    count_tokens=late.count_tokens,
                    name=name_of(model, ROUTER),
                    deadline=_PATIENCE,
                    scope=scope,
                )
                figures[candidate.name] = asyncio.run(
                    _measure(planner, wanted, (rows, scope_rows), predictions, report, candidate.name)
                )
    if rows:
        stderr().print(models_table("planning, with 95 % intervals", figures, _COLUMNS))
    near = {name: one["scope"] for name, one in figures.items() if "scope" in one}
    if near:
        stderr().print(
            models_table(
                "messages around what a shop does, with 95 % intervals", near, (("n", "messages"), *_TURNED_AWAY)
            )
        )
    told = dict(next(iter(figures.values())))
    return {**told, "models": figures} if len(figures) > 1 else told


def _rows(wanted: RouteBench) -> tuple[list[Row], list[Row]]:
    if not (wanted.messages or wanted.dialogues or wanted.scope):
        return held_out_rows(), held_out_scope_rows()
    rows = [row for path in (wanted.messages, wanted.dialogues) if path for row in read_rows(path)]
    return rows, read_rows(wanted.scope) if wanted.scope else []


async def _measure(
    planner: Planner,
    wanted: RouteBench,
    measured: tuple[Sequence[Row], Sequence[Row]],
    predictions: Path | None,
    report: Report,
    name: str,
) -> dict[str, Any]:
    rows, scope_rows = measured
    await planner.warm_up()
    figures = await bench_route(
        planner,
        rows,
        predictions,
        scope_rows=scope_rows,
        progress=lambda done, all_: report(f"{name}: planning", done / all_),
    )
    if wanted.out_of_scope:
        figures["clinc"] = await report_out_of_scope(
            planner,
            wanted.out_of_scope,
            wanted.limit,
            wanted.seed,
            progress=lambda done, all_: report(f"{name}: out of scope", done / all_),
        )
    if wanted.intents:
        report(f"{name}: intents", 0.0)
        figures["service"] = await report_intents(planner, wanted.intents, wanted.limit, wanted.seed)
    return figures
