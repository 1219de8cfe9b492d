"""Each lost parcel gets what is wished for it, and no other does."""

from __future__ import annotations

import pytest

from assistant.domain.conversation import ConversationState, ToolCall
from assistant.domain.order import OrderStatus
from assistant.turn.lost_parcels import lost_asked_for, wishes_for_lost
from tests.support.shop import memory_shop, order

TENT = order("HT-1", OrderStatus.LOST, titles=("First Night Dome Tent",), lines=1)
HOSE = order("HT-2", OrderStatus.LOST, titles=("Safe Garden Hose",), lines=1)
BOOTS = order("HT-3", OrderStatus.DELIVERED, titles=("Hiking Boots",), lines=1)
ORDERS = (TENT, HOSE, BOOTS)
PLANNED = (ToolCall(name="return_items", args={"order_id": "HT-1"}),)
_SHOP = memory_shop().ports().rules
RULES = _SHOP.model_copy(update={"resend": _SHOP.resend.model_copy(update={"statuses": (OrderStatus.LOST,)})})
AGAIN, MONEY = "exchange_items", "return_items"


def wished(message: str) -> dict[str, str] | None:
    made = wishes_for_lost(PLANNED, message, ORDERS, RULES)
    return {str(call.args["order_id"]): call.name for call in made.calls} if made else None


@pytest.mark.parametrize(
    ("message", "calls"),
    [
        ("the tent i want sent again, the hose i just want my money back", {"HT-1": AGAIN, "HT-2": MONEY}),
        ("the tent and the hose. the tent i want sent again, the hose refunded", {"HT-1": AGAIN, "HT-2": MONEY}),
        ("please resend the tent and refund the hose", {"HT-1": AGAIN, "HT-2": MONEY}),
        ("and the tent? i want you to send it again", {"HT-1": AGAIN}),
        ("no, my First Night tent got lost in the mail. please resend it", {"HT-1": AGAIN}),
        ("i want my money back for the garden hose", {"HT-2": MONEY}),
        ("can you send me the tent again?", {"HT-1": AGAIN}),
    ],
)
def test_what_is_wished_for_each_is_done(message: str, calls: dict[str, str]) -> None:
    assert wished(message) == calls


@pytest.mark.parametrize(
    "message",
    [
        "don't send the tent again",
        "when do i get my money for the hose?",
        "did you send the tent again already?",
        "refund the boots",
        "send the tent again and refund the boots",
        "i want it sent again",
        "the tent, sent again or the money back",
        "where is my tent?",
        "is the hose refunded?",
    ],
)
def test_what_is_not_wished_is_not_done(message: str) -> None:
    assert wished(message) is None


def test_another_plan_is_left_alone() -> None:
    calls = (ToolCall(name="search_catalog", args={"query": "tent"}),)
    assert wishes_for_lost(calls, "resend the tent", ORDERS, RULES) is None


@pytest.mark.parametrize(
    ("message", "looks"),
    [
        ("two things i ordered never came!! not happy", True),
        ("some of my stuff didn't arrive", True),
        ("my parcels are lost", True),
        ("the tent never came", False),
        ("two things i ordered came broken", False),
        ("order 12345 never came", False),
        ("two things never came, refund me", False),
    ],
)
def test_lost_orders_are_looked_up(message: str, *, looks: bool) -> None:
    assert (lost_asked_for(PLANNED, message, ConversationState(), ORDERS) is not None) is looks


def test_what_is_talked_about_stays_meant() -> None:
    assert lost_asked_for(PLANNED, "it never came", ConversationState(order_id="HT-3"), ORDERS) is None
    assert lost_asked_for(PLANNED, "things never came", ConversationState(), ORDERS[1:]) is None
