"""Proving an order in an anonymous chat: right once, and never by guessing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.domain.conversation import ToolCall
from assistant.turn.codes import MAX_CODE_TRIES
from assistant.turn.ports import MAX_PROOF_TRIES
from tests.serve.served import Served, serving
from tests.support.codes import LetterBox


async def opens(served: Served, message: str) -> bool:
    """Say it in a conversation of its own; return whether an order came back."""
    answer = await served.say(await served.conversation(), message)
    return "order" in [event["type"] for event in answer["events"]]


async def test_guesses_are_limited_over_conversations_and_restarts(tmp_path: Path) -> None:
    async with serving(tmp_path) as before:
        for number in range(MAX_PROOF_TRIES - 1):
            assert not await opens(before, f"HT-10003 guess{number}@example.com")
        assert await opens(before, "HT-10003 c1@example.com")
        assert not await opens(before, "HT-10003 guess@example.com")
    async with serving(tmp_path) as after:
        assert not await opens(after, "HT-10003 c1@example.com")
        assert await opens(after, "HT-20001 c2@example.com")
        after.clock.forward(days=1, seconds=1)
        assert await opens(after, "HT-10003 c1@example.com")


async def test_one_address_is_not_tried_with_many_numbers(served: Served) -> None:
    for number in range(MAX_PROOF_TRIES):
        assert not await opens(served, f"HT-{30000 + number} c1@example.com")
    assert not await opens(served, "HT-10003 C1@EXAMPLE.com")


@pytest.fixture
async def coded(tmp_path: Path) -> AsyncIterator[tuple[Served, LetterBox]]:
    box = LetterBox()
    async with serving(tmp_path, sender=box) as served:
        yield served, box


async def order_in(served: Served, conversation: str, message: str) -> bool:
    answer = await served.say(conversation, message)
    return "order" in [event["type"] for event in answer["events"]]


async def test_number_and_address_bring_a_code_and_the_code_the_order(coded: tuple[Served, LetterBox]) -> None:
    served, box = coded
    conversation = await served.conversation()
    answer = await served.say(conversation, "HT-10003, c1@example.com")
    assert "six-digit code" in answer["reply"]
    assert "order" not in [event["type"] for event in answer["events"]]
    ((email, order, code),) = box.letters
    assert (email, order) == ("c1@example.com", "HT-10003")
    assert code not in str(answer)
    assert not await order_in(served, conversation, f"{(int(code) + 1) % 10**6:06}")
    assert await order_in(served, conversation, f"it's {code[:3]} {code[3:]}")
    assert not await order_in(served, await served.conversation(), code)


async def test_a_wrong_address_is_answered_like_a_right_one_and_nobody_gets_a_mail(
    coded: tuple[Served, LetterBox],
) -> None:
    served, box = coded
    right = await served.say(await served.conversation(), "HT-10003, c1@example.com")
    wrong = await served.say(await served.conversation(), "HT-10003, other@example.com")
    assert wrong["reply"] == right["reply"]
    assert len(box.letters) == 1


async def test_another_code_replaces_the_first(coded: tuple[Served, LetterBox]) -> None:
    served, box = coded
    conversation = await served.conversation()
    await served.say(conversation, "HT-10003 c1@example.com")
    await served.say(conversation, "no mail has come, send it again please")
    assert len(box.letters) == 2
    (_, _, first), (_, _, second) = box.letters
    if first != second:
        assert not await order_in(served, conversation, first)
    assert await order_in(served, conversation, second)


async def test_guessing_a_code_ends_soon(coded: tuple[Served, LetterBox]) -> None:
    served, box = coded
    conversation = await served.conversation()
    await served.say(conversation, "HT-10003 c1@example.com")
    ((_, _, code),) = box.letters
    for step in range(1, MAX_CODE_TRIES + 1):
        assert not await order_in(served, conversation, f"{(int(code) + step) % 10**6:06}")
    assert not await order_in(served, conversation, code)


async def test_who_has_signed_in_proves_nothing_again(coded: tuple[Served, LetterBox]) -> None:
    served, box = coded
    headers = served.token("c1")
    conversation = await served.conversation(**headers)
    served.planner.script["HT-10003 for c1@example.com please"] = [
        ToolCall(name="get_order", args={"order_id": "HT-10003"})
    ]
    answer = await served.say(conversation, "HT-10003 for c1@example.com please", **headers)
    assert "order" in [event["type"] for event in answer["events"]]
    assert box.letters == []


async def test_an_opened_order_closes_again(coded: tuple[Served, LetterBox]) -> None:
    served, box = coded
    conversation = await served.conversation()
    await served.say(conversation, "HT-10003 c1@example.com")
    assert await order_in(served, conversation, box.letters[0][2])
    served.planner.script["where is it"] = [ToolCall(name="get_order", args={"order_id": "HT-10003"})]
    assert await order_in(served, conversation, "where is it")
    served.clock.forward(minutes=31)
    assert not await order_in(served, conversation, "where is it")


async def test_a_code_is_no_order_number_later_on(coded: tuple[Served, LetterBox]) -> None:
    served, box = coded
    conversation = await served.conversation()
    await served.say(conversation, "HT-10003 c1@example.com")
    code = box.letters[0][2]
    assert await order_in(served, conversation, code)
    state = (await served.services.conversations.load(conversation)).state
    assert all(code not in exchange.shopper for exchange in state.exchanges)


@pytest.mark.parametrize(
    "message",
    [
        "i didnt get any code",
        "the code hasnt arrived, nothing in spam either",
        "still nothing",
        "where's my code??",
        "code isnt coming",
        "no me llega el codigo",
    ],
)
async def test_a_code_that_does_not_come_is_sent_again_and_explained(
    coded: tuple[Served, LetterBox], message: str
) -> None:
    served, box = coded
    conversation = await served.conversation()
    await served.say(conversation, "HT-10003 c1@example.com")
    answer = await served.say(conversation, message)
    assert "new code" in answer["reply"]
    assert "spam" in answer["reply"]
    assert len(box.letters) == 2


async def test_nothing_is_told_without_the_code_and_it_is_said_why(coded: tuple[Served, LetterBox]) -> None:
    served, box = coded
    conversation = await served.conversation()
    await served.say(conversation, "HT-10003 c1@example.com")
    answer = await served.say(conversation, "cant you just tell me if it's out for delivery?")
    assert "shows that the order is yours" in answer["reply"]
    assert "order" not in [event["type"] for event in answer["events"]]
    assert len(box.letters) == 1


async def test_who_lost_the_mailbox_is_told_other_ways(coded: tuple[Served, LetterBox]) -> None:
    served, box = coded
    conversation = await served.conversation()
    await served.say(conversation, "HT-10003 c1@example.com")
    answer = await served.say(conversation, "i dont have access to that email anymore")
    assert "only to the address" in answer["reply"]
    assert len(box.letters) == 1


@pytest.mark.parametrize(
    "message",
    [
        "dont have the number on me, cant you find it with my email? c1@example.com",
        "i deleted the mail. cant you just look by email",
        "i lost the number",
    ],
)
async def test_an_address_alone_opens_nothing_and_it_is_said_why(served: Served, message: str) -> None:
    served.planner.script["where's my order"] = [ToolCall(name="get_order")]
    conversation = await served.conversation()
    await served.say(conversation, "where's my order")
    answer = await served.say(conversation, message)
    assert "order number" in answer["reply"]
    assert "sign" in answer["reply"]
    assert await order_in(served, conversation, "it's HT-10003, c1@example.com")
