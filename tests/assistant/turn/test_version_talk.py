"""Questions about versions of what was bought are answered from the records."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.domain.actions import ActionProposal, ExchangeItems, LineChange, Verdict
from assistant.domain.conversation import ConversationState, Exchange
from assistant.domain.money import Money
from assistant.domain.order import Order, OrderStatus
from assistant.turn.version_talk import VersionsTold, asks_about_versions, version_talk
from tests.support.shop import NOW, MemoryShop, order, product


def _shop() -> tuple[MemoryShop, tuple[Order, ...]]:
    jacket = product("p1", "Rain Jacket", "30")
    dear = jacket.variants[3].model_copy(update={"price": Money.of("45")})
    jacket = jacket.model_copy(update={"variants": (*jacket.variants[:3], dear)})
    shop = MemoryShop(products={"p1": jacket, "p2": product("p2", "Wool Socks", "9")})
    return shop, (order("HT-10002", OrderStatus.DELIVERED),)


def _waits(variant: str) -> ActionProposal:
    change = LineChange(line_id="HT-10002-1", variant_id=variant, quantity=1)
    return ActionProposal(
        id="pr_1",
        conversation_id="c",
        owner="c1",
        action=ExchangeItems(order_id="HT-10002", changes=(change,)),
        verdict=Verdict(allowed=True),
        title="Exchange Rain Jacket (blue, S) from order HT-10002?",
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=30),
    )


async def _told(message: str, state: ConversationState) -> VersionsTold | None:
    shop, orders = _shop()
    return await version_talk(message, state, orders, shop)


@pytest.mark.parametrize(
    ("message", "notes"),
    [
        ("which one do I have now?", {"own": "blue, S", "paid": "$20.00", "order": "HT-10002"}),
        ("what size is mine", {"own": "blue, S", "paid": "$20.00", "order": "HT-10002"}),
        ("which specs does my jacket have?", {"own": "blue, S", "paid": "$20.00", "order": "HT-10002"}),
        ("wait, how much did I pay for the blue one?", {"own": "blue, S", "paid": "$20.00", "order": "HT-10002"}),
        ("what did I pay for it?", {"own": "blue, S", "paid": "$20.00", "order": "HT-10002"}),
        ("how much is the red one in M?", {"listed": "red, M at $45.00"}),
        ("what other colours are there?", {"listed": "red, S at $30.00; red, M at $45.00"}),
        ("what do you have in M?", {"listed": "red, M at $45.00"}),
        ("is there one in blue and M", {"none": "blue, M", "apart": ""}),
        ("is that the cheapest available?", {"is_cheapest": "no", "cheapest": "blue, S at $30.00"}),
        ("what would the difference be?", {"version": "red, M at $45.00", "dearer": "$25.00", "paid": "$20.00"}),
        ("how much is that?", {"version": "red, M at $45.00", "dearer": "$25.00", "paid": "$20.00"}),
    ],
)
async def test_with_a_card_the_thing_of_the_card_is_meant(message: str, notes: dict[str, str]) -> None:
    told = await _told(message, ConversationState(pending=(_waits("p1-red-M"),), order_id="HT-10002"))
    assert told is not None
    assert told.result is not None
    assert {name: note for name, note in told.result.notes.items() if name != "title"} == notes


@pytest.mark.parametrize(
    ("message", "retires"),
    [
        ("how much is the red one in M?", False),
        ("do you have it in red and S?", True),
        ("which one do I have now?", False),
        ("is that the cheapest available?", False),
        ("is there one in blue and M?", False),
    ],
)
async def test_a_card_for_another_version_than_is_asked_about_waits_no_longer(message: str, retires: bool) -> None:
    told = await _told(message, ConversationState(pending=(_waits("p1-red-M"),), order_id="HT-10002"))
    assert told is not None
    assert told.retires is retires


async def test_the_thing_told_of_last_is_meant_and_one_s_own_without_a_card() -> None:
    first = await _told("which colour is my jacket?", ConversationState())
    assert first is not None
    talk = (Exchange(shopper="which colour is my jacket?", gist="told the versions of Rain Jacket"),)
    then = await _told("what do you have in red?", ConversationState(exchanges=talk, order_id="HT-10002"))
    assert then is not None
    assert then.result is not None
    assert then.result.notes["listed"] == "red, S at $30.00; red, M at $45.00"


@pytest.mark.parametrize(
    "message",
    [
        "do you have a rain jacket in red?",  # a product of the shop, nothing of an order
        "what jackets do you have?",
        "is there a kettle in red?",
    ],
)
async def test_questions_about_the_shop_are_left_to_it(message: str) -> None:
    assert await _told(message, ConversationState()) is None


@pytest.mark.parametrize(
    "message",
    [
        "which order is my jacket in and when does it arrive?",
        "how much is on my gift card?",
        "how much do I get back?",
        "can I exchange it for a red one?",
        "what would the difference be refunded to?",
        "exchange my jacket for a red one",
        "where is my jacket?",
        "yes",
        "is shipping free?",
    ],
)
def test_other_questions_are_none_about_versions(message: str) -> None:
    assert not asks_about_versions(message)


async def test_a_version_named_after_the_answer_is_an_exchange_of_that_thing() -> None:
    talk = (Exchange(shopper="which colour is my jacket?", gist="told the versions of Rain Jacket"),)
    state = ConversationState(exchanges=talk, order_id="HT-10002")
    taken = await _told("ok, the red one in M then", state)
    assert taken is not None
    assert taken.call is not None
    assert taken.call.args == {"order_id": "HT-10002", "items": ["Rain Jacket (blue, S)"]}
    assert await _told("thanks, that's all", state) is None
    assert await _told("the red one", ConversationState()) is None


async def test_an_exchange_that_is_asked_for_with_the_question_is_begun() -> None:
    told = await _told("I want to exchange my jacket. which colours does it come in?", ConversationState())
    assert told is not None
    assert told.call is not None
    assert told.call.name == "exchange_items"


async def test_of_what_is_sold_no_more_nothing_is_told() -> None:
    _, orders = _shop()
    assert (
        await version_talk("which colour is my jacket?", ConversationState(), orders, MemoryShop(products={})) is None
    )


@pytest.mark.parametrize(
    "message",
    [
        "how much did I pay for the whole order?",
        "what did I pay for shipping?",
        "how much did I pay for the order?",
        "how much did I pay for everything?",
        "how much did I pay in total?",
    ],
)
def test_what_was_paid_for_more_than_a_thing_is_no_question_about_versions(message: str) -> None:
    assert not asks_about_versions(message)
