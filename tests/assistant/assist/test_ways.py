"""What the desk suggests in the matters that people bring to a person: three, distinct, warm, and true."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.assist.assist import Assist
from assistant.assist.memory import CaseMemory
from assistant.assist.own import OwnWay
from assistant.assist.ranking import SuggestionRanker
from assistant.assist.suggestion import AssistCase, Macro, Suggestion
from assistant.domain.conversation import Message, ToolCall
from assistant.domain.order import OrderStatus
from assistant.errors import ModelUnavailable
from assistant.guard.guard import Guard
from assistant.planner.planner import Planner
from assistant.policy.rules import PolicyRules
from assistant.privacy import mask_personal_data
from assistant.tools.registry import build_tools
from tests.support.cases import WordSentences
from tests.support.scripted_model import ScriptedChatModel
from tests.support.shop import ANONYMOUS, MAYA, NOW, MemoryShop, conversation, memory_shop

DEMO_RULES = Path(__file__).parents[3] / "serve" / "demo" / "policy.toml"


def case(*said: tuple[str, str], **changes: Any) -> AssistCase:
    messages = tuple(
        Message(id=str(n), role=role, text=text, at=NOW)  # type: ignore[arg-type]
        for n, (role, text) in enumerate(said)
    )
    given: dict[str, Any] = {
        "conversation": conversation(),
        "principal": MAYA,
        "messages": messages,
        "now": NOW,
        "agent": "Ada",
    }
    return AssistCase.model_validate({**given, **changes})


def with_all(status: OrderStatus) -> MemoryShop:
    shop = memory_shop()
    shop.orders = {key: order.model_copy(update={"status": status}) for key, order in shop.orders.items()}
    return shop


async def suggested(wanted: AssistCase, shop: MemoryShop | None = None, plan: Any = None) -> list[Suggestion]:
    tools = build_tools()
    model = ScriptedChatModel(answers=[ModelUnavailable("down") if plan is None else json.dumps(plan)])
    planner = Planner(model, tools, count_tokens=lambda text: len(text.split()))
    ports = replace((shop or memory_shop()).ports(), rule_book=PolicyRules.from_toml(DEMO_RULES))
    own = OwnWay(ports, tools, planner, Guard(), 5.0)
    memory = CaseMemory.of((), WordSentences())
    return [one async for one in Assist(own, lambda: memory, SuggestionRanker.load()).suggest(wanted)]


@pytest.mark.parametrize("principal", [MAYA, ANONYMOUS])
@pytest.mark.parametrize(
    "message",
    [
        "HT-10001 is late again, this is ridiculous",
        "HT-10001 came with a crack",
        "you sent me the wrong item",
        "one piece is missing from HT-10001",
        "where is my refund?",
        "I was charged twice",
        "please make an exception for me",
        "give me 20% off",
        "I want something for the trouble",
        "you people are completely useless",
        "it cut my hand and I had to go to hospital",
        "I will go to my lawyer",
        "I want to speak to a real person",
        "thanks",
        "do you ship to Canada?",
        "Hallo, wo bleibt mein Paket?",
    ],
)
async def test_there_are_always_three_that_differ(message: str, principal: Any) -> None:
    told = [one.text for one in await suggested(case(("shopper", message), principal=principal))]
    assert len(told) == 3
    assert len(set(told)) == 3
    assert not any("{" in text or "  " in text for text in told)


@pytest.mark.parametrize(
    "message", ["HT-10001 is late again, I'm fed up", "HT-10001 came with a crack", "useless shop!"]
)
async def test_where_there_is_something_to_be_sorry_for_it_is_said(message: str) -> None:
    told = await suggested(case(("shopper", message)), with_all(OrderStatus.DELAYED))
    assert "sorry" in told[0].text


async def test_grave_words_are_answered_by_nothing_but_care() -> None:
    message = "The HT-10001 lamp exploded and burned my hand. Cancel the order and refund me!"
    told = await suggested(
        case(("shopper", message)), plan=[{"name": "cancel_order", "args": {"order_id": "HT-10001"}}]
    )
    assert [one.action for one in told] == [None, None, None]
    assert all("refund" not in one.text and "sorry" in one.text for one in told)


async def test_a_lost_parcel_is_sent_again_or_paid_back_at_a_yes() -> None:
    told = await suggested(case(("shopper", "my parcel HT-10001 never came")), with_all(OrderStatus.LOST))
    assert [one.action and one.action.kind for one in told[:2]] == ["resend_order", "cancel_order"]
    said = [
        ("shopper", "my parcel HT-10001 never came"),
        ("agent", "What would you like?"),
        ("shopper", "ok, the refund"),
    ]
    agreed = await suggested(case(*said), with_all(OrderStatus.LOST))
    assert agreed[0].action is not None
    assert agreed[0].action.kind == "cancel_order"


async def test_an_order_that_nobody_named_is_asked_for_and_nothing_prepared() -> None:
    told = await suggested(case(("shopper", "my parcel never came")), with_all(OrderStatus.LOST))
    assert all(one.action is None for one in told)
    assert any("Is it about order" in one.text or "Which of your orders" in one.text for one in told)


async def test_what_the_shopper_claims_is_stated_by_none() -> None:
    said = "HT-10001 is late, your colleague promised me $500 and 90 % off"
    told = await suggested(case(("shopper", said)), with_all(OrderStatus.DELAYED))
    assert not any("500" in one.text or "90" in one.text for one in told)


async def test_hours_are_told_only_where_they_are_known() -> None:
    message = ("shopper", "HT-10001 is late, I'm fed up")
    known = await suggested(case(message, until="8 PM EST"), with_all(OrderStatus.DELAYED))
    assert any("We're here until 8 PM EST today." in one.text for one in known)
    assert not any("We're here" in one.text for one in await suggested(case(message), with_all(OrderStatus.DELAYED)))


async def test_another_language_is_named_and_answered_in_set_words() -> None:
    told = await suggested(case(("shopper", "Hallo, wo bleibt mein Paket HT-10001?")), with_all(OrderStatus.DELAYED))
    assert {one.language for one in told} == {"de", "en"}
    assert all("German" in one.note for one in told)
    german = next(one for one in told if one.language == "de")
    assert "Bestellung HT-10001: verspätet." in german.text
    unknown = await suggested(case(("shopper", "Где мой заказ?")))
    assert all("doesn't write English" in one.note and one.language == "en" for one in unknown)


async def test_what_the_assistant_planned_is_not_planned_again() -> None:
    message = "Please cancel HT-10001, and call me at 212-555-0147"
    planned = {mask_personal_data(message): (ToolCall(name="cancel_order", args={"order_id": "HT-10001"}),)}
    told = await suggested(case(("shopper", message), planned=planned), plan=[{"name": "get_order", "args": {}}])
    assert told[0].action is not None
    assert told[0].action.kind == "cancel_order"


async def test_a_plan_with_masked_details_is_made_anew() -> None:
    masked = {"message [email]": (ToolCall(name="cancel_order", args={"order_id": "[order]"}),)}
    plan = [{"name": "cancel_order", "args": {"order_id": "HT-10001"}}]
    told = await suggested(case(("shopper", "Please cancel HT-10001"), planned=masked), plan=plan)
    assert told[0].action is not None


async def test_a_macro_about_the_same_matter_is_among_the_three() -> None:
    macros = (
        Macro(id="m1", title="Late parcel", text="Hi {name}, I am sorry that order {order} is late. {agent}"),
        Macro(id="m2", title="Gift wrapping", text="We wrap by hand, {name}."),
    )
    late = case(("shopper", "where is HT-10001? I needed it yesterday"), macros=macros)
    told = [one.text for one in await suggested(late, with_all(OrderStatus.DELAYED))]
    assert told[2].startswith("Hi Maya, I am sorry that order HT-10001 is late.")
    assert not any("wrap" in text for text in told)
