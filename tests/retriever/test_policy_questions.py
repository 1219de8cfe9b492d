"""Questions as shoppers ask them, against the demo shop's own pages: is the passage that answers found?

Half of the questions were looked at while the search was tuned; the others were not.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import finetune
from assistant.domain.business import Passage
from retriever.encoders.base import CachedEncoder
from retriever.encoders.minilm import MiniLM
from retriever.policies.service import PolicyService
from serve import demo

QUESTIONS = [json.loads(line) for line in (Path(__file__).parent / "data" / "policy_questions.jsonl").open()]
HELD_OUT = Path(finetune.__file__).parent / "data" / "policies" / "heldout.jsonl"
PAGES = Path(demo.__file__).parent / "policies"


async def hits(encoder: CachedEncoder, model: MiniLM, part: str) -> tuple[float, float]:
    """Return the shares of a part's questions whose passage comes first, and among the first three."""
    service = PolicyService(PAGES, encoder, model)
    ranks = []
    for row in (row for row in QUESTIONS if row["part"] == part):
        found = [f"{passage.page}#{passage.anchor}" for passage in await service.passages(row["question"], 3)]
        ranks.append(next((n for n, name in enumerate(found, 1) if name in row["passages"]), 0))
    return sum(rank == 1 for rank in ranks) / len(ranks), sum(map(bool, ranks)) / len(ranks)


@pytest.mark.parametrize(("part", "first", "among_three"), [("tuned", 0.87, 0.93), ("held out", 0.87, 0.93)])
async def test_the_passage_that_answers_is_found(
    encoder: CachedEncoder, model: MiniLM, part: str, first: float, among_three: float
) -> None:
    at_one, at_three = await hits(encoder, model, part)
    assert at_one >= first
    assert at_three >= among_three


async def test_what_nobody_looked_at_is_found_too(encoder: CachedEncoder, model: MiniLM) -> None:
    """The passage comes first for most questions, and a line that answers is quoted."""
    service = PolicyService(PAGES, encoder, model)
    asked = [row for row in map(json.loads, HELD_OUT.open(encoding="utf-8")) if row["passages"]]
    first = quoted = 0
    for row in asked:
        best, *_ = (*await service.passages(row["question"], 1), Passage(page="", title="", text=""))
        first += f"{best.page}#{best.anchor}" in row["passages"]
        quoted += any(plain(wanted) in plain(" ".join(best.quotes)) for wanted in row["sentences"])
    assert first / len(asked) >= 0.7
    assert quoted / len(asked) >= 0.6


def plain(text: str) -> str:
    """Leave out what tables and lists add to the words of a page."""
    return " ".join(re.findall(r"[\w$%]+", text.casefold()))


async def test_every_expected_passage_exists(encoder: CachedEncoder, model: MiniLM) -> None:
    service = PolicyService(PAGES, encoder, model)
    assert await service.reload() == len(service._current().passages)
    known = {f"{passage.page}#{passage.anchor}" for passage in service._current().passages}
    assert {name for row in QUESTIONS for name in row["passages"]} <= known


@pytest.mark.parametrize(
    "question",
    [
        "what is the capital of France",
        "write me a poem about cats",
        "how do I fix my car engine",
        "what's the weather tomorrow",
        "is bitcoin going up",
        "best pizza in town",
    ],
)
async def test_what_is_no_business_of_the_shop_finds_nothing(
    encoder: CachedEncoder, model: MiniLM, question: str
) -> None:
    assert await PolicyService(PAGES, encoder, model).passages(question) == ()
