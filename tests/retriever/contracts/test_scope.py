"""One contract for whatever tells what no shop answers."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.planner.scope import LIKELY, Scope
from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from retriever.scope.classifier import ScopeClassifier
from tests.retriever.conftest import MODELS

ODD = st.text(max_size=60) | st.sampled_from(["", " ", "\0", "😀" * 300, "a " * 4_000, "12 34", "天气怎么样"])


@pytest.fixture(scope="module", params=["classifier"])
def scope(request: pytest.FixtureRequest) -> Scope:
    return ScopeClassifier(MiniLM(prepare(MODELS), threads=1))


@pytest.mark.parametrize(
    "message",
    [
        "what's the weather going to be in Lisbon tomorrow",
        "transfer 300 dollars from my savings to my checking account",
        "write me a poem about the sea",
        "who is the president of France",
    ],
)
async def test_what_no_shop_answers(scope: Scope, message: str) -> None:
    assert await scope.out_of_scope(message) >= LIKELY


@pytest.mark.parametrize(
    "message",
    [
        "show me waterproof hiking boots under 120",
        "where is my order 1001",
        "can I send back a jacket that I have worn",
        "a present for my dad who likes fishing",
        "hello",
        "thank you so much",
    ],
)
async def test_what_a_shop_answers(scope: Scope, message: str) -> None:
    assert await scope.out_of_scope(message) < LIKELY


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=ODD)
async def test_any_text_is_survived(scope: Scope, message: str) -> None:
    assert 0 <= await scope.out_of_scope(message) <= 1
