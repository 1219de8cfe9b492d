"""No request exceeds what the model reads, however much there is to say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage, SystemMessage

from assistant.domain.conversation import Exchange
from assistant.llm.budget import PromptTooLong, fit, guess_tokens, prompt_tokens, room_for_prompt, shorten
from assistant.planner.budget import MAX_PROMPT_TOKENS
from assistant.planner.context import PlanContext
from assistant.planner.planner import MAX_ANSWER_TOKENS, Planner
from assistant.tools.registry import build_tools
from tests.support.scripted_model import ScriptedChatModel

FILLERS = ["x ", "漢", "😀", "🧑🏽‍🚀", "\n\t", "a1!", "\x00", "the end "]


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


CONTEXTS = st.builds(
    lambda filler, setting, exchanges, shown, pending, message: PlanContext(
        message=(filler * message)[:2000] or "hello",
        setting=filler * setting,
        exchanges=(Exchange(shopper=filler * 500, gist=filler * 500),) * exchanges,
        search={"query": filler * 60, "exclude": [filler * 60] * 6},
        shown=(filler * 90,) * shown,
        pending=filler * pending,
    ),
    st.sampled_from(FILLERS),
    st.integers(0, 2000),
    st.integers(0, 50),
    st.integers(0, 20),
    st.integers(0, 300),
    st.integers(0, 2000),
)


@cache
def scripted_planner(count: Callable[[str], int]) -> tuple[ScriptedChatModel, Planner, dict[str, int]]:
    """Return a planner, made once, whose model reads as much as the dictionary says."""
    model, served = ScriptedChatModel(answers=["[]"]), {"context_length": 2048}
    planner = Planner(model, build_tools(), count_tokens=count, context_length=lambda: served["context_length"])
    return model, planner, served


@pytest.mark.parametrize("count", [len, _bytes, guess_tokens])
@given(context=CONTEXTS, context_length=st.integers(1, 9000))
def test_no_planning_request_ever_exceeds_the_context(
    count: Callable[[str], int], context: PlanContext, context_length: int
) -> None:
    model, planner, served = scripted_planner(count)
    model.prompts.clear()
    served["context_length"] = context_length
    plan = asyncio.run(planner.plan(context))
    assert plan.calls
    for messages in model.prompts:
        spent = prompt_tokens(messages, count)
        assert spent <= MAX_PROMPT_TOKENS
        assert spent + MAX_ANSWER_TOKENS < context_length


@given(st.lists(st.integers(0, 50)), st.integers(-5, 60))
def test_the_first_version_that_fits_is_taken(costs: list[int], limit: int) -> None:
    within = [cost for cost in costs if cost <= limit]
    if within:
        assert fit(costs, int, limit) == within[0]
    else:
        with pytest.raises(PromptTooLong):
            fit(costs, int, limit)


@pytest.mark.parametrize("count", [len, _bytes, guess_tokens])
@given(text=st.text(max_size=300), limit=st.integers(0, 200))
def test_what_is_shortened_is_a_beginning_that_fits(count: Callable[[str], int], text: str, limit: int) -> None:
    short = shorten(text, count, limit)
    assert text.startswith(short)
    assert count(short) <= limit or (not short and limit <= 0)
    if count(text) <= limit:
        assert short == text


def test_a_text_is_cut_between_words() -> None:
    assert shorten("Free returns within thirty days", len, 15) == "Free returns"


@given(st.text(alphabet="😀漢한éß�", max_size=200))
def test_an_unknown_vocabulary_is_never_guessed_too_small_for_a_foreign_script(text: str) -> None:
    assert guess_tokens(text) >= _bytes(text)


def test_the_frame_of_a_chat_template_is_counted() -> None:
    messages = [SystemMessage("Plan."), HumanMessage("hello")]
    assert prompt_tokens(messages, len) > len("Plan.hello") + 2 * 5
    assert room_for_prompt(2048, 192) < 2048 - 192
