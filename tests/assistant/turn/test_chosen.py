"""A button's own text always chooses; so do words that only one choice has."""

from __future__ import annotations

import pytest

from assistant.domain.conversation import ConversationState, Exchange, OpenQuestion, ScreenItem, ToolCall
from assistant.turn.chosen import chosen_call
from assistant.turn.product_talk import of_the_products_meant, with_whole_questions

ADD = ToolCall(name="update_cart", args={"action": "add", "product": "6"})
VERSION = OpenQuestion(call=ADD, missing="variant", choices=("stone only", "with birch peel"), subject="Pizza Stone")
TENTS = ("Skarven 2 Trekking Tent", "Skarven 1 Solo Tent", "Vardø 2 Four-Season Tent")
PRODUCT = OpenQuestion(
    call=ToolCall(name="update_cart", args={"action": "add", "quantity": 2}), missing="product", choices=TENTS
)


@pytest.mark.parametrize(
    ("message", "variant"),
    [
        ("stone only", "stone only"),
        ("Stone only!", "stone only"),
        ("the stone only please", "stone only"),
        ("with birch peel", "with birch peel"),
        ("the one with the peel", "with birch peel"),
        ("the second one", "with birch peel"),
        ("no, i meant stone only", "stone only"),
    ],
)
def test_a_version_is_chosen(message: str, variant: str) -> None:
    chosen = chosen_call(message, ConversationState(asked=VERSION))
    assert chosen is not None
    assert chosen.args == {"action": "add", "product": "Pizza Stone", "variant": variant}


@pytest.mark.parametrize(
    "message", ["yes", "what is it made of?", "no thanks", "whats in my cart now", "the blue one", "birch?"]
)
def test_what_chooses_nothing_is_planned(message: str) -> None:
    assert chosen_call(message, ConversationState(asked=VERSION)) is None


def test_a_product_is_chosen_and_the_number_stays() -> None:
    chosen = chosen_call("Skarven 2 Trekking Tent", ConversationState(asked=PRODUCT))
    assert chosen is not None
    assert chosen.args == {"action": "add", "quantity": 2, "product": "Skarven 2 Trekking Tent"}
    assert chosen_call("the skarven", ConversationState(asked=PRODUCT)) is None


def test_a_yes_takes_the_only_choice() -> None:
    only = VERSION.model_copy(update={"choices": ("navy",)})
    chosen = chosen_call("yes please", ConversationState(asked=only))
    assert chosen is not None
    assert chosen.args["variant"] == "navy"


def product(question: str, place: str = "6") -> ToolCall:
    return ToolCall(name="get_product", args={"product": place, "question": question})


def pages(question: str) -> ToolCall:
    return ToolCall(name="ask_business", args={"question": question})


def test_all_that_is_asked_of_one_product_is_asked_of_its_page() -> None:
    message = "the pizza stone looks nice, what is it made of and can it go in the dishwasher"
    (whole,) = with_whole_questions([product("material"), pages("dishwasher safe")], message)
    assert whole == product("what is it made of? can it go in the dishwasher")
    both = with_whole_questions([product("reviews")], "does it have good reviews and is it waterproof")
    assert both == (product("does it have good reviews? is it waterproof"),)


@pytest.mark.parametrize(
    ("message", "calls"),
    [
        ("how big is it and what does shipping cost", [product("size"), pages("shipping cost")]),
        ("is it black and white?", [product("black and white")]),
        ("is 1 heavy and does 2 fold?", [product("heavy", "1"), product("fold", "2")]),
        ("can i return a tent and how long do i have", [pages("return a tent")]),
    ],
)
def test_other_questions_stay_where_they_are(message: str, calls: list[ToolCall]) -> None:
    assert with_whole_questions(calls, message) == tuple(calls)


KETTLES = ConversationState(
    screen=tuple(ScreenItem(product_id=f"p{n}", title=t) for n, t in enumerate(("Lunch Box", "Stoneware Teapot"))),
    exchanges=(Exchange(shopper="…", gist="compared Slowpour Gooseneck Kettle and Brookline Electric Kettle"),),
)


def of_them(message: str, *calls: ToolCall) -> list[ToolCall]:
    return list(of_the_products_meant(calls, message, KETTLES))


def test_which_is_better_means_the_two_compared() -> None:
    places = ToolCall(name="compare_products", args={"products": ["1", "2"]})
    (call,) = of_them("but which is better for camping?", places)
    assert call.args == {"products": ["Slowpour Gooseneck Kettle", "Brookline Electric Kettle"]}
    assert of_them("compare 1 and 2", places) == [places]
    assert of_them("compare the first and the second", places) == [places]


def test_questions_about_the_one_product_named_are_asked_of_it() -> None:
    message = "do you have the gooseneck in white? and whats the price in black and is it in stock"
    calls = (product("in white", "slowpour gooseneck kettle"), product("price", "Brookline Electric Kettle"))
    (call,) = of_them(message, *calls, product("stock", "2"))
    assert "gooseneck" in call.args["product"].casefold()
    both = "is the slowpour gooseneck in white, and the brookline in black?"
    assert len(of_them(both, *calls)) == 2


RETURN = ToolCall(name="return_items", args={"items": ["coffee maker"]})


@pytest.mark.parametrize(
    "message",
    [
        "return the white coffee maker i bought and find me something better under 150",
        "send back the kettle and show me another kettle",
        "i'd like to return it, i want something better",
    ],
)
def test_a_wish_beside_a_return_is_not_lost(message: str) -> None:
    back, wish = of_them(message, RETURN)
    assert back == RETURN
    assert wish.name == "recommend_products"


@pytest.mark.parametrize(
    "message",
    ["return the boots, i want another size", "find me the order and return it", "return it and send a new one"],
)
def test_no_wish_is_made_up(message: str) -> None:
    assert of_them(message, RETURN) == [RETURN]
