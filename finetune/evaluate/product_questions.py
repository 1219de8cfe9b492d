"""Are questions about products answered from their pages, and left unanswered where the pages don't say?

Takes CSV, gzipped or not, with the columns qid, question, candidate and label (0: the candidate doesn't answer; 1: it
helps or answers; 2: it answers fully), and, where known, source and title: the form of ePQA's, hetPQA's and semiPQA's
ranking files.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from assistant.domain.evidence import Source, Statement
from assistant.domain.intervals import ci95
from assistant.errors import InvalidInput
from assistant.tools.ports import Evidence

_SOURCES: dict[str, Source] = {"attribute": "attribute", "review": "review", "cqa": "review"}
_COLUMNS = {"qid", "question", "candidate", "label"}
_SHOWN = 5  # wrong answers that the report quotes


@dataclass(frozen=True)
class ProductQuestion:
    """A question with the lines of a page and their labels.

    Attributes:
        title: the product's name, empty where the data has none.
    """

    question: str
    title: str
    statements: tuple[Statement, ...]
    labels: tuple[int, ...]

    @property
    def answerable(self) -> bool:
        return any(self.labels)


class Progress(Protocol):
    """Is told how many questions of how many have been asked."""

    def __call__(self, done: int, total: int) -> None: ...


def read_questions(path: Path) -> list[ProductQuestion]:
    """Read the questions with their candidates.

    Raises:
        InvalidInput: the file can't be read, lacks a column, or a label is no number.
    """
    groups: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in _rows(path):
        groups.setdefault((row["qid"], row["question"]), []).append(row)
    return [
        ProductQuestion(
            question,
            rows[0].get("title") or "",
            tuple(_statement(row) for row in rows),
            tuple(_label(row["label"], path) for row in rows),
        )
        for (_, question), rows in groups.items()
    ]


async def report_product_questions(selector: Evidence, path: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Ask every question once and report over questions, each share with its 95 % confidence interval.

    abstention: of the questions that no candidate answers, those that got no answer. coverage: of the others, those
    that got one. answered_rightly: of the others, those whose first answer has a label of 1 or 2. precision: of all
    answers given, those with such a label; precision_full: with a label of 2, where the data has it.

    Raises:
        InvalidInput: see `read_questions`.
    """
    questions = read_questions(path)
    full = max((label for one in questions for label in one.labels), default=1)
    told: list[tuple[ProductQuestion, int | None]] = []
    wrong: list[dict[str, Any]] = []
    for done, one in enumerate(questions, 1):
        answers = await selector.answers(one.question, one.statements, one.title)
        label = one.labels[answers[0].index] if answers else None
        told.append((one, label))
        if label == 0:
            wrong.append({"question": one.question, "said": one.statements[answers[0].index].text[:300]})
        if progress is not None:
            progress(done, len(questions))
    answerable = [label for one, label in told if one.answerable]
    unanswerable = [label for one, label in told if not one.answerable]
    given = [label for _, label in told if label is not None]
    return {
        "questions": len(questions),
        "abstention": _share([label is None for label in unanswerable]),
        "coverage": _share([label is not None for label in answerable]),
        "answered_rightly": _share([bool(label) for label in answerable]),
        "precision": _share([label > 0 for label in given]),
        "precision_full": _share([label == full for label in given]),
        "wrong": wrong[:_SHOWN],
    }


def _rows(path: Path) -> Iterator[dict[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle)
            if missing := _COLUMNS - set(reader.fieldnames or ()):
                raise InvalidInput(f"{path} has no column {', '.join(sorted(missing))}.")
            yield from reader
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as cause:
        raise InvalidInput(f"The questions in {path} can't be read: {cause}.") from cause


def _statement(row: dict[str, str]) -> Statement:
    """Files without sources hold attributes; bullets and texts of the shop's site are the shop's description."""
    return Statement(
        source=_SOURCES.get((row.get("source") or "attribute").lower(), "description"), text=row["candidate"]
    )


def _label(text: str | None, path: Path) -> int:
    try:
        return int(text or "")
    except ValueError as cause:
        raise InvalidInput(f"A label in {path} is no number: {text!r}.") from cause


def _share(outcomes: list[bool]) -> dict[str, Any]:
    right, n = sum(outcomes), len(outcomes)
    return {"n": n, "share": round(right / n, 4) if n else 0.0, "ci95": ci95(right, n)}
