"""Questions about product pages: does the assistant answer from the page, and say so where the page doesn't?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.domain.evidence import Answer
from assistant.guard.guard import Guard
from assistant.tools.ports import Evidence
from assistant.writer.phrases import Phrase, phrase
from assistant.writer.writer import Writer
from finetune.evaluate.product_questions import ProductQuestion
from finetune.evaluate.replies import WrittenReply, write_reply
from finetune.evaluate.scores import share
from finetune.evaluate.write import summarise_replies, write_replies

ReadAttribute = Callable[[str], tuple[str, str]]
"""Returns name and value of an attribute's line in plain words."""


async def bench_page_questions(
    evidence: Evidence,
    writer: Writer,
    guard: Guard,
    questions: Sequence[ProductQuestion],
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
    for number, asked in enumerate(questions):
        answers = await evidence.answers(asked.question, asked.statements, asked.title)
        chosen.append(answers[0] if answers else None)
        points = _points(asked, chosen[-1], read_attribute)
        replies.append(await write_reply(writer, guard, f"q-{number}", asked.question, points))
        if progress:
            progress(len(replies), len(questions))
    if predictions:
        write_replies(predictions, replies)
    pairs = list(zip(questions, chosen, strict=True))
    silent = [answer is None for asked, answer in pairs if not asked.answerable]
    spoken = [answer is not None for asked, answer in pairs if asked.answerable]
    right = [asked.labels[answer.index] > 0 for asked, answer in pairs if answer is not None]
    return {
        "questions": len(questions),
        "unanswerable": len(silent),
        "answered": len(right),
        **share("not_said", sum(silent), len(silent)),
        **share("coverage", sum(spoken), len(spoken)),
        **share("precision", sum(right), len(right)),
        "replies": summarise_replies(replies),
    }


def _points(asked: ProductQuestion, answer: Answer | None, read_attribute: ReadAttribute) -> tuple[Phrase, ...]:
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
