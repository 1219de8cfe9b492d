"""What shoppers come to a person with: read from their words, and not from what only looks like it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from assistant.assist.concerns import Concern, concern_in, substance_of
from assistant.assist.live import situation_of
from assistant.assist.suggestion import AssistCase
from assistant.domain.conversation import Message
from assistant.domain.order import OrderStatus
from tests.support.shop import MAYA, NOW, conversation, memory_shop


async def concern(*said: tuple[str, str], status: OrderStatus | None = None, **changes: Any) -> Concern:
    messages = tuple(
        Message(id=str(n), role=role, text=text, at=NOW + timedelta(seconds=n))  # type: ignore[arg-type]
        for n, (role, text) in enumerate(said)
    )
    shop = memory_shop()
    orders = await shop.list_orders(MAYA)
    if status is not None:
        orders = tuple(order.model_copy(update={"status": status}) for order in orders)
    given: dict[str, Any] = {"conversation": conversation(), "principal": MAYA, "messages": messages, "now": NOW}
    case = AssistCase.model_validate({**given, **changes})
    return concern_in(case, situation_of(case, orders, shop.ports().rules), orders)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("The lamp cut my hand badly and I had to go to hospital", "safety"),
        ("If I don't hear from you today I will go to my lawyer", "legal"),
        ("I'll dispute the charge with my bank", "legal"),
        ("I was charged twice for HT-10001", "charged"),
        ("There are two charges on my card", "charged"),
        ("You sent me the wrong item", "wrong"),
        ("that's not what I ordered", "wrong"),
        ("I got a blue mug instead of the kettle", "wrong"),
        ("One of the screws is missing", "missing"),
        ("the box was empty", "missing"),
        ("HT-10001 came with a crack", "damaged"),
        ("my blender arrived broken", "damaged"),
        ("It stopped working after two days", "damaged"),
        ("Where is my refund?", "refund"),
        ("I still haven't got my money back", "refund"),
        ("Can you make an exception for me?", "exception"),
        ("Give me 20% off or I cancel", "discount"),
        ("it's cheaper elsewhere", "discount"),
        ("do I get something for the trouble?", "trouble"),
        ("you people are completely useless", "angry"),
        ("do you ship to Canada?", "anything"),
        ("Please cancel HT-10001", "anything"),
        ("thanks", "thanks"),
        ("Thank you so much for your help!", "thanks"),
        ("I want to speak to a real person", "open"),
        ("hello, can I talk to somebody please", "open"),
    ],
)
async def test_the_words_tell_the_concern(message: str, kind: str) -> None:
    assert (await concern(("shopper", message), status=OrderStatus.PROCESSING)).kind == kind


@pytest.mark.parametrize(
    "message",
    [
        "I ordered the wrong colour, can you change it?",
        "I gave you the wrong address",
        "Is the lid included?",
        "does the tent have a crack-proof pole?",
        "what does the warranty cover?",
        "I'd like a refund for HT-10001, how do I return it?",
        "can I pay with a gift card?",
        "No thanks, but do you have it in blue?",
    ],
)
async def test_what_only_looks_like_a_complaint_is_none(message: str) -> None:
    assert (await concern(("shopper", message))).kind == "anything"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (OrderStatus.DELAYED, "late"),
        (OrderStatus.LOST, "lost"),
        (OrderStatus.DELIVERED, "not_there"),
        (OrderStatus.SHIPPED, "on_its_way"),
    ],
)
async def test_where_is_it_means_what_its_order_is(status: OrderStatus, kind: str) -> None:
    found = await concern(("shopper", "where is my order HT-10001?"), status=status)
    assert found.kind == kind
    assert found.order is not None
    assert found.order.id == "HT-10001"
    assert found.named


async def test_an_order_that_nobody_named_is_only_supposed() -> None:
    found = await concern(("shopper", "where is my parcel?"), status=OrderStatus.SHIPPED)
    assert found.order is not None
    assert not found.named


async def test_the_matter_counts_and_not_the_wish_for_a_person_after_it() -> None:
    said = [("shopper", "HT-10001 came with a crack"), ("assistant", "I'm sorry."), ("shopper", "a person please")]
    assert (await concern(*said)).kind == "damaged"


async def test_what_an_agent_has_answered_is_no_concern_any_more() -> None:
    said = [("shopper", "I cut my hand on it, it's bleeding"), ("agent", "How are you now?"), ("shopper", "thank you!")]
    assert (await concern(*said)).kind == "thanks"


async def test_a_yes_to_an_agent_keeps_what_it_is_about() -> None:
    said = [
        ("shopper", "my parcel HT-10001 is lost"),
        ("agent", "Shall I send it again?"),
        ("shopper", "yes please send it"),
    ]
    found = await concern(*said, status=OrderStatus.LOST)
    assert (found.kind, found.behind, found.order and found.order.id) == ("going_on", "lost", "HT-10001")


async def test_a_refusal_is_answered_as_one() -> None:
    message = "Please send HT-10003 to another address"
    assert (await concern(("shopper", message), refused={message: "It's on its way."})).kind == "refused"


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("Hallo, wo bleibt mein Paket? Ich möchte mit einem Mitarbeiter sprechen", "de"),
        ("hola, mi pedido no ha llegado, necesito hablar con una persona", "es"),
    ],
)
async def test_another_language_is_heard_with_its_wish(message: str, language: str) -> None:
    found = await concern(("shopper", message), status=OrderStatus.DELAYED)
    assert (found.kind, found.language, found.foreign) == ("late", language, True)


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("Thank you. And could I talk to somebody about that, please?", ""),
        ("hi there, get me a human", ""),
        ("please get me an agent, I want to cancel HT-10001", "I want to cancel HT-10001"),
        ("une personne svp", ""),
        ("Where is my order?", "Where is my order?"),
    ],
)
def test_what_is_left_without_small_talk(message: str, left: str) -> None:
    assert substance_of(message) == left
