"""What is taken out of the cart and changed in an order instead: both are done, each by its own sentence."""

from __future__ import annotations

import pytest

from assistant.domain.conversation import ToolCall
from assistant.domain.order import OrderStatus
from assistant.turn.cart_and_order import change_beside
from tests.support.shop import order

ORDERS = (
    order("HT-10001", OrderStatus.PROCESSING, titles=("Backpack", "Laptop")),
    order("HT-10002", OrderStatus.PROCESSING, titles=("Camp Kettle", "Desk Lamp")),
)
REMOVE = ToolCall(name="update_cart", args={"action": "remove", "product": "backpack"})


@pytest.mark.parametrize(
    ("message", "own"),
    [
        (
            "no! I want no other one, take that out of the cart. I want to change the backpack in my order HT-10001",
            "I want to change the backpack in my order HT-10001",
        ),
        (
            "remove it from my cart, I want to change the backpack of my order",
            "I want to change the backpack of my order",
        ),
        ("take it out. Please swap the backpack in order HT-10001", "Please swap the backpack in order HT-10001"),
    ],
)
def test_both_are_done(message: str, own: str) -> None:
    both = change_beside((REMOVE,), message, ORDERS)
    assert both is not None
    change = ToolCall(name="exchange_items", args={"order_id": "HT-10001", "items": ["Backpack"]})
    assert both.calls == (REMOVE, change)
    assert both.requests == (message, own)


@pytest.mark.parametrize(
    "message",
    [
        "take the backpack out of my cart",
        "take it out of the cart. I don't want to change my order",
        "take it out. I want to change the tent in my order",
        "remove the backpack, it is in my order already",
        "take it out. I want to change the backpack in my order HT-10002",
    ],
)
def test_only_the_cart_is_meant(message: str) -> None:
    assert change_beside((REMOVE,), message, ORDERS) is None
