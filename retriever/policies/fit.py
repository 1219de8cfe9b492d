"""Fits the judge of policy lines on labelled questions and writes its weights beside it.

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
        asked.append(Asked(table, home & told, home, bool(labelled["passages"])))
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


def figures(questions: Sequence[Asked], judges: Sequence[Judge]) -> dict[str, Any]:
    """Say how often the likeliest passage and line are right, and how likely "none" is with and without an answer."""
    passage: list[bool] = []
    line: list[bool] = []
    none_with: list[float] = []
    none_without: list[float] = []
    for one, judge in zip(questions, judges, strict=True):
        likely = judge.likely(one.rows)
        (none_with if one.answerable else none_without).append(1 - likely.sum())
        if one.answerable:
            passage.append(one.at_home[likely.argmax()])
            line.append(one.right[likely.argmax()])
    return {
        "answerable": len(passage),
        "passage_right": round(float(np.mean(passage)), 3),
        "line_right": round(float(np.mean(line)), 3),
        "unanswerable": len(none_without),
        "none_by_doubt": {
            str(doubt): [round(float(np.mean(np.array(part) >= doubt)), 3) for part in (none_without, none_with)]
            for doubt in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
        },
    }


def cross_fitted(questions: Sequence[Asked], seed: int = 0) -> list[Judge]:
    """Return for each question a judge that was fitted without it."""
    fold = np.random.default_rng(seed).permutation(len(questions)) % FOLDS
    judges = [fit([one for one, own in zip(questions, fold, strict=True) if own != held]) for held in range(FOLDS)]
    return [judges[own] for own in fold]


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
    judge = fit(learnt)
    told = {
        "weights": {name: round(float(weight), 4) for name, weight in zip(FEATURES, judge.weights, strict=True)},
        "learnt, cross-fitted": figures(learnt, cross_fitted(learnt)),
        "held out": figures(held_out, [judge] * len(held_out)),
    }
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    if flags.out:
        table = {**told["weights"], "none": round(judge.none, 4)}
        flags.out.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
