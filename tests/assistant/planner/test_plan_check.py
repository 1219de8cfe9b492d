"""Only what was said becomes an argument."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.domain.conversation import Exchange, ToolCall
from assistant.planner.context import PlanContext
from assistant.planner.plan_check import check_calls

SHOWN = ("Tarn Shell Jacket, navy, £64", "Moorland Packaway, red, £42", "Fellside Jacket, black, £129")


def checked(name: str, message: str, /, args: dict[str, Any], **context: Any) -> dict[str, Any]:
    calls = check_calls([ToolCall(name=name, args=args)], PlanContext(message=message, **context))
    assert [call.name for call in calls] == [name]
    return calls[0].args


@pytest.mark.parametrize(
    ("message", "args"),
    [
        ("red kettle under fifty", {"query": "kettle", "color": "red", "max_price": 50}),
        ("laptops for 1k or less, 4 stars and up", {"query": "laptop", "max_price": 1000, "min_rating": 4}),
        ("grey sneekers, not nike", {"query": "sneakers", "color": "gray", "exclude": ["nike"]}),
        ('27" monitor', {"query": "monitor", "size": "27 inch"}),
        ("wireless headphones by Sony", {"query": "wireless headphones", "brand": "sony"}),
        ("cheapest tents", {"query": "tents", "sort": "price_asc"}),
    ],
)
def test_what_was_said_stays(message: str, args: dict[str, Any]) -> None:
    assert checked("search_catalog", message, args) == args


@pytest.mark.parametrize(
    "invented",
    [
        {"max_price": 80},
        {"min_price": 10},
        {"min_rating": 4},
        {"color": "blue"},
        {"brand": "Sony"},
        {"size": "XL"},
        {"size": "42"},
        {"category": "garden"},
        {"exclude": ["leather"]},
        {"sort": "relevance"},
    ],
)
def test_what_was_not_said_goes(invented: dict[str, Any]) -> None:
    assert checked("search_catalog", "a warm tent for two", {"query": "warm tent", **invented}) == {
        "query": "warm tent"
    }


def test_words_that_nobody_said_leave_the_query() -> None:
    assert checked("search_catalog", "a warm tent", {"query": "warm camping tent"}) == {"query": "warm tent"}
    assert checked("search_catalog", "a warm tent", {"query": "blender"}) == {"query": "a warm tent"}


def test_a_refinement_keeps_the_search_in_force() -> None:
    args = {"query": "rain jacket", "color": "yellow", "max_price": 60, "exclude": ["harbour"]}
    search = {"query": "rain jacket", "color": "yellow", "exclude": ["Harbour"]}
    assert checked("search_catalog", "nothing above 60", args, search=search) == args
    told = (Exchange(shopper="yellow rain jacket, not Harbour", gist="showed 4 products"),)
    assert checked("search_catalog", "nothing above 60", args, exchanges=told) == args


def test_a_mistyped_price_takes_the_messages_own() -> None:
    assert checked("search_catalog", "tents under 150", {"query": "tents", "max_price": 15})["max_price"] == 150


@pytest.mark.parametrize(
    ("message", "product", "expected"),
    [
        ("the second one", "2", "2"),
        ("the second one", "3", "2"),
        ("does it have a hood", "9", None),
        ("is the Moorland waterproof", "Moorland", "2"),
        ("is the Nordhavn waterproof", "Nordhavn", "Nordhavn"),
        ("is the Moorland waterproof", "3", "2"),
        ("is the Moorland waterproof", "Wolverine", None),
        ("the last one", "1", "3"),
    ],
)
def test_a_product_is_on_screen_or_named(message: str, product: str, expected: str | None) -> None:
    assert checked("get_product", message, {"product": product}, shown=SHOWN).get("product") == expected


def test_a_place_needs_a_list_or_a_number_in_the_message() -> None:
    assert checked("get_product", "tell me more about number 2", {"product": "2"}) == {"product": "2"}
    assert checked("get_product", "tell me more", {"product": "2"}) == {}
    assert checked("compare_products", "the first and the third", {"products": ["1", "3", "7"]}, shown=SHOWN) == {
        "products": ["1", "3"]
    }


@pytest.mark.parametrize(
    ("message", "order_id", "expected"),
    [
        ("where is #4471", "#4471", "4471"),
        ("where is order SK 70915", "SK 70915", "SK 70915"),
        ("order four four seven one", "4471", "4471"),
        ("the one ending in 88", "88", "88"),
        ("where is my parcel", "4471", None),
        ("where is order 4471", "9999", "4471"),
    ],
)
def test_an_order_number_was_given(message: str, order_id: str, expected: str | None) -> None:
    assert checked("get_order", message, {"order_id": order_id}).get("order_id") == expected


def test_an_order_number_may_stand_in_the_records() -> None:
    setting = "Orders: 4471 (Kettle) shipped."
    assert checked("get_order", "where is my kettle", {"order_id": "4471"}, setting=setting) == {"order_id": "4471"}


def test_a_digit_of_the_records_is_no_order_number() -> None:
    setting = "Orders: 4671 (Kettle) shipped."
    assert checked("get_order", "where is my latest order?", {"order_id": "6"}, setting=setting) == {}


def test_a_lost_order_number_is_found_again() -> None:
    assert checked("return_items", "send back the lamp from order #4471", {"items": ["lamp"]}) == {
        "order_id": "4471",
        "items": ["lamp"],
    }


def test_reasons_and_items_are_not_made_up() -> None:
    args = {"order_id": "4471", "items": ["blue lamp"], "reason": "arrived broken"}
    assert checked("return_items", "return 4471", args) == {"order_id": "4471"}
    assert checked("return_items", "return 4471, the lamp came broken", args) == args


def test_a_quantity_is_said() -> None:
    assert checked("update_cart", "add the first", {"action": "add", "product": "1", "quantity": 1}, shown=SHOWN) == {
        "action": "add",
        "product": "1",
    }
    assert checked("update_cart", "make it three", {"action": "set", "quantity": 3}) == {"action": "set", "quantity": 3}


def test_confirming_needs_something_to_confirm() -> None:
    confirm = ToolCall(name="confirm", args={"accept": True})
    assert check_calls([confirm], PlanContext(message="yes")) == ()
    assert check_calls([confirm], PlanContext(message="yes", pending="cancel order 4471")) == (confirm,)


def test_politeness_and_repetition_are_no_calls_of_their_own() -> None:
    search = ToolCall(name="search_catalog", args={"query": "tent"})
    hello = ToolCall(name="reply", args={"kind": "greeting"})
    assert check_calls([hello, search, search], PlanContext(message="hello, a tent please")) == (search,)
    assert check_calls([hello], PlanContext(message="hello")) == (hello,)


@pytest.mark.parametrize(
    ("message", "stays"),
    [
        ("perfect", True),
        ("yes, and did the refund for 5002 go through?", True),
        ("that's it. and wrap it as a gift?", True),
        ("no wait", False),
        ("don't do it", False),
        ("how long does the refund take?", False),
        ("what does that cost me?", False),
    ],
)
def test_no_refusal_or_question_is_taken_for_a_yes(message: str, stays: bool) -> None:
    confirm = ToolCall(name="confirm", args={"accept": True})
    assert check_calls([confirm], PlanContext(message=message, pending="cancel order 4471")) == (
        (confirm,) if stays else ()
    )
