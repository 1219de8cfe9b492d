"""Fits the evidence selector's weights on judged questions about products and writes them beside it.

python -m retriever.evidence.fit --data DIR [--out FILE] [--dry-run]

DIR holds the ranking files of semiPQA, hetPQA and ePQA (github.com/amazon-science/contextual-product-qa, licence
CDLA-Sharing-1.0; the data stays where it is, only the weights are written).
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.domain.evidence import Source, Statement
from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from retriever.evidence.features import FEATURES, NAMED, Features, line_of
from retriever.evidence.selector import WEIGHTS_FILE, FeatureReader, Weights
from retriever.fitting import read_flags

Floats = NDArray[np.float64]

# The files and the weight of a row of each: semiPQA holds only attributes, the others are nearer to whole pages.
FILES = {"semipqa_ranking_dev": 0.5, "semipqa_ranking_testseen": 0.5, "hetpqa_ranking_dev": 1.5, "epqa_dev": 1.5}
# The share of questions of which no wrong line of a kind may count as an answer. What shoppers wrote sounds most like
# an answer without being one, and a sentence of a description is an answer more often than it seems.
ABSTENTION: dict[Source, float] = {"attribute": 0.945, "description": 0.98, "review": 0.975}
# An attribute of the name that the question wants answers it. The files can't teach that, since of several attributes
# that say the same they call one right.
BY_HAND = {NAMED: 5.0}
LEARNT = [row for row, name in enumerate(FEATURES) if name not in BY_HAND]
RIDGE = 3.0
FOLDS = 5
_STEPS = 100
_SOURCES: dict[str, Source] = {"attribute": "attribute", "review": "review", "CQA": "review", "cqa": "review"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with the features of its candidates and whether each answers."""

    file: str
    question: str
    sources: tuple[Source, ...]
    rows: Features
    right: NDArray[np.bool_]


def read_judged(folder: Path, file: str, reader: FeatureReader) -> list[Judged]:
    """Read a ranking file and look at every candidate of every question."""
    groups: dict[tuple[str, str, str], list[tuple[Statement, bool]]] = {}
    with gzip.open(folder / f"{file}.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            source = _SOURCES.get(row.get("source", "attribute"), "description")
            judged = (Statement(source=source, text=row["candidate"]), row["label"] != "0")
            groups.setdefault((row["qid"], row["question"], row.get("title", "")), []).append(judged)
    return [
        Judged(
            file,
            question,
            tuple(statement.source for statement, _ in candidates),
            reader.features(question, title, [line_of(statement) for statement, _ in candidates]),
            np.array([right for _, right in candidates]),
        )
        for (_, question, title), candidates in groups.items()
    ]


def fit(questions: Sequence[Judged]) -> Weights:
    """Fit a logistic model with ridge by Newton's method; the thresholds are left at even odds."""
    rows = np.vstack([one.rows[:, LEARNT] for one in questions])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    x = np.hstack([(rows - mean) / scale, np.ones((len(rows), 1))])
    y = np.concatenate([one.right for one in questions]).astype(np.float64)
    weight = np.concatenate([np.full(len(one.right), FILES[one.file]) for one in questions])
    ridge = np.diag([*[RIDGE] * len(LEARNT), 0.0])
    beta = np.zeros(len(LEARNT) + 1)
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (weight * (p - y)) + ridge @ beta
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + ridge
        step = np.linalg.solve(hessian, gradient)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    learnt = beta[:-1] / scale
    weights = np.array([BY_HAND.get(name, 0.0) for name in FEATURES])
    weights[LEARNT] = learnt
    return Weights(weights, float(beta[-1] - learnt @ mean), dict.fromkeys(ABSTENTION, 0.0))


def held_out(questions: Sequence[Judged], seed: int = 0) -> list[Floats]:
    """Return the log-odds of every candidate from a model that hasn't seen its question in any file."""
    texts = sorted({one.question for one in questions})
    order = np.random.default_rng(seed).permutation(len(texts))
    fold = {texts[place]: number % FOLDS for number, place in enumerate(order)}
    models = [fit([one for one in questions if fold[one.question] != held]) for held in range(FOLDS)]
    return [models[fold[one.question]].log_odds(one.rows) for one in questions]


def thresholds(questions: Sequence[Judged], log_odds: Sequence[Floats]) -> dict[Source, float]:
    """Return per source the log-odds that the surest wrong line of the wanted share of questions stays below."""
    found: dict[Source, float] = {}
    for source, share in ABSTENTION.items():
        wrong = [
            odds[[kind == source and not right for kind, right in zip(one.sources, one.right, strict=True)]]
            for one, odds in zip(questions, log_odds, strict=True)
        ]
        found[source] = float(np.quantile([odds.max() for odds in wrong if len(odds)], share))
    return found


def figures(questions: Sequence[Judged], log_odds: Sequence[Floats], least: dict[Source, float]) -> dict[str, Any]:
    """Say per file how many unanswerable questions are left unanswered, and how many others answered rightly."""
    told = {}
    for file in FILES:
        top = []
        for one, odds in zip(questions, log_odds, strict=True):
            if one.file == file:
                sure = np.where(odds >= [least[source] for source in one.sources], odds, -np.inf)
                top.append((bool(one.right.any()), bool(sure.max() > -np.inf), bool(one.right[sure.argmax()])))
        unanswerable = [said for answerable, said, _ in top if not answerable]
        answerable = [(said, right) for answerable, said, right in top if answerable]
        told[file] = {
            "unanswerable": len(unanswerable),
            "abstention": round(1 - float(np.mean(unanswerable)), 3),
            "answerable": len(answerable),
            "answered": round(float(np.mean([said for said, _ in answerable])), 3),
            "answered_rightly": round(float(np.mean([said and right for said, right in answerable])), 3),
            "precision": round(float(np.mean([right for _, said, right in top if said])), 3),
        }
    return told


def main() -> None:
    """Fit, print the cross-validated figures as one JSON object on the last line, and write the weights."""
    given = read_flags("retriever.evidence.fit", __doc__, "folder with the files, gzipped", WEIGHTS_FILE)
    reader = FeatureReader(MiniLM(prepare(given.models)))
    questions = [one for file in FILES for one in read_judged(given.data, file, reader)]
    unseen = held_out(questions)
    least = thresholds(questions, unseen)
    told = figures(questions, unseen, least)
    weights = fit(questions)
    if given.out:
        table = {
            "made_by": "python -m retriever.evidence.fit, from semiPQA, hetPQA and ePQA (CDLA-Sharing-1.0)",
            "cross_validated": told,
            "thresholds": {source: round(value, 4) for source, value in least.items()},
            "intercept": round(weights.intercept, 4),
            "weights": {name: round(float(value), 4) for name, value in zip(FEATURES, weights.weights, strict=True)},
        }
        given.out.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({"thresholds": least, **told}))  # noqa: T201


if __name__ == "__main__":
    main()
