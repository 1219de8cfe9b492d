"""Fitting the scope model: it learns, the same each time, and turns away no more than wanted of what a shop answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retriever.fitting import FitFlags, read_flags
from retriever.scope.classifier import BUCKETS, hashed
from retriever.scope.fit import FALSE_ALARMS, Inputs, Row, fit, held_out, threshold, turned_away

RNG = np.random.default_rng(1)
N, DIMENSIONS = 400, 8


def made_up() -> tuple[list[Row], Inputs, np.ndarray]:
    away = np.arange(N) % 2 == 0
    vectors = RNG.normal(0, 0.2, (N, DIMENSIONS)) + away[:, None] * 0.5
    rows = [Row(f"text {n}", bool(out), "router", str(n), False) for n, out in enumerate(away)]
    blank = np.zeros((N, 2))
    return rows, Inputs(vectors.astype(np.float32), blank.astype(np.int64), blank.astype(np.float32)), away


def test_what_was_not_seen_is_told_apart() -> None:
    rows, inputs, away = made_up()
    log_odds = held_out(rows, inputs, away.astype(np.float32), np.ones(N, np.float32))
    told = turned_away(rows, log_odds - np.float32(threshold(rows, log_odds)))
    assert told["router.in"]["share"] <= FALSE_ALARMS + 1 / N
    assert told["router.out"]["share"] > 0.8
    assert told["router.out"]["ci95"][0] < told["router.out"]["share"]


def test_the_same_rows_give_the_same_weights() -> None:
    _, inputs, away = made_up()
    one, other = (fit(inputs, away.astype(np.float32), np.ones(N, np.float32), epochs=2) for _ in range(2))
    assert np.array_equal(one.inner, other.inner)
    assert one.bias == other.bias


def test_words_are_hashed_the_same_whatever_their_case_and_digits() -> None:
    buckets, signs = hashed("Order 1001 please")
    again, _ = hashed("order 2002 PLEASE")
    assert np.array_equal(buckets, again)
    assert buckets.max() < BUCKETS
    assert np.isclose(np.square(signs).sum(), 1)
    assert len(hashed("?!")[0]) == 0


@pytest.mark.parametrize(
    ("flags", "out"), [((), Path("w.json")), (("--out", "x.json"), Path("x.json")), (("--dry-run",), None)]
)
def test_flags_of_fitting(monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...], out: Path | None) -> None:
    monkeypatch.setattr("sys.argv", ["fit", "--data", "rows.jsonl", *flags])
    assert read_flags("fit", None, "rows", Path("w.json")) == FitFlags(Path("rows.jsonl"), out, Path("var/models"))
