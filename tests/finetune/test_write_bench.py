"""The write bench: what passes, what is told, what left, and that nothing ungrounded does."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from pathlib import Path

from assistant.domain.evidence import Answer, Statement
from assistant.guard.guard import Guard
from assistant.writer.phrases import Phrase
from assistant.writer.writer import PlainWriter, Spent
from finetune.evaluate.page_questions import bench_page_questions
from finetune.evaluate.product_questions import read_questions
from finetune.evaluate.write import bench_write
from finetune.writer_rows import WriterRow

PRICE = Phrase("get_product", "about", {"title": "Fell Jacket", "price": "$89.00"})
STOCK = Phrase("get_product", "stock_few", {"stock": "3"})
OFFER = Phrase("get_product", "not_said_hint", {}, closing=True)


class Scripted:
    """Writes fixed sentences for each message."""

    def __init__(self, said: Mapping[str, Sequence[str]]) -> None:
        self._said = said

    async def write(self, points: Sequence[Phrase], message: str, locale: str, spent: Spent) -> AsyncGenerator[str]:
        for sentence in self._said.get(message, ()):
            yield sentence


def row(identifier: str, message: str, *points: Phrase) -> WriterRow:
    return WriterRow(id=identifier, message=message, points=points, reply="any")


async def test_shares_before_and_after_the_guard(tmp_path: Path) -> None:
    writer = Scripted(
        {
            "right": ["Fell Jacket costs $89.00.", "There are only 3 left."],
            "wrong price": ["Fell Jacket costs $79.00.", "There are only 3 left."],
            "forgets": ["Fell Jacket costs $89.00."],
        }
    )
    rows = [row(f"r{n}", text, PRICE, STOCK) for n, text in enumerate(["right", "wrong price", "forgets", "silent"])]
    told: list[tuple[int, int]] = []
    figures = await bench_write(
        writer, Guard(), rows, tmp_path / "replies.jsonl", progress=lambda *done: told.append(done)
    )
    assert figures["sentences"] == 5
    assert figures["sentences_passed"] == 0.8
    assert figures["grounded"] == 1.0
    assert figures["all_told_by_writer"] == 0.25
    assert figures["all_told"] == 1.0
    assert figures["facts_told_by_writer"] == 0.5
    assert figures["untouched"] == 0.25
    assert figures["silent"] == 0.25
    assert figures["violations"]["price"] == 1
    low, high = figures["sentences_passed_ci95"]
    assert 0 < low < 0.8 < high < 1
    assert told[-1] == (4, 4)
    replies = [json.loads(line) for line in (tmp_path / "replies.jsonl").read_text("utf-8").splitlines()]
    assert replies[1]["written"] == ["Fell Jacket costs $79.00.", "There are only 3 left."]
    assert not any("79" in sentence for sentence in replies[1]["left"])


async def test_offers_and_small_talk_are_no_facts() -> None:
    greeting = Phrase("reply", "greeting")
    figures = await bench_write(Scripted({}), Guard(), [row("r", "hi", greeting, OFFER)])
    assert "facts_told" not in figures
    assert figures["all_told"] == 1.0


class FirstThatShares:
    """Chooses the first line that has a word of the question."""

    async def answers(self, question: str, statements: Sequence[Statement], title: str = "") -> tuple[Answer, ...]:
        for index, statement in enumerate(statements):
            if any(word in statement.text for word in question.split()):
                return (Answer(index=index, score=0.9),)
        return ()


async def test_questions_about_pages(tmp_path: Path) -> None:
    path = tmp_path / "questions.csv.gz"
    lines = [
        "qid,question,candidate,label,source",
        "1,what weight,weight: 2 kg,2,attribute",
        "1,what weight,colour: red,0,attribute",
        "2,which colour,It has a colour chart inside.,0,bullet",
        "3,does it fold,material: wool,0,attribute",
        "4,how warm is wool,soft and warm,1,review",
    ]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    figures = await bench_page_questions(
        FirstThatShares(),
        PlainWriter(),
        Guard(),
        read_questions(path),
        lambda text: tuple(text.split(": ")),  # type: ignore[arg-type,return-value]
    )
    assert (figures["questions"], figures["unanswerable"], figures["answered"]) == (4, 2, 3)
    assert figures["not_said"] == 0.5
    assert figures["coverage"] == 1.0
    assert figures["precision"] == 0.6667
    assert figures["replies"]["grounded"] == 1.0
    assert figures["replies"]["all_told"] == 1.0
