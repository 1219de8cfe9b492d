"""Scores of predicted tool calls against labels: first tool, exact, and argument F1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.domain.conversation import ToolCall
from assistant.domain.intervals import ci95

FREE_TEXT = frozenset({"need", "question", "reason", "details", "wanted", "items"})
QUERY_F1 = 0.6
_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True)
class Scores:
    """Scores over `n` planning calls, each 0 to 1."""

    n: int
    first_tool_accuracy: float
    exact_accuracy: float
    argument_f1: float


@dataclass(frozen=True)
class Verdict:
    """How one prediction did against the best of its labels.

    Attributes:
        right, predicted, wanted: counts of (call, argument, value), free text aside.
    """

    first: bool
    exact: bool
    right: int
    predicted: int
    wanted: int


def judge(predicted: Sequence[ToolCall], labels: Sequence[Sequence[ToolCall]]) -> Verdict:
    """Compare a prediction with a label and its alternatives; the one that it fits best counts.

    Args:
        labels: at least one sequence of calls.
    """
    verdicts = [_judge_one(predicted, label) for label in labels]
    best = max(verdicts, key=lambda one: (one.exact, _f1(one.right, one.predicted, one.wanted), one.first))
    return Verdict(
        first=any(one.first for one in verdicts),
        exact=best.exact,
        right=best.right,
        predicted=best.predicted,
        wanted=best.wanted,
    )


def summarise(verdicts: Iterable[Verdict]) -> Scores:
    """Average verdicts; argument F1 is over all arguments together, so that a call without any weighs nothing."""
    verdicts = list(verdicts)
    n = len(verdicts)
    if not n:
        return Scores(0, 0.0, 0.0, 0.0)
    return Scores(
        n=n,
        first_tool_accuracy=sum(one.first for one in verdicts) / n,
        exact_accuracy=sum(one.exact for one in verdicts) / n,
        argument_f1=_f1(
            sum(one.right for one in verdicts),
            sum(one.predicted for one in verdicts),
            sum(one.wanted for one in verdicts),
        ),
    )


def same_value(argument: str, one: object, other: object) -> bool:
    """Tell whether two values of an argument mean the same: letter case aside, queries by their words."""
    if argument == "query":
        return token_f1(str(one), str(other)) >= QUERY_F1
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return float(one) == float(other)
    if isinstance(one, str) and isinstance(other, str):
        return one.strip().lower() == other.strip().lower()
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(same_value("", a, b) for a, b in zip(one, other, strict=True))
    return False


def token_f1(one: str, other: str) -> float:
    """Return the F1 of two texts' word sets, 0 to 1."""
    first, second = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    return _f1(len(first & second), len(first), len(second))


def share(name: str, right: float, n: int) -> dict[str, Any]:
    """Return `right` of `n` as the figure `name` with its 95 % interval as `name`_ci95; nothing where n is 0."""
    if not n:
        return {}
    return {name: round(right / n, 4), f"{name}_ci95": ci95(right, n)}


def _judge_one(predicted: Sequence[ToolCall], label: Sequence[ToolCall]) -> Verdict:
    wanted = _arguments(label)
    given = _arguments(predicted)
    left = list(wanted)
    right = 0
    for name, argument, value in given:
        match = next(
            (each for each in left if each[:2] == (name, argument) and same_value(argument, value, each[2])), None
        )
        if match:
            left.remove(match)
            right += 1
    return Verdict(
        first=bool(predicted) and bool(label) and predicted[0].name == label[0].name,
        exact=len(predicted) == len(label) and all(map(_same_call, predicted, label)),
        right=right,
        predicted=len(given),
        wanted=len(wanted),
    )


def _same_call(one: ToolCall, other: ToolCall) -> bool:
    first = {name: value for name, value in one.args.items() if name not in FREE_TEXT}
    second = {name: value for name, value in other.args.items() if name not in FREE_TEXT}
    return (
        one.name == other.name
        and first.keys() == second.keys()
        and all(same_value(name, value, second[name]) for name, value in first.items())
    )


def _arguments(calls: Iterable[ToolCall]) -> list[tuple[str, str, object]]:
    return [(call.name, name, value) for call in calls for name, value in call.args.items() if name not in FREE_TEXT]


def _f1(right: int, predicted: int, wanted: int) -> float:
    if not predicted and not wanted:
        return 1.0
    return 2 * right / (predicted + wanted)
