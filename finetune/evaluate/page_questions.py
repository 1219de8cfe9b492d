"""Questions about product pages: does the assistant answer from the page, and say so where the page doesn't?"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.domain.evidence import Answer, Statement
from assistant.errors import InvalidInput
from assistant.guard.guard import Guard
from assistant.tools.ports import Evidence
from assistant.writer.phrases import Phrase, phrase
from assistant.writer.writer import Writer
from finetune.evaluate.replies import WrittenReply, write_reply
from finetune.evaluate.scores import share
from finetune.evaluate.write import summarise_replies, write_replies

_SOURCES: dict[str, Literal["attribute", "description", "review"]] = {
    "attribute": "attribute",
    "review": "review",
    "cqa": "review",
}
_NEEDED = {"qid", "question", "candidate", "label"}

ReadAttribute = Callable[[str], tuple[str, str]]
"""Returns name and value of an attribute's line in plain words."""


@dataclass(frozen=True, slots=True)
class PageQuestion:
    """A question, a page's lines, and which of them answer it."""

    id: str
    question: str
    title: str
    statements: tuple[Statement, ...]
    right: tuple[bool, ...]


def read_page_questions(path: Path) -> list[PageQuestion]:
    """Read judged questions, the rows of one qid being one page.

    Args:
        path: CSV with qid, question, candidate and label (0: doesn't answer), gzipped or not; source (an attribute
            when absent) and title where they are known.

    Raises:
        InvalidInput: the file can't be read or has no such columns.
    """
    groups: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in _rows(path):
        groups.setdefault((row["qid"], row["question"]), []).append(row)
    return [
        PageQuestion(
            id=qid,
            question=question,
            title=rows[0].get("title") or "",
            statements=tuple(
                Statement(
                    source=_SOURCES.get((row.get("source") or "attribute").lower(), "description"),
                    text=row["candidate"],
                )
                for row in rows
            ),
            right=tuple(row["label"].strip() not in {"0", "0.0", ""} for row in rows),
        )
        for (qid, question), rows in groups.items()
    ]


async def bench_page_questions(
    evidence: Evidence,
    writer: Writer,
    guard: Guard,
    questions: Sequence[PageQuestion],
    read_attribute: ReadAttribute,
    predictions: Path | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Answer each question from its page, through selector, writer and guard.

    Returns:
        not_said: of the questions that no line answers, the share to which it is said that the page doesn't say.
        coverage: of those that a line answers, the share that got an answer; precision: of all answers, the share
        that rests on a right line. Each with its …_ci95. `replies`: the figures of `summarise_replies`.
    """
    replies: list[WrittenReply] = []
    chosen: list[Answer | None] = []
    for asked in questions:
        answers = await evidence.answers(asked.question, asked.statements)
        chosen.append(answers[0] if answers else None)
        points = _points(asked, chosen[-1], read_attribute)
        replies.append(await write_reply(writer, guard, asked.id, asked.question, points))
        if progress:
            progress(len(replies), len(questions))
    if predictions:
        write_replies(predictions, replies)
    pairs = list(zip(questions, chosen, strict=True))
    silent = [answer is None for asked, answer in pairs if not any(asked.right)]
    spoken = [answer is not None for asked, answer in pairs if any(asked.right)]
    right = [asked.right[answer.index] for asked, answer in pairs if answer is not None]
    return {
        "questions": len(questions),
        "unanswerable": len(silent),
        "answered": len(right),
        **share("not_said", sum(silent), len(silent)),
        **share("coverage", sum(spoken), len(spoken)),
        **share("precision", sum(right), len(right)),
        "replies": summarise_replies(replies),
    }


def _points(asked: PageQuestion, answer: Answer | None, read_attribute: ReadAttribute) -> tuple[Phrase, ...]:
    if answer is None:
        return phrase("get_product", "not_said"), phrase("get_product", "not_said_hint", closing=True)
    statement = asked.statements[answer.index]
    name, value = read_attribute(statement.text) if statement.source == "attribute" else ("", "")
    if name and value:
        title = asked.title or "this product"
        return (phrase("get_product", "answer", title=title, attribute=name, value=value.rstrip(".")),)
    if statement.source == "review":
        return (phrase("get_product", "review", review=statement.text),)
    return (phrase("get_product", "description", sentence=statement.text),)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The questions in {path} can't be read: {error}.") from error
    rows = csv.DictReader(text.splitlines(keepends=True))
    if missing := _NEEDED - set(rows.fieldnames or ()):
        raise InvalidInput(f"{path} has no column {', '.join(sorted(missing))}.")
    yield from rows
