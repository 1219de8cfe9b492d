"""The mixture leaks nothing that is measured on, splits by whole rows, and surrounds only what stays right."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path

import pytest

from assistant.domain.conversation import ToolCall
from assistant.errors import InvalidInput
from assistant.planner.context import PlanContext
from assistant.planner.schema import plan_schema
from assistant.tools.registry import build_tools
from finetune.augment import surround
from finetune.cleaning import jaccard, words_of
from finetune.mixture import ROUTER_DATA, LoadedMixture, Mixture, load_mixture
from finetune.rows import Sample, read_rows, samples_of

OTHER = PlanContext(
    message="",
    setting="Orders: 7 (lamp) shipped.",
    search={"query": "lamp"},
    shown=("Alba lamp", "Oslo lamp"),
)


@cache
def loaded() -> LoadedMixture:
    return load_mixture(Mixture(composed=(300, 0)))


def test_nothing_measured_on_is_learnt() -> None:
    measured = [
        words_of(sample.context.message)
        for row in [*loaded().validation, *(r for path in ROUTER_DATA.glob("heldout/*.jsonl") for r in read_rows(path))]
        for sample in samples_of(row)
    ]
    long = [words for words in measured if len(words) >= 6]
    learnt = {words_of(sample.context.message) for epoch in loaded().epochs for sample in epoch}
    assert not [words for words in long if any(jaccard(words, other) >= 0.85 for other in learnt)]


def test_an_id_is_one_rows_own(tmp_path: Path) -> None:
    row = json.dumps({"id": "a-1", "text": "hello", "tools": [{"name": "reply", "args": {"kind": "greeting"}}]})
    for name in ("one.jsonl", "two.jsonl"):
        (tmp_path / name).write_text(row + "\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="a-1"):
        load_mixture(Mixture(data_dir=tmp_path, composed=(0,)))


def test_a_dialogue_is_on_one_side_only() -> None:
    validation = {row.id for row in loaded().validation}
    assert validation
    assert not validation & {sample.group for epoch in loaded().epochs for sample in epoch}


def test_every_hand_written_label_obeys_the_schema() -> None:
    schemas = {
        call["properties"]["name"]["const"]: call["properties"]["args"]
        for call in plan_schema(build_tools().values(), pending=True)["items"]["anyOf"]
    }
    for path in sorted(ROUTER_DATA.rglob("*.jsonl")):
        for row in read_rows(path):
            for sample in samples_of(row):
                for call in (call for calls in (sample.calls, *sample.also_ok) for call in calls):
                    assert call.name in schemas, sample.id
                    properties = schemas[call.name]["properties"]
                    assert call.args.keys() <= properties.keys(), sample.id
                    for name, value in call.args.items():
                        allowed = properties[name].get("enum")
                        assert allowed is None or value in allowed, sample.id


def test_the_same_mixture_is_the_same(tmp_path: Path) -> None:
    row = {"id": "m", "text": "hello", "tools": [{"name": "reply", "args": {"kind": "greeting"}}]}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row), encoding="utf-8")
    mixture = Mixture(data_dir=tmp_path, composed=(40,), validation=0.0)
    assert load_mixture(mixture).epochs == load_mixture(mixture).epochs


def test_repetitions_are_counted(tmp_path: Path) -> None:
    calls = [{"name": "reply", "args": {"kind": "greeting"}}]
    rows = [{"id": str(n), "text": text, "tools": calls} for n, text in enumerate(["hi there", "Hi there!", "hey"])]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "heldout").mkdir()
    held = {"id": "h", "text": "hey", "tools": calls}
    (tmp_path / "heldout" / "rows.jsonl").write_text(json.dumps(held), encoding="utf-8")
    counts = load_mixture(Mixture(data_dir=tmp_path, composed=(0,), validation=0.0)).counts
    assert counts["repeated.hand"] == 1
    assert counts["leaked.hand"] == 1
    assert counts["hand_samples"] == 1


@pytest.mark.parametrize(
    ("call", "never"),
    [
        (ToolCall(name="cancel_order", args={}), {"setting", "exchanges"}),
        (ToolCall(name="get_product", args={"question": "weight"}), {"shown", "exchanges"}),
        (ToolCall(name="get_product", args={"product": "5"}), {"shown"}),
        (ToolCall(name="compare_products", args={"products": ["Alba lamp"]}), {"shown"}),
        (ToolCall(name="reply", args={"kind": "clarify"}), {"setting", "exchanges", "search", "shown"}),
    ],
)
def test_surroundings_never_change_what_is_meant(call: ToolCall, never: set[str]) -> None:
    sample = Sample(id="1", group="1", context=PlanContext(message="it"), calls=(call,))
    rng = random.Random(2)
    for _ in range(30):
        context = surround(sample, [OTHER], rng).context
        assert context.message == "it"
        assert not [part for part in never if getattr(context, part)]


def test_a_search_may_stand_anywhere() -> None:
    search = ToolCall(name="search_catalog", args={"query": "coat"})
    sample = Sample(id="1", group="1", context=PlanContext(message="coat"), calls=(search,))
    rng = random.Random(2)
    seen = [surround(sample, [OTHER], rng).context for _ in range(30)]
    assert any(context.shown and context.search and context.setting for context in seen)
