"""What no shop does is caught, and a shop's business is not turned away: how both are counted."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.conversation import ToolCall
from assistant.errors import InvalidInput
from assistant.planner.context import PlanContext
from finetune.evaluate.clinc import report_out_of_scope
from finetune.evaluate.public import report_intents
from finetune.evaluate.route import bench_route
from finetune.rows import parse_row

AWAY = ToolCall(name="reply", args={"kind": "out_of_scope"})
SEARCH = ToolCall(name="search_catalog", args={"query": "coat"})


@dataclass
class Plan:
    calls: tuple[ToolCall, ...]


class TurnsAway:
    """Turns away what has one of these words."""

    def __init__(self, *words: str) -> None:
        self._words = words

    async def plan(self, context: PlanContext) -> Plan:
        return Plan((AWAY if any(word in context.message for word in self._words) else SEARCH,))


async def test_recall_and_false_alarms() -> None:
    away, search = AWAY.model_dump(), SEARCH.model_dump()
    rows: list[dict[str, Any]] = [
        {"id": "1", "text": "the weather", "tools": [away]},
        {"id": "2", "text": "a poem", "tools": [away]},
        {"id": "3", "text": "a coat", "tools": [search]},
        {"id": "4", "text": "a weather house", "tools": [search]},
        {"id": "5", "text": "weather radio or forecast", "tools": [search], "also_ok": [[away]]},
    ]
    figures = await bench_route(TurnsAway("weather"), [parse_row(row) for row in rows])
    assert figures["out_of_scope_recall"] == 0.5
    assert figures["false_alarm_rate"] == 0.5
    assert figures["message_first_tool_accuracy"] == figures["first_tool_accuracy"] == 0.6
    assert "dialogue_first_tool_accuracy" not in figures
    assert figures["first_tool_accuracy_ci95"][0] < 0.6 < figures["first_tool_accuracy_ci95"][1]


async def test_scope_rows_count_for_what_is_turned_away_alone() -> None:
    away, search = AWAY.model_dump(), SEARCH.model_dump()
    rows = [parse_row({"id": str(n), "text": "a coat", "tools": [search]}) for n in range(3)]
    near = [
        parse_row({"id": "0", "text": "the weather", "tools": [away]}),
        parse_row({"id": "1", "text": "a poem", "tools": [away]}),
        parse_row({"id": "2", "text": "a weather house", "tools": [search]}),
    ]
    told: list[tuple[int, int]] = []
    figures = await bench_route(TurnsAway("weather"), rows, scope_rows=near, progress=lambda *at: told.append(at))
    assert (figures["n"], figures["first_tool_accuracy"]) == (3, 1.0)
    assert (figures["out_of_scope_n"], figures["out_of_scope_recall"]) == (2, 0.5)
    assert (figures["in_scope_n"], figures["false_alarm_rate"]) == (4, 0.25)
    part = figures["scope"]
    assert (part["n"], part["out_of_scope_n"], part["in_scope_n"]) == (3, 2, 1)
    assert (part["out_of_scope_recall"], part["false_alarm_rate"]) == (0.5, 1.0)
    assert part["out_of_scope_recall_ci95"][0] < 0.5 < part["out_of_scope_recall_ci95"][1]
    assert told[-1] == (6, 6)
    assert "scope" not in await bench_route(TurnsAway("weather"), rows)


async def test_clinc_without_what_a_shop_may_be_asked(tmp_path: Path) -> None:
    parts = {
        "train": [["what is the weather", "weather"], ["where is my order", "order_status"], ["hello", "greeting"]],
        "oos_val": [["who won", "oos"], ["who won", "oos"]],
    }
    path = tmp_path / "clinc.json.gz"
    path.write_bytes(gzip.compress(json.dumps(parts).encode()))
    figures = await report_out_of_scope(TurnsAway("weather", "order", "hello"), path, 10)
    assert figures["n"] == 2
    assert figures["out_of_scope_recall"] == 0.5
    assert figures["missed"] == {"oos": 1}


async def test_what_is_no_clinc_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "clinc.json"
    path.write_text("[1, 2]", encoding="utf-8")
    with pytest.raises(InvalidInput):
        await report_out_of_scope(TurnsAway(), path, 10)


async def test_service_messages_turned_away(tmp_path: Path) -> None:
    path = tmp_path / "intents.csv"
    path.write_text("utterance,intent\ntrack it,track_order\nmy weather refund,get_refund\n", encoding="utf-8")
    figures = await report_intents(TurnsAway("weather"), path, 10)
    assert figures["false_alarms"]["share"] == 0.5
