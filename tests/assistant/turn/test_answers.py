"""An answer to the assistant's question completes the request that it was asked about."""

from __future__ import annotations

import pytest

from assistant.domain.actions import LineChange, SettledChanges
from assistant.domain.conversation import OpenQuestion, ToolCall
from assistant.domain.order import OrderStatus
from assistant.turn.answers import completed
from tests.support.shop import order

ORDERS = (
    order("HT-10003", status=OrderStatus.PROCESSING, titles=("Storm Lantern",)),
    order("HT-10002", status=OrderStatus.PROCESSING, titles=("Trail Boot", "Wool Socks")),
    order("HT-10001", status=OrderStatus.PROCESSING, titles=("Camp Stove",)),
)


def question(
    missing: str, tool: str = "cancel_order", *choices: str, subject: str = "", said: str = ""
) -> OpenQuestion:
    return OpenQuestion(call=ToolCall(name=tool), missing=missing, choices=choices, subject=subject, said=said)


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("the most recent one", "HT-10003"),
        ("my latest", "HT-10003"),
        ("the oldest", "HT-10001"),
        ("HT-10002", "HT-10002"),
        ("it's #10002 please", "HT-10002"),
        ("the one ending in 001", "HT-10001"),
        ("the second one", "HT-10002"),
        ("the one with the boots", "HT-10002"),
        ("the lantern?", "HT-10003"),
    ],
)
def test_which_order(message: str, number: str) -> None:
    whole = completed(message, question("order", "cancel_order", *(o.id for o in ORDERS), said="cancel it"), ORDERS)
    assert whole is not None
    assert whole.call == ToolCall(name="cancel_order", args={"order_id": number})
    assert whole.request.endswith("\ncancel it")
    assert number in whole.request


@pytest.mark.parametrize(
    "message",
    [
        "how long do refunds take?",
        "do you sell lanterns",
        "return the boots instead",
        "no idea",
        "I want a person",
        "what about a tent for four people in winter then?",
        "HT-99999",
    ],
)
def test_another_message_is_no_answer(message: str) -> None:
    assert completed(message, question("order", "cancel_order", *(o.id for o in ORDERS)), ORDERS) is None


TWO = ("Wool Beanie (grey)", "Woven Basket (jute)", "Wool Beanie (navy)")


@pytest.mark.parametrize(
    ("message", "items"),
    [
        ("the basket", [TWO[1]]),
        ("the grey beanie", [TWO[0]]),
        ("both beanies: grey and navy", [TWO[0], TWO[2]]),
        ("all of them", list(TWO)),
        ("everything except the basket", [TWO[0], TWO[2]]),
        ("the first one", [TWO[0]]),
    ],
)
def test_which_items(message: str, items: list[str]) -> None:
    whole = completed(message, question("items", "return_items", *TWO), ORDERS)
    assert whole is not None
    assert whole.call.args == {"items": items}


def test_which_version_keeps_to_its_thing() -> None:
    asked = question("wanted", "exchange_items", "navy, M", "red, M", subject="Rain Jacket", said="swap the jacket")
    whole = completed("navy please", asked, ORDERS)
    assert whole is not None
    assert whole.call.args == {"wanted": "navy please"}
    assert whole.request == "the Rain Jacket to navy please\nswap the jacket"
    assert completed("the one in orange", asked, ORDERS) is None


@pytest.mark.parametrize(
    ("message", "choices", "words"),
    [
        ("yes", ("store credit",), "refund or pay to store credit."),
        ("PayPal", ("PayPal", "store credit"), "refund or pay to PayPal."),
        ("can I use PayPal?", ("PayPal", "store credit"), "refund or pay to PayPal."),
        ("the card I paid with", ("PayPal", "Visa ending in 1111"), "refund or pay to the original payment method."),
        ("the second", ("PayPal", "store credit"), "refund or pay to store credit."),
    ],
)
def test_which_payment(message: str, choices: tuple[str, ...], words: str) -> None:
    whole = completed(message, question("payment", "return_items", *choices), ORDERS)
    assert whole is not None
    assert whole.request.splitlines()[0] == words


def test_a_yes_to_a_choice_of_two_chooses_nothing() -> None:
    assert completed("yes", question("payment", "return_items", "PayPal", "store credit"), ORDERS) is None


def test_reason_address_and_change() -> None:
    reasons = ("no longer needed", "ordered by mistake")
    whole = completed("oh, it was a mistake", question("reason", "cancel_order", *reasons), ORDERS)
    assert whole is not None
    assert whole.call.args == {"reason": "ordered by mistake"}
    street = "12 Oak Street, Portland, OR 97201"
    whole = completed(street, question("address", "update_order"), ORDERS)
    assert whole is not None
    assert whole.call.args == {"details": street}
    whole = completed("the address", question("change", "update_order"), ORDERS)
    assert whole is not None
    assert whole.call.args["change"] == "address"


@pytest.mark.parametrize(
    ("message", "number"), [("the 16GB one", "HT-10008"), ("the silver one", "HT-10005"), ("the 256GB one", "HT-10005")]
)
def test_which_order_is_told_by_the_version_of_the_thing(message: str, number: str) -> None:
    options = {
        "HT-10008": {"memory": "16GB", "color": "black"},
        "HT-10005": {"memory": "256GB", "color": "silver"},
    }
    orders = []
    for order_id, own in options.items():
        made = order(order_id, OrderStatus.DELIVERED, titles=("Laptop",))
        orders.append(made.model_copy(update={"lines": (made.lines[0].model_copy(update={"options": own}),)}))
    whole = completed(message, question("order", "return_items", *options, said="I want to return my laptop"), orders)
    assert whole is not None
    assert whole.call.args == {"order_id": number}


@pytest.mark.parametrize(
    ("message", "anew"),
    [
        ("it should be 24MP, SD card with 10x zoom", True),
        ("no, the red one", True),
        ("a cheaper one", True),
        ("my card please", False),
        ("PayPal", False),
        ("my red card", False),
    ],
)
def test_another_version_may_be_said_instead_of_how_to_pay(message: str, anew: bool) -> None:
    change = LineChange(line_id="HT-1-1", variant_id="p1-red-M", quantity=1)
    settled = SettledChanges(kind="exchange_items", order_id="HT-1", changes=(change,), remaining=())
    asked = OpenQuestion(
        call=ToolCall(name="exchange_items", args={"order_id": "HT-1"}),
        missing="payment",
        choices=("Mastercard ending in 8484", "PayPal"),
        said="exchange my camera for the 30MP one",
        settled=settled,
    )
    whole = completed(message, asked, ())
    assert whole is not None
    assert (whole.settled is not None) is anew
    if anew:
        assert whole.settled == settled.model_copy(update={"remaining": ("HT-1-1",)})
        assert whole.request.startswith(message)


def test_the_thing_named_is_told_in_full_from_others_of_its_name() -> None:
    asked = OpenQuestion(
        call=ToolCall(name="update_order", args={"order_id": "HT-10003", "change": "items"}),
        missing="items",
        choices=("Jigsaw Puzzle (500, art)", "Tea Kettle (glass, 1 liter)"),
        said="the glass tea kettle in 2 liters, the puzzle too",
    )
    whole = completed("the tea kettle", asked, ORDERS)
    assert whole is not None
    assert whole.call.args["details"] == "Tea Kettle (glass, 1 liter)"
