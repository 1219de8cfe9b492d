"""Each planned question reads its own part of a message."""

from __future__ import annotations

import pytest

from assistant.domain.business import Passage
from assistant.tools.business import ask_business
from assistant.tools.message_parts import part_asked
from tests.support.shop import context, memory_shop

THREE = "Hi, what warranty do I get on a tent, how much is shipping and how long does it take to Oregon?"


@pytest.mark.parametrize(
    ("message", "question", "part"),
    [
        (THREE, "warranty on tent", "what warranty do I get on a tent"),
        (THREE, "shipping cost", "how much is shipping"),
        (THREE, "how long does it take to Oregon", "how long does it take to Oregon?"),
        ("do you ship to Ohio? what does it cost?", "shipping to Ohio", "do you ship to Ohio"),
        ("how long is the warranty", "warranty", "how long is the warranty"),
        ("can I return the boots and the socks", "return socks", "can I return the boots and the socks"),
        ("is the mug dishwasher safe and microwave safe?", "mug", "is the mug dishwasher safe and microwave safe?"),
        ("what is it and what does it cost?", "unheard of", "what is it and what does it cost?"),
    ],
)
def test_the_part_that_a_question_stands_for(message: str, question: str, part: str) -> None:
    assert part_asked(message, question) == part


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("do you take paypal", "How can I pay?"),
        ("can i pay with apple pay?", "How can I pay?"),
        ("how long does a refund to paypal take", "how long does a refund to paypal take"),
    ],
)
async def test_what_is_taken_is_asked_of_the_page_that_says_it(message: str, asked: str) -> None:
    shop, heard = memory_shop(), []

    async def passages(question: str, limit: int = 3) -> tuple[Passage, ...]:
        heard.append(question)
        return ()

    shop.passages = passages  # type: ignore[method-assign]
    await ask_business(context(shop, message=message), message)
    assert asked in heard
