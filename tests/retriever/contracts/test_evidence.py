"""One contract for whatever finds answers on a product's page."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain.evidence import Source, Statement
from assistant.tools.ports import Evidence
from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from retriever.evidence.selector import EvidenceSelector
from tests.retriever.conftest import MODELS
from tests.support.shop import memory_shop

PAGE = [
    Statement(source="attribute", text="material: cork"),
    Statement(source="attribute", text="weight: 310 g"),
    Statement(source="description", text="It packs into its own pocket."),
    Statement(source="review", text="My dog likes it too."),
]
SOURCES: list[Source] = ["attribute", "description", "review"]
ODD = st.text(max_size=40) | st.sampled_from(["", ":", "a: {", "}}]]", "\0", "😀" * 300, "a " * 4_000, "x: {value:"])


@pytest.fixture(scope="module", params=["selector", "memory"])
def evidence(request: pytest.FixtureRequest) -> Evidence:
    return EvidenceSelector(MiniLM(prepare(MODELS), threads=1)) if request.param == "selector" else memory_shop()


async def test_what_answers_is_found(evidence: Evidence) -> None:
    answers = await evidence.answers("what is the weight", PAGE)
    assert answers[0].index == 1
    assert [answer.score for answer in answers] == sorted((answer.score for answer in answers), reverse=True)


async def test_nothing_answers_what_is_not_said(evidence: Evidence) -> None:
    assert await evidence.answers("which satellites orbit Jupiter", PAGE) == ()


async def test_of_nothing_nothing_is_chosen(evidence: Evidence) -> None:
    assert await evidence.answers("what is the weight", []) == ()
    assert await evidence.answers("", PAGE) == ()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    question=ODD,
    about=ODD,
    page=st.lists(st.builds(Statement, source=st.sampled_from(SOURCES), text=ODD), max_size=30),
)
async def test_any_text_is_survived(evidence: Evidence, question: str, about: str, page: list[Statement]) -> None:
    answers = await evidence.answers(question, page, about)
    assert len({answer.index for answer in answers}) == len(answers)
    assert all(answer.index < len(page) for answer in answers)
