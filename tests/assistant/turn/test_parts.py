"""Each of several planned actions reads its own part of the message."""

from __future__ import annotations

import pytest

from assistant.domain.conversation import ToolCall
from assistant.turn.parts import part_for, with_all_asked_for

RETURN = ToolCall(name="return_items", args={"items": ["water bottle", "pet bed"]})
EXCHANGE = ToolCall(name="exchange_items", args={"items": ["pet bed"], "wanted": "cheapest version"})
CANCEL = ToolCall(name="cancel_order")
BOTH = "I want to return the water bottle, and exchange the pet bed and office chair to the cheapest version."


def test_a_return_leaves_out_what_is_to_be_exchanged() -> None:
    call, part = part_for(RETURN, (RETURN, EXCHANGE), BOTH)
    assert call.args["items"] == ["water bottle"]
    assert "bottle" in part
    assert "bed" not in part


def test_an_exchange_leaves_out_what_is_to_be_returned() -> None:
    call, part = part_for(EXCHANGE, (RETURN, EXCHANGE), BOTH)
    assert call == EXCHANGE
    assert "office chair to the cheapest" in part
    assert "bottle" not in part


@pytest.mark.parametrize(
    "message",
    [
        "return the lamp and the mug",
        "I'd like to return the lamp instead of exchanging it",
        "send the lamp back, where is the return label?",
    ],
)
def test_a_message_with_one_kind_of_action_stays_whole(message: str) -> None:
    assert part_for(RETURN, (RETURN, CANCEL), message) == (RETURN, message)


def test_one_planned_action_reads_the_whole_message() -> None:
    assert part_for(RETURN, (RETURN,), BOTH) == (RETURN, BOTH)


def test_what_is_said_once_holds_for_all_parts() -> None:
    said = "Return the lamp of order #W123456 and exchange the mug, refund both to PayPal"
    _, part = part_for(EXCHANGE, (RETURN, EXCHANGE), said)
    assert "W123456" in part
    assert "PayPal" in part
    _, part = part_for(RETURN, (RETURN, CANCEL), said)
    assert "PayPal" in part
    assert "mug" not in part


def test_a_change_is_called_an_exchange_too() -> None:
    change = ToolCall(name="update_order", args={"change": "items"})
    _, part = part_for(change, (CANCEL, change), "cancel the tent and swap the boots for a 10")
    assert "boots" in part
    assert "tent" not in part


def test_an_action_that_a_plan_has_lost_is_added() -> None:
    said = "I want to return the hose and the backpack, and exchange the hiking boots for the same but waterproof"
    calls = with_all_asked_for((ToolCall(name="return_items", args={"order_id": "W1", "items": ["hose"]}),), said)
    assert [call.name for call in calls] == ["return_items", "exchange_items"]
    assert calls[1].args == {"order_id": "W1"}


@pytest.mark.parametrize(
    "said",
    [
        "I want to return the hose, not exchange it",
        "return the hose and change",
        "can I return the hose or exchange the boots?",
        "return the hose. I cancelled the other one",
    ],
)
def test_nothing_is_added_that_was_not_asked_for(said: str) -> None:
    calls = (ToolCall(name="return_items", args={"items": ["hose"]}),)
    assert with_all_asked_for(calls, said) == calls


def test_where_something_is_is_looked_up_by_its_own_words() -> None:
    order, cancel = ToolCall(name="get_order"), ToolCall(name="cancel_order")
    said = "where's my parasol, can you cancel the salad bowls, and when do I get my money"
    assert part_for(order, (order, cancel), said) == (order, "where's my parasol")
    assert part_for(order, (order,), said) == (order, said)


def test_the_number_of_what_is_cancelled_is_not_that_of_what_comes_back() -> None:
    message = "Exchange the makeup kit for the one by Brand A, and there's an order I want to cancel, #W1348788"
    kit = ToolCall(name="exchange_items", args={"order_id": "W1348788", "items": ["makeup kit"]})
    calls = with_all_asked_for((kit,), message)
    assert calls == (kit, ToolCall(name="cancel_order", args={"order_id": "W1348788"}))
    own, part = part_for(calls[0], calls, message)
    assert own.args == {"items": ["makeup kit"]}
    assert "W1348788" not in part
    own, part = part_for(calls[1], calls, message)
    assert own.args == {"order_id": "W1348788"}
    assert "W1348788" in part


def test_one_number_before_both_belongs_to_both() -> None:
    message = "For #W1348788, return the lamp and exchange the mug for a red one"
    calls = (
        ToolCall(name="return_items", args={"order_id": "W1348788", "items": ["lamp"]}),
        ToolCall(name="exchange_items", args={"order_id": "W1348788", "items": ["mug"]}),
    )
    for call in calls:
        own, part = part_for(call, calls, message)
        assert own.args["order_id"] == "W1348788"
        assert "W1348788" in part
