"""Fits the order of suggestions on solved cases; measured by leaving customers out."""

from __future__ import annotations

import json
import logging
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.assist.candidates import FEATURES
from assistant.assist.measure import Asked, fit, score
from assistant.assist.ranking import SuggestionRanker
from serve.cli.bench_assist import asked_of
from serve.cli.logs import log_to_stderr
from serve.cli.progress import progress_bars, stderr
from serve.settings import Settings

# What solved cases can't teach: how much the shop's own tools, pages and macros weigh beside them.
SET_BY_HAND = frozenset({"guideline", "macro", "own", "near"})
_FOLDS = 5


def train_assist(settings: Settings, cases: Sequence[Path], guidelines: Sequence[Path], out: Path | None) -> None:
    """Fit the weights, tell them with cross-fitted figures as JSON on stdout, and write them where wanted.

    Raises:
        InvalidInput: a file can't be read, or holds no cases.
    """
    log_to_stderr(logging.ERROR)
    shipped = SuggestionRanker.load()
    free = [name not in SET_BY_HAND for name in FEATURES]
    with progress_bars(stderr()) as report:
        files = asked_of(settings, cases, (), guidelines, report)
    asked = [one for found in files.values() for one in found]
    folds = [_fold(one) for one in asked]
    rankers = [
        fit([one for one, own in zip(asked, folds, strict=True) if own != fold], shipped, free)
        for fold in range(_FOLDS)
    ]
    figures: dict[str, Any] = {}
    for name, found in files.items():
        parts = [score([one for one in found if _fold(one) == fold], rankers[fold])[0] for fold in range(_FOLDS)]
        figures[name] = {what: _pooled([part[what] for part in parts]) for what in ("action", "reply")}
    ranker = fit(asked, shipped, free)
    weights = {name: round(float(weight), 4) for name, weight in zip(FEATURES, ranker.weights, strict=True)}
    sys.stdout.write(json.dumps({"weights": weights, "cross_fitted": figures}) + "\n")
    if out:
        out.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")


def _fold(one: Asked) -> int:
    """Return the part that a case belongs to; all cases of a customer are in one."""
    return zlib.crc32((one.record.context.customer or one.record.id).encode()) % _FOLDS


def _pooled(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    n = sum(part["n"] for part in parts)
    if not n:
        return {"n": 0}
    means = {name: sum(part["n"] * part.get(name, 0) for part in parts) / n for name in ("recall_at_3", "mrr")}
    return {"n": n, **{name: round(value, 3) for name, value in means.items()}}
