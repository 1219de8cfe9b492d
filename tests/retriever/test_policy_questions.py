"""Questions as shoppers ask them, against the demo shop's own pages: is the passage that answers found?

Half of the questions were looked at while the search was tuned; the others were not.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retriever.encoders.base import CachedEncoder
from retriever.policies.service import PolicyService
from serve import demo

QUESTIONS = [json.loads(line) for line in (Path(__file__).parent / "data" / "policy_questions.jsonl").open()]
PAGES = Path(demo.__file__).parent / "policies"


async def hits(encoder: CachedEncoder, part: str) -> tuple[float, float]:
    """Return the shares of a part's questions whose passage comes first, and among the first three."""
    service = PolicyService(PAGES, encoder)
    ranks = []
    for row in (row for row in QUESTIONS if row["part"] == part):
        found = [f"{passage.page}#{passage.anchor}" for passage in await service.passages(row["question"], 3)]
        ranks.append(next((n for n, name in enumerate(found, 1) if name in row["passages"]), 0))
    return sum(rank == 1 for rank in ranks) / len(ranks), sum(map(bool, ranks)) / len(ranks)


@pytest.mark.parametrize(("part", "first", "among_three"), [("tuned", 0.84, 0.96), ("held out", 0.7, 0.87)])
async def test_the_passage_that_answers_is_found(
    encoder: CachedEncoder, part: str, first: float, among_three: float
) -> None:
    at_one, at_three = await hits(encoder, part)
    assert at_one >= first
    assert at_three >= among_three


async def test_every_expected_passage_exists(encoder: CachedEncoder) -> None:
    service = PolicyService(PAGES, encoder)
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
async def test_what_is_no_business_of_the_shop_finds_nothing(encoder: CachedEncoder, question: str) -> None:
    assert await PolicyService(PAGES, encoder).passages(question) == ()
