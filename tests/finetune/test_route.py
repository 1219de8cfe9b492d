"""The route bench carries the planner's own searches through a dialogue and writes what was planned."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.domain.conversation import ToolCall
from assistant.errors import InvalidInput
from assistant.planner.context import PlanContext
from finetune.evaluate.predictions import judge_rows, read_predictions
from finetune.evaluate.public import price_limit, report_goals, report_intents
from finetune.evaluate.route import bench_route, percentile
from finetune.rows import parse_row

MESSAGES = [
    {"id": "m-1", "text": "coat", "tools": [{"name": "search_catalog", "args": {"query": "coat"}}]},
    {"id": "m-2", "text": "hi", "tools": [{"name": "reply", "args": {"kind": "greeting"}}]},
]
DIALOGUE = {
    "id": "d-1",
    "turns": [
        {"shopper": "coats", "tools": [{"name": "search_catalog", "args": {"query": "coats"}}]},
        {"shopper": "in red", "tools": [{"name": "search_catalog", "args": {"query": "coats", "color": "red"}}]},
    ],
}


@dataclass
class Plan:
    calls: tuple[ToolCall, ...]


class Parrot:
    """Searches for the message, and remembers which contexts it was given."""

    def __init__(self) -> None:
        self.seen: list[PlanContext] = []

    async def plan(self, context: PlanContext) -> Plan:
        self.seen.append(context)
        return Plan((ToolCall(name="search_catalog", args={"query": context.message}),))


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


async def test_scores_and_predictions(tmp_path: Path) -> None:
    parrot = Parrot()
    told: list[tuple[int, int]] = []
    figures = await bench_route(
        parrot,
        [parse_row(row) for row in [*MESSAGES, DIALOGUE]],
        tmp_path / "out" / "predictions.jsonl",
        progress=lambda done, total: told.append((done, total)),
    )
    assert {name: figures[name] for name in ("n", "first_tool_accuracy", "exact_accuracy")} == {
        "n": 4,
        "first_tool_accuracy": 0.75,
        "exact_accuracy": 0.5,
    }
    assert figures["p95_ms"] >= figures["p50_ms"] >= 0
    assert told[-1] == (4, 4)
    written = read_predictions(tmp_path / "out" / "predictions.jsonl")
    assert list(written) == ["m-1", "m-2", "d-1.1", "d-1.2"]
    assert written["d-1.2"] == (ToolCall(name="search_catalog", args={"query": "in red"}),)


async def test_the_search_in_force_is_the_planners_own() -> None:
    parrot = Parrot()
    await bench_route(parrot, [parse_row(DIALOGUE)])
    assert parrot.seen[0].search is None
    assert parrot.seen[1].search == {"query": "coats"}


def test_what_was_not_predicted_is_wrong() -> None:
    verdicts = judge_rows([parse_row(DIALOGUE)], {})
    assert list(verdicts) == ["d-1.1", "d-1.2"]
    assert not any(verdict.exact or verdict.first for verdict in verdicts.values())


def test_bad_predictions_are_named(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(InvalidInput, match="Line 1"):
        read_predictions(path)


@pytest.mark.parametrize(("values", "share", "expected"), [([], 0.5, 0), ([3, 1, 2], 0.5, 2), ([1, 2], 0.95, 2)])
def test_percentile(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


@pytest.mark.parametrize(
    ("goal", "limit"),
    [
        ("a lamp under 40 dollars", 40.0),
        ("boots, price lower than 59.99 dollars please", 59.99),
        ("a tv under $300", 300.0),
        ("a cable less than 6 feet", None),
        ("a lamp", None),
    ],
)
def test_price_limits_in_goals(goal: str, limit: float | None) -> None:
    assert price_limit(goal) == limit


async def test_public_reports(tmp_path: Path) -> None:
    goals = write(tmp_path / "goals.jsonl", [{"goal": "a red lamp"}, {"goal": "boots under 50 dollars"}])
    report = await report_goals(Parrot(), goals, limit=10)
    assert report["goals"]["share"] == 1.0
    assert report["max_price"] == {"n": 1, "share": 0.0, "ci95": report["max_price"]["ci95"]}
    intents = tmp_path / "intents.csv"
    intents.write_text("utterance,intent\nwhere is it,track_order\nbuy,place_order\n", encoding="utf-8")
    assert (await report_intents(Parrot(), intents, limit=10))["intents"]["n"] == 1
