"""The report over questions about products counts questions, not rows, and refuses a file of another form."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.domain.evidence import Answer, Statement
from assistant.errors import InvalidInput
from finetune.evaluate.product_questions import read_questions, report_product_questions

ROWS = """qid,question,candidate,source,label,title
1,how heavy?,weight: 2 kg,attribute,2,Mug
1,how heavy?,nice,cqa,0,Mug
2,is it loud?,it hums,bullet,0,Mug
3,is it red?,no it is blue,review,1,Mug
4,does it float?,never tried,review,0,Mug
"""


class Fixed:
    """Answers every question but the one about floating with its first statement."""

    async def answers(self, question: str, statements: Sequence[Statement], about: str = "") -> tuple[Answer, ...]:
        return () if "float" in question else (Answer(index=0, score=0.9),)


def test_sources_are_read_as_a_page_has_them(tmp_path: Path) -> None:
    file = tmp_path / "questions.csv"
    file.write_text(ROWS, encoding="utf-8")
    first, second, third, _ = read_questions(file)
    assert [one.source for one in first.statements] == ["attribute", "review"]
    assert (first.title, first.labels, first.answerable) == ("Mug", (2, 0), True)
    assert (second.statements[0].source, second.answerable) == ("description", False)
    assert third.statements[0].source == "review"


async def test_shares_are_of_questions(tmp_path: Path) -> None:
    file = tmp_path / "questions.csv.gz"
    file.write_bytes(gzip.compress(ROWS.encode()))
    report = await report_product_questions(Fixed(), file)
    assert (report["abstention"]["share"], report["abstention"]["n"]) == (0.5, 2)
    assert (report["coverage"]["share"], report["answered_rightly"]["share"]) == (1.0, 1.0)
    assert report["precision"]["share"] == pytest.approx(2 / 3, abs=1e-4)
    assert report["precision_full"]["share"] == pytest.approx(1 / 3, abs=1e-4)
    assert report["wrong"] == [{"question": "is it loud?", "said": "it hums"}]


@pytest.mark.parametrize("text", ["question,label\n", "qid,question,candidate,label\n1,a,b,maybe\n"])
def test_another_form_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "questions.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput):
        read_questions(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        read_questions(tmp_path / "none.csv")
