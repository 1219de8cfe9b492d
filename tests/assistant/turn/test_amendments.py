"""What a message puts right about what waits for a yes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.domain.actions import (
    ActionProposal,
    CancelOrder,
    ChangeAddress,
    ChangeItems,
    ExchangeItems,
    LineChange,
    LineQuantity,
    OrderAction,
    ReturnItems,
    Verdict,
)
from assistant.domain.order import Order, OrderStatus
from assistant.turn.amendments import amended
from tests.support.shop import NOW, order

DELIVERED = order("HT-10002", OrderStatus.DELIVERED, lines=3)
PROCESSING = order("HT-10001", OrderStatus.PROCESSING, lines=3)


def _waiting(action: OrderAction) -> ActionProposal:
    return ActionProposal(
        id="a1",
        conversation_id="c",
        owner="c1",
        action=action,
        title="Return from order HT-10002?",
        effects=("Sent back: Rain Jacket.",),
        verdict=Verdict(allowed=True),
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=15),
    )


def _return(of: Order, *places: int, pieces: int = 1) -> ActionProposal:
    lines = tuple(LineQuantity(line_id=f"{of.id}-{place}", quantity=pieces) for place in places)
    return _waiting(ReturnItems(order_id=of.id, lines=lines, reason="too small", refund_to="PayPal"))


@pytest.mark.parametrize(
    ("message", "titles"),
    [
        ("add the socks and the mug too", ["Rain Jacket", "Wool Socks", "Camp Mug"]),
        ("and the socks too", ["Rain Jacket", "Wool Socks"]),
        ("The mug is missing from that. Please add the mug", ["Rain Jacket", "Camp Mug"]),
        ("great, but before you do that, I'd also like to return the mug", ["Rain Jacket", "Camp Mug"]),
        ("no, not only the jacket, ALL the items", ["Rain Jacket", "Wool Socks", "Camp Mug"]),
        ("no, i meant the socks", ["Wool Socks"]),
        ("wait, not the jacket! only the socks and the mug", ["Wool Socks", "Camp Mug"]),
        ("no, I want everything returned except the mug", ["Rain Jacket", "Wool Socks"]),
    ],
)
def test_a_return_is_made_anew_with_the_things_that_are_meant(message: str, titles: list[str]) -> None:
    amendment = amended(message, (_return(DELIVERED, 1),), (DELIVERED, PROCESSING))
    assert amendment is not None
    assert amendment.call.name == "return_items"
    assert [item.split(" (")[0] for item in amendment.call.args["items"]] == titles
    assert amendment.call.args["reason"] == "too small"
    assert "PayPal" in amendment.request


@pytest.mark.parametrize(
    ("message", "tool"),
    [
        ("no, only ONE of them is torn", "return_items"),
        ("no, refund it to my gift card", "return_items"),
        ("no, i'd rather exchange it", "exchange_items"),
    ],
)
def test_what_waits_is_wanted_otherwise(message: str, tool: str) -> None:
    twice = DELIVERED.lines[0].model_copy(update={"quantity": 2})
    two = DELIVERED.model_copy(update={"lines": (twice, *DELIVERED.lines[1:])})
    amendment = amended(message, (_return(two, 1, pieces=2),), (two,))
    assert amendment is not None
    assert amendment.call.name == tool
    assert amendment.call.args["items"] == ["Rain Jacket (blue, S)"]


def test_a_cancellation_is_limited_to_what_is_named() -> None:
    waiting = _waiting(CancelOrder(order_id="HT-10001"))
    amendment = amended("no!! just the socks not the jacket", (waiting,), (PROCESSING,))
    assert amendment is not None
    assert amendment.call.name == "cancel_order"
    assert amendment.request.startswith("cancel only the Wool Socks")


def test_no_cancellation_but_another_colour() -> None:
    waiting = _waiting(CancelOrder(order_id="HT-10001"))
    amendment = amended("no dont cancel! just make them red, both", (waiting,), (PROCESSING,))
    assert amendment is not None
    assert amendment.call.name == "update_order"


@pytest.mark.parametrize(
    "message",
    [
        "no",
        "no thanks, I'll keep it",
        "no, leave it",
        "yes",
        "ok do it",
        "what happens then?",
        "also cancel order HT-10001",
        "no, cancel the other order",
        "is that both of them?",
        "forget it, I don't want to return the socks",
        "where is my mug?",
        "I also need a mug, show me some",
    ],
)
def test_a_refusal_a_yes_or_another_matter_puts_nothing_right(message: str) -> None:
    assert amended(message, (_return(DELIVERED, 1),), (DELIVERED, PROCESSING)) is None


def test_two_that_wait_are_left_to_the_question_which() -> None:
    waiting = (_return(DELIVERED, 1), _waiting(CancelOrder(order_id="HT-10001")))
    assert amended("no, only the socks", waiting, (DELIVERED, PROCESSING)) is None


def test_things_to_be_taken_out_are_limited_again() -> None:
    gone = tuple(LineChange(line_id=f"HT-10001-{n}", variant_id="v", quantity=0) for n in (1, 2))
    waiting = _waiting(ChangeItems(order_id="HT-10001", changes=gone))
    amendment = amended("no!! just the socks, not the jacket", (waiting,), (PROCESSING,))
    assert amendment is not None
    assert (amendment.call.name, amendment.settled) == ("cancel_order", None)
    assert amendment.request.startswith("cancel only the Wool Socks")


def test_another_card_for_the_money_keeps_the_rest_of_what_waits() -> None:
    change = LineChange(line_id="HT-10002-1", variant_id="p1-red-S", quantity=1)
    waiting = _waiting(ExchangeItems(order_id="HT-10002", changes=(change,), payment="Visa ending in 4242"))
    amendment = amended("Looks right, but I'd prefer the other card for the refund", (waiting,), (DELIVERED,))
    assert amendment is not None
    assert amendment.settled is not None
    assert (amendment.settled.changes, amendment.settled.remaining) == ((change,), ())
    assert "refund or pay to other card" in amendment.request


@pytest.mark.parametrize(
    ("message", "changes"),
    [
        ("no, not my account. send that pending order to my chicago address", True),
        ("no, to my home address please", True),
        ("no, wrong order. It's W1603792 whose address I want changed to that", True),
        ("no", False),
        ("no thanks, leave it", False),
        ("no, don't send it there", False),
    ],
)
def test_an_address_is_meant_for_something_else(message: str, changes: bool) -> None:
    waiting = _waiting(ChangeAddress(address=PROCESSING.address))
    amendment = amended(message, (waiting,), (PROCESSING,))
    assert (amendment is not None) is changes
    assert amendment is None or amendment.call.args == {"change": "address"}
