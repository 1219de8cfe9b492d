"""No adapter that is worse on any gate passes, and the refusal says by how much."""

from __future__ import annotations

import json

import pytest

from finetune.gates import GATES, WorseAdapter, figures_of, judge_report, require_passed
from finetune.registry import SHIPPED

ROUTER = {
    "n": 691,
    "first_tool_accuracy": 0.94,
    "exact_accuracy": 0.82,
    "dialogue_first_tool_accuracy": 0.92,
    "out_of_scope_recall": 0.95,
    "false_alarm_rate": 0.02,
}
WRITER = {"n": 400, "sentences_passed": 0.97, "grounded": 1.0, "all_told_by_writer": 0.93, "all_told": 1.0}


@pytest.mark.parametrize(("task", "report"), [("router", ROUTER), ("writer", WRITER)])
def test_the_same_figures_pass(task: str, report: dict[str, float]) -> None:
    judgements = judge_report(task, report, report)
    require_passed(judgements)
    assert [one.gate for one in judgements] == list(GATES[task])


@pytest.mark.parametrize(
    ("task", "report", "changed", "said"),
    [
        (
            "router",
            ROUTER,
            {"exact_accuracy": 0.81},
            r"exact tools and arguments 81.0% after 82.0% \(1.0 points worse\)",
        ),
        ("router", ROUTER, {"false_alarm_rate": 0.04}, r"turned away 4.0% after 2.0% \(2.0 points worse, 0.3 are let"),
        ("router", ROUTER, {"false_alarm_rate": 0.2}, "turned away 20.0%, where at most 5.0% is needed"),
        ("writer", WRITER, {"grounded": 0.999}, "grounded of what leaves 99.9%, where at least 100.0% is needed"),
        ("writer", WRITER, {"all_told": None}, "was 100.0% and is not measured now"),
    ],
)
def test_a_worse_figure_is_refused_in_words_and_numbers(
    task: str, report: dict[str, float], changed: dict[str, float | None], said: str
) -> None:
    after = {name: value for name, value in {**report, **changed}.items() if value is not None}
    with pytest.raises(WorseAdapter, match=said):
        require_passed(judge_report(task, after, report))


def test_all_that_fails_is_named_at_once() -> None:
    after = ROUTER | {"exact_accuracy": 0.5, "first_tool_accuracy": 0.5}
    with pytest.raises(WorseAdapter, match=r"first tool.*; exact"):
        require_passed(judge_report("router", after, ROUTER))


def test_better_passes_and_chance_is_allowed_for() -> None:
    require_passed(judge_report("router", ROUTER | {"exact_accuracy": 0.9, "out_of_scope_recall": 0.946}, ROUTER))


def test_figures_on_other_rows_meet_the_bounds_only() -> None:
    require_passed(judge_report("router", ROUTER | {"n": 5, "exact_accuracy": 0.75}, ROUTER))
    with pytest.raises(WorseAdapter, match=r"at least 70\.0%"):
        require_passed(judge_report("router", ROUTER | {"n": 5, "exact_accuracy": 0.6}, ROUTER))


def test_what_is_turned_away_is_compared_over_the_same_rows() -> None:
    worse = ROUTER | {"out_of_scope_recall": 0.85, "out_of_scope_n": 115}
    require_passed(judge_report("router", worse, ROUTER))
    with pytest.raises(WorseAdapter, match=r"85\.0% after 95\.0%"):
        require_passed(judge_report("router", worse, ROUTER | {"out_of_scope_n": 115}))


def test_what_the_shop_turns_away_is_judged_as_served_only() -> None:
    bare = ROUTER | {"as_served": False, "out_of_scope_recall": 0.3}
    require_passed(judge_report("router", bare, ROUTER))
    require_passed(judge_report("router", ROUTER, bare | {"out_of_scope_recall": 0.99}))
    with pytest.raises(WorseAdapter, match=r"out of scope caught 30\.0%"):
        require_passed(judge_report("router", bare | {"as_served": True}, ROUTER))
    with pytest.raises(WorseAdapter, match="exact"):
        require_passed(judge_report("router", bare | {"exact_accuracy": 0.8}, ROUTER))


def test_what_ships_meets_its_bounds() -> None:
    for task in GATES:
        require_passed(judge_report(task, figures_of(json.loads((SHIPPED / task / "metrics.json").read_text())), None))


def test_a_shipped_adapters_figures_are_read() -> None:
    metrics = json.loads((SHIPPED / "router" / "metrics.json").read_text(encoding="utf-8"))
    figures = figures_of(metrics)
    assert figures["n"] > 0
    assert {"first_tool_accuracy", "exact_accuracy", "dialogue_first_tool_accuracy"} <= figures.keys()
