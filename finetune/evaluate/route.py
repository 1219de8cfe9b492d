"""The route bench: a planner over labelled messages and dialogues, its own searches carried from turn to turn."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from assistant.domain.conversation import ToolCall
from assistant.planner.context import PlanContext
from finetune.evaluate.predictions import PredictionRow, judge_rows, write_predictions
from finetune.evaluate.scores import share, summarise
from finetune.rows import ContextRow, DialogueRow, MessageRow, Row, last_search, samples_of, turn_context

OUT_OF_SCOPE = "out_of_scope"  # the kind of reply


class PlannedCalls(Protocol):
    """What is read of a plan."""

    @property
    def calls(self) -> Sequence[ToolCall]: ...


class RoutePlanner(Protocol):
    """Plans one message; `assistant.planner.planner.Planner` does."""

    async def plan(self, context: PlanContext) -> PlannedCalls: ...


async def bench_route(
    planner: RoutePlanner,
    rows: Sequence[Row],
    predictions: Path | None = None,
    *,
    scope_rows: Sequence[Row] = (),
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Score a planner over labelled rows.

    Args:
        predictions: where the planned calls are written to, one row for each message or turn.
        scope_rows: further ones that only count for what is out of scope and what isn't.
        progress: told how many of how many planning calls are done.

    Returns:
        n planning calls; first_tool_accuracy and exact_accuracy over all of them, message_first_tool_accuracy and
        dialogue_first_tool_accuracy apart; argument_f1, p50_ms and p95_ms of a planning call. Over the scope rows as
        well: out_of_scope_recall, of the out_of_scope_n calls that the labels call so, and false_alarm_rate, of the
        in_scope_n others; over the scope rows alone, these four and n under `scope`. Shares have their 95 % interval as
        …_ci95; they are absent where no row counts for them.
    """
    total = sum(len(row.turns) if isinstance(row, DialogueRow) else 1 for row in [*rows, *scope_rows])
    done = 0

    def note() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, total)

    planned, durations = await _plan_rows(planner, rows, note)
    planned_scope, _ = await _plan_rows(planner, scope_rows, note)
    if predictions:
        write_predictions(predictions, [*planned, *planned_scope])
    predicted = {row.id: row.tools for row in planned}
    verdicts = judge_rows(rows, predicted)
    scores = summarise(verdicts.values())
    turns = {sample.id for row in rows if isinstance(row, DialogueRow) for sample in samples_of(row)}
    away = _turned_away(rows, predicted)
    away_scope = _turned_away(scope_rows, {row.id: row.tools for row in planned_scope})
    figures = {
        "n": scores.n,
        **share("first_tool_accuracy", sum(one.first for one in verdicts.values()), scores.n),
        **share("exact_accuracy", sum(one.exact for one in verdicts.values()), scores.n),
        **_first_tools("message", [one.first for key, one in verdicts.items() if key not in turns]),
        **_first_tools("dialogue", [verdicts[key].first for key in turns]),
        **_scope([*away, *away_scope]),
        "argument_f1": round(scores.argument_f1, 4),
        "p50_ms": round(percentile(durations, 0.5), 1),
        "p95_ms": round(percentile(durations, 0.95), 1),
    }
    if scope_rows:
        figures["scope"] = {"n": len(planned_scope), **_scope(away_scope)}
    return figures


def out_of_scope(calls: Sequence[ToolCall]) -> bool:
    """Say whether the calls tell the shopper that this is nothing that a shop does."""
    return any(call.name == "reply" and call.args.get("kind") == OUT_OF_SCOPE for call in calls)


def _first_tools(part: str, right: Sequence[bool]) -> dict[str, Any]:
    return share(f"{part}_first_tool_accuracy", sum(right), len(right))


def _turned_away(rows: Sequence[Row], predicted: Mapping[str, Sequence[ToolCall]]) -> list[tuple[bool, bool]]:
    """Return of each call whether the label turns it away and whether the plan does; not where labels allow both."""
    return [
        (out_of_scope(sample.calls), out_of_scope(predicted.get(sample.id, ())))
        for row in rows
        for sample in samples_of(row)
        if out_of_scope(sample.calls) or not any(map(out_of_scope, sample.also_ok))
    ]


def _scope(calls: Sequence[tuple[bool, bool]]) -> dict[str, Any]:
    """Count what was rightly and what was wrongly turned away."""
    caught = [turned_away for wanted, turned_away in calls if wanted]
    alarms = [turned_away for wanted, turned_away in calls if not wanted]
    return {
        "out_of_scope_n": len(caught),
        **share("out_of_scope_recall", sum(caught), len(caught)),
        "in_scope_n": len(alarms),
        **share("false_alarm_rate", sum(alarms), len(alarms)),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of all lies (nearest rank); 0 where there are none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def _plan_rows(
    planner: RoutePlanner, rows: Sequence[Row], note: Callable[[], None]
) -> tuple[list[PredictionRow], list[float]]:
    """Return the plan of every call, and the milliseconds that each took; `note` is called after each."""
    planned: list[PredictionRow] = []
    durations: list[float] = []
    for row in rows:
        async for prediction, milliseconds in _plan_row(planner, row):
            planned.append(prediction)
            durations.append(milliseconds)
            note()
    return planned, durations


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
