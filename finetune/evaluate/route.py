"""The route bench: a planner over labelled messages and dialogues, its own searches carried from turn to turn."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from assistant.domain.conversation import ToolCall
from assistant.planner.context import PlanContext
from finetune.evaluate.predictions import PredictionRow, judge_rows, write_predictions
from finetune.evaluate.scores import summarise, wilson
from finetune.rows import ContextRow, DialogueRow, MessageRow, Row, last_search, read_rows, turn_context


class PlannedCalls(Protocol):
    """What is read of a plan."""

    @property
    def calls(self) -> Sequence[ToolCall]: ...


class RoutePlanner(Protocol):
    """Plans one message; `assistant.planner.planner.Planner` does."""

    async def plan(self, context: PlanContext) -> PlannedCalls: ...


async def bench_route(
    planner: RoutePlanner,
    messages: Path | None = None,
    dialogues: Path | None = None,
    predictions: Path | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Score a planner over files of labelled rows.

    Args:
        predictions: where the planned calls are written to, one row for each message or turn.
        progress: told how many of how many planning calls are done.

    Returns:
        n, first_tool_accuracy, exact_accuracy, argument_f1, p50_ms and p95_ms of a planning call, and the 95 %
        confidence intervals of both accuracies.

    Raises:
        InvalidInput: a file can't be read.
    """
    rows = [row for path in (messages, dialogues) if path for row in read_rows(path)]
    total = sum(len(row.turns) if isinstance(row, DialogueRow) else 1 for row in rows)
    planned: list[PredictionRow] = []
    durations: list[float] = []
    for row in rows:
        async for prediction, milliseconds in _plan_row(planner, row):
            planned.append(prediction)
            durations.append(milliseconds)
            if progress:
                progress(len(planned), total)
    if predictions:
        write_predictions(predictions, planned)
    verdicts = judge_rows(rows, {row.id: row.tools for row in planned})
    scores = summarise(verdicts.values())
    return {
        "n": scores.n,
        "first_tool_accuracy": round(scores.first_tool_accuracy, 4),
        "exact_accuracy": round(scores.exact_accuracy, 4),
        "argument_f1": round(scores.argument_f1, 4),
        "p50_ms": round(percentile(durations, 0.5), 1),
        "p95_ms": round(percentile(durations, 0.95), 1),
        "first_tool_ci95": [round(bound, 4) for bound in wilson(scores.first_tool_accuracy, scores.n)],
        "exact_ci95": [round(bound, 4) for bound in wilson(scores.exact_accuracy, scores.n)],
    }


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of all lies (nearest rank); 0 where there are none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def _plan_row(planner: RoutePlanner, row: Row) -> AsyncIterator[tuple[PredictionRow, float]]:
    match row:
        case MessageRow():
            yield await _timed(planner, row.id, PlanContext(message=row.text))
        case ContextRow():
            yield await _timed(planner, row.id, row.context)
        case DialogueRow():
            search: dict[str, Any] | None = None
            for number in range(len(row.turns)):
                prediction, took = await _timed(planner, f"{row.id}.{number + 1}", turn_context(row, number, search))
                search = last_search(prediction.tools, search)
                yield prediction, took


async def _timed(planner: RoutePlanner, identifier: str, context: PlanContext) -> tuple[PredictionRow, float]:
    started = perf_counter()
    plan = await planner.plan(context)
    took = (perf_counter() - started) * 1000
    return PredictionRow(id=identifier, tools=tuple(plan.calls)), took
