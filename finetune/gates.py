"""The gates that an adapter has to pass before it serves: no worse than the one before, and never below a floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from assistant.errors import Conflict

Report = Mapping[str, Any]
"""Figures by name, as the benches return them."""


@dataclass(frozen=True)
class Gate:
    """One figure that has to hold.

    Attributes:
        metric: its name in the report.
        words: what it is called.
        lower_is_better: for rates of mistakes.
        tolerance: by how much it may be worse than before, for chance.
        bound: the floor, or the ceiling of a rate of mistakes.
        over: the figure that says over how many calls it was counted.
        as_served: it speaks of the shop's whole planning, so that a report of the model alone isn't judged by it.
    """

    metric: str
    words: str
    lower_is_better: bool = False
    tolerance: float = 0.0
    bound: float | None = None
    over: str = "n"
    as_served: bool = False


GATES: dict[str, tuple[Gate, ...]] = {
    "router": (
        Gate("first_tool_accuracy", "right first tool", bound=0.85),
        Gate("exact_accuracy", "exact tools and arguments", bound=0.70),
        Gate("dialogue_first_tool_accuracy", "right first tool in dialogues", tolerance=0.005, bound=0.80),
        Gate(
            "out_of_scope_recall",
            "out of scope caught",
            tolerance=0.005,
            bound=0.65,  # a tenth below what ships, over messages chosen to be hard
            over="out_of_scope_n",
            as_served=True,
        ),
        Gate(
            "false_alarm_rate",
            "in scope but turned away",
            lower_is_better=True,
            tolerance=0.003,
            bound=0.05,
            over="in_scope_n",
            as_served=True,
        ),
    ),
    "writer": (
        Gate("sentences_passed", "sentences that pass the guard", tolerance=0.002, bound=0.90),
        Gate("grounded", "grounded of what leaves", bound=1.0),
        Gate("all_told_by_writer", "replies that tell every fact", tolerance=0.005, bound=0.80),
        Gate("all_told", "replies that tell every fact, completed", tolerance=0.002, bound=0.95),
    ),
}


@dataclass(frozen=True)
class Judgement:
    """What a gate says.

    Attributes:
        after, before: the new figure and the one in force; None where it wasn't measured.
        fault: in a few words, why it doesn't pass; empty when it does.
    """

    gate: Gate
    after: float | None
    before: float | None
    fault: str = ""


class WorseAdapter(Conflict):
    """A new adapter measures worse than the one in force, or too badly to serve at all."""

    default_hint = "Train on more rows or for longer; what serves now goes on serving."


def judge_report(task: str, after: Report, before: Report | None) -> list[Judgement]:
    """Hold new figures against the gates of a task.

    Figures that were measured on different rows aren't compared, only held against the bounds. A figure that the one
    in force has and the new one lacks doesn't pass. A report that says it isn't `as_served` is judged by what doesn't
    depend on it.
    """
    return [
        Judgement(gate, None, None)
        if gate.as_served and not _as_served(after)
        else _judge(gate, after, before if before is not None and _comparable(gate, after, before) else None)
        for gate in GATES.get(task, ())
    ]


def require_passed(judgements: Sequence[Judgement]) -> None:
    """Let no adapter pass that fails a gate.

    Raises:
        WorseAdapter: with each gate that failed, and by how much.
    """
    faults = [judgement.fault for judgement in judgements if judgement.fault]
    if faults:
        raise WorseAdapter(f"The adapter is refused: {'; '.join(faults)}.")


def figures_of(metrics: Report) -> dict[str, Any]:
    """Return the gated figures of a shipped adapter's metrics.json, or of a report, which is flat already."""
    flat = dict(metrics.get("heldout", metrics))
    dialogues = metrics.get("heldout_parts", {}).get("dialogues", {})
    if "first_tool_accuracy" in dialogues:
        flat.setdefault("dialogue_first_tool_accuracy", dialogues["first_tool_accuracy"])
    return flat


def gates_table(judgements: Sequence[Judgement]) -> Table:
    """Return what the gates say as a table."""
    table = Table("gate", "before", "now", "")
    for one in judgements:
        before, now = (f"{figure:.1%}" if figure is not None else "–" for figure in (one.before, one.after))
        table.add_row(one.gate.words, before, now, _verdict(one))
    return table


def _comparable(gate: Gate, after: Report, before: Report) -> bool:
    same_rows = all(before.get(count) == after.get(count) for count in ("n", gate.over))
    return same_rows and (_as_served(before) or not gate.as_served)


def _as_served(report: Report) -> bool:
    return bool(report.get("as_served", True))


def _verdict(one: Judgement) -> str:
    if one.fault:
        return "refused"
    return "passed" if one.after is not None else "not measured"


def _judge(gate: Gate, after: Report, before: Report | None) -> Judgement:
    new, old = after.get(gate.metric), before.get(gate.metric) if before else None
    if new is None:
        fault = f"{gate.words} was {old:.1%} and is not measured now" if old is not None else ""
        return Judgement(gate, None, old, fault)
    sign = -1 if gate.lower_is_better else 1
    if gate.bound is not None and sign * (new - gate.bound) < -1e-9:
        most = "at most" if gate.lower_is_better else "at least"
        return Judgement(gate, new, old, f"{gate.words} {new:.1%}, where {most} {gate.bound:.1%} is needed")
    if old is not None and sign * (new - old) < -gate.tolerance - 1e-9:
        allowed = f", {100 * gate.tolerance:.1f} are let pass" if gate.tolerance else ""
        points = f"{100 * abs(new - old):.1f} points worse{allowed}"
        return Judgement(gate, new, old, f"{gate.words} {new:.1%} after {old:.1%} ({points})")
    return Judgement(gate, new, old)
