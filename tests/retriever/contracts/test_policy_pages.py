"""One contract for PolicyPages, over what ships: a folder that is read at once, and one that is written meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.tools.ports import PolicyPages
from retriever.encoders.base import CachedEncoder
from retriever.encoders.minilm import MiniLM
from retriever.policies.service import PolicyService
from tests.retriever.test_policies import RETURNS, SHIPPING


@pytest.fixture(params=["written before", "written meanwhile"])
async def pages(request: pytest.FixtureRequest, tmp_path: Path, encoder: CachedEncoder, model: MiniLM) -> PolicyPages:
    service = PolicyService(tmp_path, encoder, model)
    if request.param == "written meanwhile":
        assert await service.passages("how long can I return something") == ()
    (tmp_path / "returns.md").write_text(RETURNS)
    (tmp_path / "shipping.md").write_text(SHIPPING)
    return service


async def test_an_answer_can_be_cited(pages: PolicyPages) -> None:
    first, *_ = await pages.passages("how many days do I have to send something back?")
    assert first.text in RETURNS
    assert first.url == f"/help/{first.page}#{first.anchor}"
    assert first.title
    assert first.heading in RETURNS


async def test_what_the_pages_do_not_say_has_no_answer(pages: PolicyPages) -> None:
    for question in ("what is the capital of France", "asdf qwer", "", " \n"):
        assert await pages.passages(question) == ()


@pytest.mark.parametrize("limit", [1, 2, 10])
async def test_the_best_come_first(pages: PolicyPages, limit: int) -> None:
    whole = await pages.passages("when is my refund on the card", 10)
    assert await pages.passages("when is my refund on the card", limit) == whole[:limit]
    assert len({(passage.page, passage.anchor) for passage in whole}) == len(whole)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=80) | st.sampled_from(['"', "returns OR *", "退货", "\0", "x" * 20_000]))
async def test_any_question_is_answered_from_the_pages(pages: PolicyPages, question: str) -> None:
    found = await pages.passages(question, 2)
    assert len(found) <= 2
    assert {passage.page for passage in found} <= {"returns", "shipping"}
