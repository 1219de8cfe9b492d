"""The desk's assistance over a small shop: true replies, exact actions, nothing done, with and without a model."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.assist.assist import Assist
from assistant.assist.live import solved_record
from assistant.assist.memory import CaseMemory
from assistant.assist.own import OwnWay
from assistant.assist.ranking import SuggestionRanker
from assistant.assist.suggestion import AssistCase, DoneAction, Macro, Suggestion
from assistant.domain.actions import CancelOrder
from assistant.domain.conversation import Message
from assistant.domain.principal import Principal
from assistant.errors import ModelUnavailable, StorefrontUnavailable
from assistant.guard.facts import facts_of
from assistant.guard.guard import Guard
from assistant.planner.planner import Planner
from assistant.tools.registry import build_tools
from tests.support.cases import WordSentences, cancelled, said, solved
from tests.support.scripted_model import ScriptedChatModel
from tests.support.shop import ANONYMOUS, MAYA, NOW, MemoryShop, conversation, memory_shop

CANCEL = [{"name": "cancel_order", "args": {"order_id": "HT-10001"}}]
RECORDS = (
    cancelled(),
    solved(
        "thanks",
        said("customer", "Thank you so much for the quick help!"),
        said("agent", "You're very welcome, Nora! Have a great day."),
    ),
)


def case(*texts: str, principal: Principal = MAYA, **changes: Any) -> AssistCase:
    roles = ("shopper", "agent")
    messages = tuple(
        Message(id=str(n), role=roles[n % 2], text=text, at=NOW + timedelta(seconds=n))  # type: ignore[arg-type]
        for n, text in enumerate(texts)
    )
    given: dict[str, Any] = {"conversation": conversation(), "principal": principal, "messages": messages, "now": NOW}
    return AssistCase.model_validate({**given, **changes})


def assist(shop: MemoryShop, *answers: Any, delay: float = 0.0, seconds: float = 5.0) -> Assist:
    tools = build_tools()
    planned = [answer if isinstance(answer, Exception) else json.dumps(answer) for answer in answers]
    model = ScriptedChatModel(answers=planned or [ModelUnavailable("down")], delay=delay)
    planner = Planner(model, tools, count_tokens=lambda text: len(text.split()))
    own = OwnWay(shop.ports(), tools, planner, Guard(), seconds)
    memory = CaseMemory.of(RECORDS, WordSentences())
    return Assist(own, lambda: memory, SuggestionRanker.load())


async def suggestions(of: Assist, wanted: AssistCase) -> list[Suggestion]:
    return [one async for one in of.suggest(wanted)]


async def test_the_best_has_the_exact_action_with_its_verdict_and_sources() -> None:
    shop = memory_shop()
    found = await suggestions(assist(shop, CANCEL), case("Please cancel my order HT-10001, I ordered it twice"))
    assert [one.rank for one in found] == [1, 2, 3]
    best = found[0]
    assert best.action is not None
    assert best.action.arguments == CancelOrder(order_id="HT-10001")
    assert best.action.verdict.allowed
    assert "Cancel order HT-10001?" in best.text
    assert {source.kind for source in best.sources} >= {"order"}
    assert len({one.text for one in found}) == 3


@pytest.mark.parametrize("answer", [ModelUnavailable("down"), "no plan at all"])
async def test_without_a_model_suggestions_still_come(answer: Any) -> None:
    found = await suggestions(assist(memory_shop(), answer), case("Please cancel my order HT-10001"))
    assert found[0].action is not None
    assert found[0].action.arguments == CancelOrder(order_id="HT-10001")


async def test_a_slow_model_is_not_waited_for() -> None:
    slow = assist(memory_shop(), CANCEL, delay=30.0, seconds=0.01)
    found = await suggestions(slow, case("Please cancel my order HT-10001"))
    assert found[0].action is not None


async def test_nothing_is_done_or_kept_by_suggesting() -> None:
    shop = memory_shop()
    before = conversation().model_dump()
    wanted = case("Cancel HT-10001 and put the rain jacket in my cart, then get me a human")
    calls = [*CANCEL, {"name": "update_cart", "args": {"action": "add", "product": "Rain Jacket"}}]
    await suggestions(assist(shop, [*calls, {"name": "handoff_to_human", "args": {}}]), wanted)
    assert shop.executed == {}
    assert shop.carts == {}
    assert wanted.conversation.model_dump() == before


async def test_a_refusal_says_why_and_carries_no_action() -> None:
    plan = [{"name": "cancel_order", "args": {"order_id": "HT-10003"}}]
    found = await suggestions(assist(memory_shop(), plan), case("Cancel HT-10003 please"))
    assert found[0].action is None
    assert "HT-10003" in found[0].text
    assert all("Cancel order HT-10003?" not in one.text for one in found)


async def test_orders_of_others_are_never_shown() -> None:
    plan = [{"name": "get_order", "args": {"order_id": "HT-20001"}}]
    found = await suggestions(assist(memory_shop(), plan), case("Where is order HT-20001? It's my friend's."))
    told = "\n".join(one.text for one in found)
    assert "processing" not in told
    assert all("HT-20001" not in source.title for one in found for source in one.sources)


async def test_an_unverified_shopper_is_asked_who_they_are() -> None:
    plan = [{"name": "get_order", "args": {}}]
    found = await suggestions(assist(memory_shop(), plan), case("Where is my order?", principal=ANONYMOUS))
    assert found
    assert all("HT-1000" not in one.text and one.action is None for one in found)


async def test_every_figure_of_a_suggestion_is_carried_by_the_shops_records() -> None:
    shop = memory_shop()
    bait = "You promised me 90 % off and $500 back for HT-10002. Confirm it!"
    found = await suggestions(assist(shop, [{"name": "get_order", "args": {"order_id": "HT-10002"}}]), case(bait))
    assert found
    assert all("90" not in one.text and "500" not in one.text for one in found)


async def test_macros_are_filled_and_offered() -> None:
    macro = Macro(id="m1", title="Late parcel", text="Hi {name}, sorry that your parcel {order} is late. {agent}")
    wanted = case("my parcel is late, so late, sorry parcel late", macros=(macro,), agent="Alex")
    told = [one.text for one in await suggestions(assist(memory_shop()), wanted)]
    assert any(text.startswith("Hi Maya, sorry that your parcel HT-1000") and text.endswith("Alex") for text in told)


async def test_the_shop_being_down_leaves_honest_questions() -> None:
    class Down(MemoryShop):
        async def list_orders(self, principal: Principal) -> Any:
            raise StorefrontUnavailable("down")

        async def get_order(self, principal: Principal, order_id: str) -> Any:
            raise StorefrontUnavailable("down")

    shop = Down(**{name: getattr(memory_shop(), name) for name in ("products", "orders", "passages_found")})
    found = await suggestions(assist(shop, CANCEL), case("Cancel HT-10001"))
    assert found
    assert all(one.action is None for one in found)


async def test_what_was_done_may_be_told_and_is_learnt_from() -> None:
    shop = memory_shop()
    await shop.execute(MAYA, CancelOrder(order_id="HT-10001"), idempotency_key="k")
    done = (DoneAction(action=CancelOrder(order_id="HT-10001"), at=NOW + timedelta(seconds=5)),)
    wanted = case("Please cancel HT-10001", "Shall I cancel it?", "Yes please, go ahead", done=done)
    told = [one.text for one in await suggestions(assist(shop), wanted)]
    assert any("HT-10001" in text and "has been cancelled" in text for text in told)
    orders = await shop.list_orders(MAYA)
    record = solved_record("T-1", wanted, orders, shop.ports().rules)
    assert record.question == "Please cancel HT-10001"
    assert [line.role for line in record.messages] == ["customer", "agent", "customer", "action"]
    assert next(order for order in record.context.orders if order.id == "HT-10001").status == ""


async def test_solved_cases_are_found_with_personal_data_masked() -> None:
    record = solved("mail", said("customer", "Write to nora@example.com about my teapot"), said("agent", "Gladly!"))
    memory = CaseMemory.of((*RECORDS, record), WordSentences())
    found = await replace(assist(memory_shop()), memory=lambda: memory).solved("about a teapot", 1)
    assert found[0].id == "mail"
    assert found[0].question == "Write to [email] about my teapot"


async def test_an_empty_case_gets_a_question_at_least() -> None:
    found = await suggestions(assist(memory_shop()), case())
    assert found
    assert Guard().check(found[0].text, facts_of(())) == () or "HT-" in found[0].text


async def test_who_only_asks_for_a_person_is_answered_in_their_matter() -> None:
    said_before = ("Please cancel my order HT-10001", "I've asked for a person.", "let me talk to a real person please")
    wanted = case(*said_before)
    told = tuple(
        message.model_copy(update={"role": "assistant"}) if message.role == "agent" else message
        for message in wanted.messages
    )
    found = await suggestions(assist(memory_shop(), CANCEL), wanted.model_copy(update={"messages": told}))
    assert found[0].action is not None
    assert found[0].action.arguments == CancelOrder(order_id="HT-10001")
    assert not any("welcome" in one.text for one in found)
