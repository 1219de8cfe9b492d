"""A question whether something may be done, from the plan to the offer and the yes after it."""

from __future__ import annotations

import pytest

from assistant.domain.conversation import ToolCall
from assistant.turn.explained import explained_first
from tests.assistant.turn.test_turn import Talk, call, text, types
from tests.support.shop import ANONYMOUS, conversation

RETURN = call("return_items", order_id="HT-10002", items=("socks",))


@pytest.mark.parametrize(
    ("message", "planned", "runs"),
    [
        ("can I still return the socks?", [RETURN], ["ask_business", "return_items"]),
        ("how long can I return the socks?", [RETURN], ["ask_business"]),
        ("can I still return the socks?", [call("get_order")], ["ask_business"]),
        ("return the socks please", [RETURN], ["return_items"]),
        ("can you return the socks for me", [RETURN], ["return_items"]),
        ("does it come in another size?", [call("get_product")], ["get_product"]),
        ("are noise cancelling headphones in stock?", [call("search_catalog", query="x")], ["search_catalog"]),
        ("how much money do I have", [call("reply", kind="out_of_scope")], ["reply"]),
        (
            "where is HT-10002 and can I still cancel HT-10001?",
            [call("get_order", order_id="HT-10002"), call("cancel_order", order_id="HT-10001")],
            ["get_order", "ask_business", "cancel_order"],
        ),
    ],
)
def test_a_question_is_explained_and_a_request_carried_out(
    message: str, planned: list[ToolCall], runs: list[str]
) -> None:
    state = conversation().state
    assert [each.name for each in explained_first(planned, message, state, verified=True)] == runs


async def test_the_explanation_stands_before_the_proposal() -> None:
    talk = Talk([RETURN])
    said = text(await talk.say("can I still return the wool socks of HT-10002?"))
    assert said.index("December 15") < said.index("confirm")
    assert "$4.95" in said
    assert talk.conversation.state.pending


async def test_a_yes_to_the_offer_makes_the_proposal() -> None:
    talk = Talk([call("ask_business", question="return window")])
    said = text(await talk.say("until when can I return the wool socks of HT-10002?"))
    assert "December 15" in said
    assert not talk.conversation.state.pending
    assert "action" in types(await talk.say("yes please"))
    assert talk.conversation.state.pending[0].action.kind == "return_items"


async def test_what_may_not_be_done_is_explained_and_not_proposed() -> None:
    talk = Talk([call("return_items", order_id="HT-10004")])
    said = text(await talk.say("can I still return the wool socks of HT-10004?"))
    assert "30 days" in said
    assert not talk.conversation.state.pending


async def test_nobody_elses_order_is_worked_out() -> None:
    talk = Talk([call("ask_business", question="x")])
    said = text(await talk.say("can I still cancel HT-20001?"))
    assert "can't find an order HT-20001" in said or "no order HT-20001" in said
    assert "processing" not in said


async def test_an_unproved_shopper_gets_the_rule_and_then_the_case() -> None:
    talk = Talk([call("ask_business", question="x")], principal=ANONYMOUS)
    said = text(await talk.say("can I still return the wool socks of HT-10002?"))
    assert "30 days" in said
    assert "December" not in said
    assert "December 15" in text(await talk.say("c1@example.com"))


async def test_no_answer_offers_a_person_in_one_yes() -> None:
    talk = Talk([call("ask_business", question="do you rent tents")])
    talk.shop.passages_found = ()
    assert "person" in text(await talk.say("do you rent tents"))
    assert "handoff" in types(await talk.say("yes"))
