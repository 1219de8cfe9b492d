"""Fits the scope model on labelled messages and writes its weights beside it.

python -m retriever.scope.fit --data FILE [--out FILE] [--dry-run]

FILE is what `python -m finetune.sources.scope` gathers. Of what is learnt, each fifth is predicted by a model of the
other four; there the bias is chosen. What is marked as measured is never learnt and chooses nothing.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.domain.intervals import ci95
from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from retriever.fitting import read_flags
from retriever.scope.classifier import BUCKETS, SCALE, WEIGHTS_FILE, Floats, Weights, hashed

FALSE_ALARMS = 0.015  # of the router's own messages that a shop answers
WEIGHT: Mapping[str, float] = {  # of a row by its source; 1 for others
    "router.out": 4.0,  # few, and most like what will be asked
    "router.in": 1.5,
    "messages.out": 4.0,
    "messages.in": 1.5,
    "clinc_unforeseen.out": 6.0,
    "composed.in": 0.5,
    "product_questions.in": 0.5,
}
FOLDS = 5
UNITS, EPOCHS, BATCH = 32, 20, 256
RATE, DECAY = 4e-3, 1e-4
_FADE, _FADE_SQUARES, _TINY = 0.9, 0.999, 1e-8  # Adam's


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled message; rows of one group are held back together."""

    text: str
    out_of_scope: bool
    source: str
    group: str
    measured: bool

    @property
    def kind(self) -> str:
        return f"{self.source}.{'out' if self.out_of_scope else 'in'}"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the model is given: vectors of shape (n, dimensions); buckets and signs of shape (n, most), padded by 0."""

    vectors: Floats
    buckets: NDArray[np.int64]
    signs: Floats

    def log_odds(self, weights: Weights) -> Floats:
        """Return shape (n,)."""
        units = np.maximum(SCALE * self.vectors @ weights.inner + weights.inner_bias, 0)
        wide = (weights.buckets[self.buckets] * self.signs).sum(axis=1)
        log_odds: Floats = units @ weights.outer + wide + np.float32(weights.bias)
        return log_odds

    def some(self, chosen: NDArray[Any]) -> Inputs:
        return Inputs(self.vectors[chosen], self.buckets[chosen], self.signs[chosen])


def inputs_of(texts: Sequence[str], encoder: MiniLM) -> Inputs:
    """Read the texts; a few thousand take half a minute."""
    grams = [hashed(text) for text in texts]
    most = max(len(buckets) for buckets, _ in grams)
    buckets, signs = np.zeros((len(texts), most), np.int64), np.zeros((len(texts), most), np.float32)
    for row, (found, counts) in enumerate(grams):
        buckets[row, : len(found)], signs[row, : len(found)] = found, counts
    return Inputs(encoder.encode_queries(texts), buckets, signs)


def fit(inputs: Inputs, away: Floats, weight: Floats, seed: int = 0, epochs: int = EPOCHS) -> Weights:
    """Fit by Adam, with a rate that falls to nothing; the same seed gives the same weights."""
    rng = np.random.default_rng(seed)
    n, dimensions = inputs.vectors.shape
    theta = {
        "inner": rng.normal(0, 1 / math.sqrt(dimensions), (dimensions, UNITS)).astype(np.float32),
        "inner_bias": np.zeros(UNITS, np.float32),
        "outer": rng.normal(0, 1 / math.sqrt(UNITS), UNITS).astype(np.float32),
        "buckets": np.zeros(BUCKETS, np.float32),
        "bias": np.zeros(1, np.float32),
    }
    means = {name: np.zeros_like(value) for name, value in theta.items()}
    squares = {name: np.zeros_like(value) for name, value in theta.items()}
    steps = epochs * math.ceil(n / BATCH)
    for step, batch in enumerate(_batches(n, epochs, rng), 1):
        slopes = _slopes(theta, inputs.some(batch), away[batch], weight[batch])
        rate = RATE * (1 - (step - 1) / steps)
        for name, slope in slopes.items():
            means[name] += (1 - _FADE) * (slope - means[name])
            squares[name] += (1 - _FADE_SQUARES) * (slope**2 - squares[name])
            mean = means[name] / (1 - _FADE**step)
            square = squares[name] / (1 - _FADE_SQUARES**step)
            pace = rate * (5 if name == "buckets" else 1)  # each of them is met seldom
            theta[name] -= pace * mean / (np.sqrt(square) + _TINY) + rate * DECAY * theta[name]
    return Weights(theta["inner"], theta["inner_bias"], theta["outer"], theta["buckets"], float(theta["bias"][0]))


def _batches(n: int, epochs: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    for _ in range(epochs):
        order = rng.permutation(n)
        yield from (order[start : start + BATCH] for start in range(0, n, BATCH))


def _slopes(theta: Mapping[str, Floats], inputs: Inputs, away: Floats, weight: Floats) -> dict[str, Floats]:
    """Return the gradient of the weighted log loss."""
    vectors = np.float32(SCALE) * inputs.vectors
    units = np.maximum(vectors @ theta["inner"] + theta["inner_bias"], 0)
    wide = (theta["buckets"][inputs.buckets] * inputs.signs).sum(axis=1)
    log_odds = units @ theta["outer"] + wide + theta["bias"]
    error = weight * (1 / (1 + np.exp(-np.clip(log_odds, -50, 50))) - away) / len(away)
    inner = error[:, None] * theta["outer"] * (units > 0)
    told = (error[:, None] * inputs.signs).ravel()
    return {
        "inner": vectors.T @ inner,
        "inner_bias": inner.sum(axis=0),
        "outer": units.T @ error,
        "buckets": np.bincount(inputs.buckets.ravel(), told, BUCKETS).astype(np.float32),
        "bias": error.sum(keepdims=True),
    }


def held_out(rows: Sequence[Row], inputs: Inputs, away: Floats, weight: Floats) -> Floats:
    """Return the log-odds of every row from a model that has seen nothing of its group."""
    fold = np.array([random.Random(row.group).randrange(FOLDS) for row in rows])  # noqa: S311
    log_odds = np.zeros(len(rows), np.float32)
    for held in range(FOLDS):
        learnt = np.flatnonzero(fold != held)
        model = fit(inputs.some(learnt), away[learnt], weight[learnt], seed=held)
        log_odds[fold == held] = inputs.some(np.flatnonzero(fold == held)).log_odds(model)
    return log_odds


def threshold(rows: Sequence[Row], log_odds: Floats) -> float:
    """Return the log-odds above which only FALSE_ALARMS of the router's in-scope messages lie."""
    own = [odds for row, odds in zip(rows, log_odds, strict=True) if row.kind == "router.in"]
    return float(np.quantile(own, 1 - FALSE_ALARMS))


def turned_away(rows: Sequence[Row], log_odds: Floats) -> dict[str, Any]:
    """Say of each kind of rows how many there are, which share is turned away, and the 95 % interval (Wilson)."""
    told: dict[str, Any] = {}
    for kind in sorted({row.kind for row in rows}):
        said = [odds > 0 for row, odds in zip(rows, log_odds, strict=True) if row.kind == kind]
        told[kind] = {"n": len(said), "share": round(float(np.mean(said)), 4), "ci95": ci95(sum(said), len(said))}
    return told


def main() -> None:
    """Fit, print what is turned away as one JSON object on the last line, and write the weights."""
    given = read_flags("retriever.scope.fit", __doc__, "rows of finetune.sources.scope", WEIGHTS_FILE)
    encoder = MiniLM(prepare(given.models))
    rows = [Row(**json.loads(line)) for line in given.data.read_text(encoding="utf-8").split("\n") if line]
    every = inputs_of([row.text for row in rows], encoder)
    place = np.array([row.measured for row in rows])
    learnt, measured = [row for row in rows if not row.measured], [row for row in rows if row.measured]
    inputs = every.some(~place)
    away = np.array([row.out_of_scope for row in learnt], np.float32)
    weight = np.array([WEIGHT.get(row.kind, 1.0) for row in learnt], np.float32)
    unseen = held_out(learnt, inputs, away, weight)
    least = threshold(learnt, unseen)
    fitted = fit(inputs, away, weight)
    model = replace(fitted, bias=fitted.bias - least)
    told = {
        "cross_validated": turned_away(learnt, unseen - np.float32(least)),
        "measured": turned_away(measured, every.some(place).log_odds(model)),
    }
    if given.out:
        given.out.write_text(json.dumps(_table(model, told), indent=None, separators=(",", ":")) + "\n", "utf-8")
    print(json.dumps(told))  # noqa: T201


def _table(model: Weights, told: Mapping[str, Any]) -> dict[str, Any]:
    arrays = {name: getattr(model, name) for name in ("inner", "inner_bias", "outer", "buckets")}
    return {
        "made_by": "python -m retriever.scope.fit, from this project's rows, CLINC150 (CC BY 3.0, github.com/clinc/"
        "oos-eval) and questions of semiPQA, hetPQA and ePQA (CDLA-Sharing-1.0)",
        **told,
        "bias": round(model.bias, 4),
        **{name: np.round(value.astype(np.float64), 3).tolist() for name, value in arrays.items()},
    }


if __name__ == "__main__":
    main()
