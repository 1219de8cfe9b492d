"""Fits the judge of policy lines, and the doubt whether any answers, on labelled questions; writes both beside it.

python -m retriever.policies.fit --data FOLDER --pages FOLDER [--out FILE] [--dry-run]

The folder holds `questions.jsonl`, which is learnt, and `heldout.jsonl`, which is only measured: an object a line with
"question", "passages" ("page#anchor", all that answer; none where no page does) and "sentences" (as written there).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from retriever.encoders.readings import KeptReadings
from retriever.fitting import flags_of, flags_parser
from retriever.policies.doubt import DOUBT_FEATURES, DOUBT_FILE, Doubt, doubt_features
from retriever.policies.features import FEATURES, Features, features
from retriever.policies.index import PageIndex, index_pages
from retriever.policies.judge import WEIGHTS_FILE, Judge
from retriever.policies.pages import read_page

RIDGE = 0.01
FOLDS = 5
_STEPS = 200
_WHOLE = 25  # characters from which a line that lies inside a labelled sentence counts as it
_MARKS = re.compile(r"[^\w$%.]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A labelled question with the features of the lines that were looked at.

    Attributes:
        right: which of them answer; none of them where no page does.
        at_home: which of them lie in a passage that answers.
        answerable: some page answers.
    """

    question: str
    rows: Features
    right: NDArray[np.bool_]
    at_home: NDArray[np.bool_]
    answerable: bool


def read_asked(file: Path, index: PageIndex, look: Callable[[str], tuple[NDArray[np.int64], Features]]) -> list[Asked]:
    """Read labelled questions and look at each."""
    asked = []
    names = [f"{passage.page}#{passage.anchor}" for passage in index.passages]
    for text in file.read_text(encoding="utf-8").splitlines():
        labelled = json.loads(text)
        rows, table = look(labelled["question"])
        home = np.array([names[index.owners[row]] in labelled["passages"] for row in rows])
        told = np.array([_tells(index.lines[row], labelled["sentences"]) for row in rows])
        asked.append(Asked(labelled["question"], table, home & told, home, bool(labelled["passages"])))
    return asked


def fit(questions: Sequence[Asked]) -> Judge:
    """Maximise the likelihood of the right lines, or of none where no page answers; with ridge."""
    import torch  # noqa: PLC0415  # a second to import

    every = np.vstack([one.rows for one in questions])
    mean, scale = every.mean(axis=0), every.std(axis=0) + 1e-6
    known = [one for one in questions if one.right.any() or not one.answerable]
    tables = [torch.from_numpy((one.rows - mean) / scale) for one in known]
    chosen = [torch.from_numpy(np.append(one.right, not one.right.any())) for one in known]
    weights = torch.zeros(len(FEATURES), dtype=torch.float64, requires_grad=True)
    none = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    descent = torch.optim.LBFGS([weights, none], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def loss() -> Any:
        descent.zero_grad()
        worths = [torch.cat([table @ weights, none]) for table in tables]
        unlikely = [worth.logsumexp(0) - worth[right].logsumexp(0) for worth, right in zip(worths, chosen, strict=True)]
        whole = torch.stack(unlikely).mean() + RIDGE * (weights**2).sum()
        whole.backward()  # type: ignore[no-untyped-call]
        return whole

    descent.step(loss)  # type: ignore[no-untyped-call]
    learnt = weights.detach().numpy() / scale
    return Judge(learnt, float(none.detach()) + float(learnt @ mean))


def fit_doubt(questions: Sequence[Asked], judges: Sequence[Judge]) -> Doubt:
    """Fit on which questions some page answers, by Newton's steps with ridge; each judge must not know its question."""
    told = _told(questions, judges)
    mean, scale = told.mean(axis=0), told.std(axis=0) + 1e-6
    table = np.column_stack([(told - mean) / scale, np.ones(len(told))])
    answerable = np.array([one.answerable for one in questions], dtype=np.float64)
    ridge = np.diag([1.0] * len(DOUBT_FEATURES) + [0.0])
    weights = np.zeros(table.shape[1])
    for _ in range(_STEPS):
        sure = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (answerable - sure) - ridge @ weights
        weights += np.linalg.solve((table.T * (sure * (1 - sure))) @ table + ridge, slope)
    learnt = weights[:-1] / scale
    return Doubt(learnt, float(weights[-1] - learnt @ mean))


def _told(questions: Sequence[Asked], judges: Sequence[Judge]) -> NDArray[np.float64]:
    pairs = zip(questions, judges, strict=True)
    return np.stack([doubt_features(one.question, one.rows, judge.likely(one.rows)) for one, judge in pairs])


def figures(questions: Sequence[Asked], judges: Sequence[Judge], doubts: Sequence[Doubt]) -> dict[str, Any]:
    """Say how often the likeliest passage and line are right, and how often an answer is given with and without one."""
    passage: list[bool] = []
    line: list[bool] = []
    sure: dict[bool, list[float]] = {True: [], False: []}
    told = _told(questions, judges)
    for one, judge, doubt, row in zip(questions, judges, doubts, told, strict=True):
        likely = judge.likely(one.rows)
        sure[one.answerable].append(doubt.answered(row))
        if one.answerable:
            passage.append(one.at_home[likely.argmax()])
            line.append(one.right[likely.argmax()])
    return {
        "answerable": len(passage),
        "passage_right": round(float(np.mean(passage)), 3),
        "line_right": round(float(np.mean(line)), 3),
        "unanswerable": len(sure[False]),
        "given_from": {
            str(least): [round(float(np.mean(np.array(sure[part]) >= least)), 3) for part in (False, True)]
            for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
        },
    }


def cross_fitted(questions: Sequence[Asked], seed: int = 0) -> tuple[list[Judge], list[Doubt]]:
    """Return for each question a judge and a doubt that were fitted without it."""
    fold = np.random.default_rng(seed).permutation(len(questions)) % FOLDS
    fitted = [fit([one for one, own in zip(questions, fold, strict=True) if own != held]) for held in range(FOLDS)]
    judges = [fitted[own] for own in fold]
    doubts = []
    for held in range(FOLDS):
        rest = [place for place, own in enumerate(fold) if own != held]
        doubts.append(fit_doubt([questions[place] for place in rest], [judges[place] for place in rest]))
    return judges, [doubts[own] for own in fold]


def _tells(line: str, sentences: Sequence[str]) -> bool:
    told = _plain(line)
    return any(_plain(one) in told or (len(told) >= _WHOLE and told in _plain(one)) for one in sentences)


def _plain(text: str) -> str:
    return _MARKS.sub(" ", text).strip(" .").casefold()


def main() -> None:
    parser = flags_parser("retriever.policies.fit", __doc__, "a folder with labelled questions", WEIGHTS_FILE)
    parser.add_argument("--pages", type=Path, required=True, help="the folder of the pages that they are about")
    given = parser.parse_args()
    flags = flags_of(given)
    encoder = MiniLM(prepare(flags.models))
    readings = KeptReadings(encoder, size=10_000)
    index = index_pages(map(read_page, sorted(given.pages.rglob("*.md"))), encoder)

    def look(question: str) -> tuple[NDArray[np.int64], Features]:
        return features(question, index, encoder, readings)

    learnt, held_out = (read_asked(flags.data / name, index, look) for name in ("questions.jsonl", "heldout.jsonl"))
    judge, (judges, doubts) = fit(learnt), cross_fitted(learnt)
    doubt = fit_doubt(learnt, judges)
    told = {
        "weights": {name: round(float(weight), 4) for name, weight in zip(FEATURES, judge.weights, strict=True)},
        "learnt, cross-fitted": figures(learnt, judges, doubts),
        "held out": figures(held_out, [judge] * len(held_out), [doubt] * len(held_out)),
    }
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    if flags.out:
        table = {**told["weights"], "none": round(judge.none, 4)}
        flags.out.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
        doubts_by_name = {
            name: round(float(weight), 4) for name, weight in zip(DOUBT_FEATURES, doubt.weights, strict=True)
        }
        table = {**doubts_by_name, "always": round(doubt.always, 4)}
        flags.out.with_name(DOUBT_FILE.name).write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
