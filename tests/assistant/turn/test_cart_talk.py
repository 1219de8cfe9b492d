"""The cart is for what is wanted of the shop; what is in orders stays with them, and a slip is put right."""

from __future__ import annotations

import pytest

from assistant.domain.cart import Cart, CartLine
from assistant.domain.conversation import ConversationState, Exchange, ScreenItem, ToolCall
from assistant.domain.money import Money
from assistant.domain.order import OrderStatus
from assistant.turn.cart_talk import with_the_cart_for_wishes
from tests.support.shop import order

LOST = order("HT-1", OrderStatus.LOST, titles=("Leather Sandal", "Proving Basket"))
OPEN = order("HT-2", OrderStatus.PROCESSING, titles=("Trail Boots", "Camp Kettle"))
THANKS = ToolCall(name="reply", args={"kind": "thanks"})


def cart(action: str, product: str) -> ToolCall:
    return ToolCall(name="update_cart", args={"action": action, "product": product})


def planned(message: str, *calls: ToolCall, holds: Cart | None = None, order_id: str = "HT-1") -> list[ToolCall]:
    state = ConversationState(order_id=order_id)
    return list(with_the_cart_for_wishes(calls, message, state, holds or Cart(), (LOST, OPEN)))


@pytest.mark.parametrize(
    "message",
    [
        "hello? i said send the sandals AND the basket again",
        "send the sandals again please",
        "can you resend the sandals",
        "please ship the basket again",
        "great send it again then, everything",
        "just send me a new one",
        "send out a replacement",
    ],
)
def test_a_lost_order_is_sent_again_and_not_bought(message: str) -> None:
    again = [ToolCall(name="exchange_items", args={"order_id": "HT-1"})]
    assert planned(message, cart("add", "sandals"), cart("add", "basket")) == again
    assert planned(message, THANKS) == again


@pytest.mark.parametrize(
    ("message", "calls"),
    [
        ("add the sandals to my cart again", [cart("add", "sandals")]),
        ("i want to order the kettle again", [cart("add", "kettle")]),
        ("thanks, that's great", [THANKS]),
        ("why did you send it again?", [THANKS]),
        ("can i send the sandals back?", [ToolCall(name="return_items", args={"items": ["sandals"]})]),
        ("send me the tent", [cart("add", "tent")]),
    ],
)
def test_what_means_something_else_stays(message: str, calls: list[ToolCall]) -> None:
    assert planned(message, *calls) == calls


def test_things_of_an_order_are_not_taken_out_of_a_cart_that_has_none() -> None:
    message = "also cancel the boots, but I want to keep the kettle"
    assert planned(message, cart("remove", "boots")) == [ToolCall(name="cancel_order")]
    assert planned(message, cart("remove", "boots"), cart("add", "kettle")) == [ToolCall(name="cancel_order")]
    returned = [ToolCall(name="return_items", args={"items": ["kettle"]})]
    assert planned("i'd like to return the kettle", cart("remove", "kettle")) == returned


def test_what_is_in_the_cart_is_taken_out_of_it() -> None:
    line = CartLine(product_id="p9", variant_id="p9", title="Camp Kettle", unit_price=Money.of(20), quantity=1)
    calls = [cart("remove", "kettle")]
    assert planned("cancel the kettle", *calls, holds=Cart(lines=(line,))) == calls
    assert planned("take the kettle out of my cart", *calls) == calls


def test_what_is_put_in_the_cart_is_not_added_to_an_order_as_well() -> None:
    change = ToolCall(name="update_order", args={"change": "items", "details": "add 2 of the gooseneck"})
    assert planned("ok the gooseneck then, add it. 2 of them", cart("add", "gooseneck"), change) == [
        cart("add", "gooseneck")
    ]
    other = ToolCall(name="update_order", args={"change": "items", "details": "boots in size 9"})
    both = [cart("add", "gooseneck"), other]
    assert planned("add the gooseneck and make the boots size 9", *both) == both


def change(details: str) -> ToolCall:
    return ToolCall(name="update_order", args={"order_id": "HT-2", "change": "items", "details": details})


def test_what_no_order_holds_is_added_to_the_cart() -> None:
    message = "add the slowpour lamp in black to my cart"
    assert planned(message, change(message)) == [cart("add", "the slowpour lamp in black")]
    added = [ToolCall(name="update_cart", args={"action": "add"})]
    assert planned("add it, the bigger one", change("add the bigger tent")) == added


@pytest.mark.parametrize(
    "message", ["add another kettle", "add a lamp to my order", "make the boots size 9", "can you add two more boots"]
)
def test_a_change_of_an_order_stays_one(message: str) -> None:
    assert planned(message, change(message)) == [change(message)]


TALK = ConversationState(
    screen=tuple(ScreenItem(product_id=f"p{n}", title=t) for n, t in enumerate(["Piping Bags", "Pizza Stone"])),
    exchanges=(Exchange(shopper="add the cheaper one", gist="changed the cart: add Piping Bags"),),
)


def corrected(message: str, *calls: ToolCall) -> list[ToolCall]:
    return list(with_the_cart_for_wishes(calls, message, TALK, Cart(), ()))


@pytest.mark.parametrize(
    "message",
    ["no! i meant the pizza stone", "wrong one, the stone please", "i said the pizza stone", "no, pizza stone"],
)
def test_a_slip_is_put_right(message: str) -> None:
    assert corrected(message, cart("remove", "2")) == [cart("remove", "Piping Bags"), cart("add", "Pizza Stone")]


@pytest.mark.parametrize(
    "message",
    ["also the pizza stone", "no, the pizza stone too", "remove the piping bags", "no, take the bags out again"],
)
def test_no_slip_is_invented(message: str) -> None:
    assert corrected(message, cart("add", "2")) == [cart("add", "2")]


def test_a_slip_is_put_right_with_what_was_not_on_screen() -> None:
    right = [cart("remove", "Piping Bags"), cart("add", "brookline")]
    assert corrected("no wait i meant the brookline one", cart("remove", "brookline")) == right
    assert corrected("no, i said the brookline", cart("add", "brookline")) == right
    assert corrected("no, remove the brookline", cart("remove", "brookline")) == [cart("remove", "brookline")]


def test_a_change_of_what_was_ordered_is_no_purchase() -> None:
    changed = [ToolCall(name="exchange_items", args={"items": ["boots"]})]
    assert planned("can you change my boots to a 10", cart("set", "boots"), order_id="HT-2") == changed
    assert planned("the boots in my order, change them to size 10", cart("add", "boots"), order_id="HT-2") == changed
    assert planned("add the boots in a 10", cart("add", "boots"), order_id="HT-2") == [cart("add", "boots")]


@pytest.mark.parametrize(
    "message",
    [
        "great, now the items: the kettle should be a small green steel one instead of the large grey one",
        "the camp kettle needs to be the green one instead of my grey one",
        "the kettle should rather be green instead of the grey one",
        "the kettle has to become a two litre one instead of the one litre one",
    ],
)
def test_a_thing_of_an_order_that_should_be_another_is_changed_there(message: str) -> None:
    wanted = [ToolCall(name="exchange_items", args={"items": ["kettle"]})]
    assert planned(message, cart("set", "kettle"), order_id="HT-2") == wanted


@pytest.mark.parametrize(
    "message",
    [
        "add the green kettle to my cart instead of the grey one",
        "the kettle in my cart should be the green one instead of the grey one",
        "the kettle should be green",
        "put the kettle in, instead of the tent",
    ],
)
def test_a_thing_of_the_cart_stays_there(message: str) -> None:
    assert planned(message, cart("set", "kettle"), order_id="HT-2") == [cart("set", "kettle")]


def test_a_thing_that_is_in_the_cart_is_the_one_meant() -> None:
    line = CartLine(
        variant_id="p1-x", product_id="p1", title="Camp Kettle", quantity=1, unit_price=Money.of("20"), options={}
    )
    said = "the kettle should be green instead of the grey one"
    assert planned(said, cart("set", "kettle"), holds=Cart(lines=(line,)), order_id="HT-2") == [cart("set", "kettle")]
