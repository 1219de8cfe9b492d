"""READ tools and the cart: references resolve, sold-out things are said to be so, nothing is guessed."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.catalogue import RecommendationRequest
from assistant.domain.money import Money
from assistant.domain.product import Review, Variant
from assistant.tools.advice import recommend_products
from assistant.tools.cart import get_cart, update_cart
from assistant.tools.catalogue import compare_products, get_product, search_catalog
from assistant.tools.result import Outcome
from tests.support.shop import context, memory_shop, product, screen


async def test_search_hands_every_constraint_on() -> None:
    shop = memory_shop()
    result = await search_catalog(context(shop), "rain jacket", color="blue", max_price=100, exclude=("leather",))
    assert result.outcome is Outcome.FOUND
    assert result.products[0].position == 1
    assert shop.searches[0].exclude == ("leather",)
    assert result.search == {"query": "rain jacket", "color": "blue", "max_price": 100, "exclude": ["leather"]}


async def test_more_of_the_same_search_is_what_was_not_shown_yet() -> None:
    shown = context(memory_shop(), message="show me more", search={"query": "rain jacket"}, searched=1)
    result = await search_catalog(shown, "rain jacket")
    assert result.outcome is Outcome.NOTHING_FOUND
    assert result.searched == 1


async def test_the_same_search_without_asking_for_more_shows_it_again() -> None:
    shown = context(memory_shop(), message="forget the size", search={"query": "rain jacket"}, searched=1)
    result = await search_catalog(shown, "rain jacket")
    assert result.outcome is Outcome.FOUND


@pytest.mark.parametrize(
    ("reference", "title"), [("2", "Wool Socks"), ("socks", "Wool Socks"), ("Camp Mug", "Camp Mug")]
)
async def test_positions_and_names_resolve(reference: str, title: str) -> None:
    shop = memory_shop()
    result = await get_product(context(shop, screen=screen(shop)), reference)
    assert result.products[0].title == title


async def test_it_means_the_product_in_focus() -> None:
    result = await get_product(context(memory_shop(), product_id="p2"))
    assert result.products[0].product_id == "p2"


async def test_a_position_outside_the_list_is_no_guess() -> None:
    shop = memory_shop()
    result = await get_product(context(shop, screen=screen(shop)), "9")
    assert result.outcome in {Outcome.NEEDS_DETAIL, Outcome.NOTHING_FOUND}


async def test_a_question_is_answered_from_the_attributes() -> None:
    result = await get_product(context(memory_shop(), product_id="p1"), question="what is its weight")
    assert result.answer == ("weight", "310 g")


async def test_a_question_the_record_does_not_answer() -> None:
    result = await get_product(context(memory_shop(), product_id="p1"), question="does it glow in the dark")
    assert result.answer is None


async def test_compare_takes_the_first_two_when_none_is_named() -> None:
    shop = memory_shop()
    result = await compare_products(context(shop, screen=screen(shop)))
    assert [card.product_id for card in result.products] == ["p1", "p2"]


async def test_compare_with_nothing_on_screen_asks() -> None:
    assert (await compare_products(context(memory_shop()))).outcome is Outcome.NEEDS_DETAIL


async def test_goes_with_uses_the_product_in_focus() -> None:
    result = await recommend_products(context(memory_shop(), product_id="p1"), purpose="goes_with")
    assert all(card.product_id != "p1" for card in result.products)
    assert all(card.reason for card in result.products)


async def test_add_asks_for_the_version_when_several_are_in_stock() -> None:
    shop = memory_shop()
    result = await update_cart(context(shop, screen=screen(shop)), "add", product="1")
    assert (result.outcome, result.missing) == (Outcome.NEEDS_DETAIL, "variant")
    assert "blue, M" not in result.choices
    assert not shop.carts.get("c1")


async def test_add_with_a_version() -> None:
    shop = memory_shop()
    result = await update_cart(context(shop, screen=screen(shop)), "add", product="1", variant="red, M", quantity=2)
    assert shop.carts["c1"] == {"p1-red-M": 2}
    assert result.cart_changed
    assert str(result.cart.total) == "$179.80"


async def test_the_version_may_stand_in_the_message_alone() -> None:
    shop = memory_shop()
    await update_cart(context(shop, product_id="p1", message="add the blue one in S"), "add")
    assert shop.carts["c1"] == {"p1-blue-S": 1}


async def test_more_than_the_stock_is_refused_and_changes_nothing() -> None:
    shop = memory_shop()
    result = await update_cart(context(shop), "add", product="Camp Mug", quantity=4)
    assert result.outcome is Outcome.OUT_OF_STOCK
    assert result.quantity == 3
    assert not shop.carts.get("c1")


async def test_set_changes_version_and_keeps_the_number() -> None:
    shop = memory_shop()
    shop.carts["c1"] = {"p1-blue-S": 2}
    await update_cart(context(shop), "set", product="rain jacket", variant="red")
    assert shop.carts["c1"] == {"p1-red-S": 2}


async def test_remove_and_clear() -> None:
    shop = memory_shop()
    shop.carts["c1"] = {"p1-blue-S": 2, "p3-x": 1}
    await update_cart(context(shop), "remove", product="mug")
    assert shop.carts["c1"] == {"p1-blue-S": 2}
    await update_cart(context(shop), "clear")
    assert (await get_cart(context(shop))).outcome is Outcome.NOTHING_FOUND


async def test_remove_what_is_not_there_asks() -> None:
    shop = memory_shop()
    shop.carts["c1"] = {"p1-blue-S": 2, "p3-x": 1}
    assert (await update_cart(context(shop), "remove", product="tent")).outcome is Outcome.NEEDS_DETAIL


async def test_what_the_search_asked_for_decides_what_the_message_leaves_open() -> None:
    shop = memory_shop()
    await update_cart(context(shop, product_id="p1", search={"query": "jacket", "color": "red"}, message="in S"), "add")
    assert shop.carts["c1"] == {"p1-red-S": 1}


async def test_the_message_wins_over_the_search() -> None:
    shop = memory_shop()
    search = {"query": "jacket", "color": "red"}
    await update_cart(context(shop, product_id="p1", search=search, message="blue, S please"), "add")
    assert shop.carts["c1"] == {"p1-blue-S": 1}


async def test_choices_name_only_what_differs() -> None:
    result = await update_cart(context(memory_shop(), product_id="p1"), "add", variant="S")
    assert result.choices == ("blue", "red")


async def test_the_shops_own_words_answer_before_a_shoppers() -> None:
    shop = memory_shop()
    review = Review(rating=2, text="It squeaks in rain. The pocket is small.", author="Leo", created=date(2026, 1, 2))
    shop.products["p1"] = shop.products["p1"].model_copy(update={"reviews": (review,)})
    asked = await get_product(context(shop, product_id="p1"), question="is there a pocket")
    assert asked.notes["told"] == "It packs into its own pocket."
    assert "opinion" not in asked.notes
    asked = await get_product(context(shop, product_id="p1"), question="does it squeak")
    assert (asked.notes["review"], asked.notes["review_author"]) == ("It squeaks in rain.", "Leo")


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("do you have it in navy?", "navy"),
        ("is there one in size XL", "XL"),
        ("do you have it in blue?", ""),
        ("is it there in a size S", ""),
        ("is it in stock", ""),
        ("can I wear it in summer", ""),
    ],
)
async def test_a_version_that_does_not_exist_is_said_so(question: str, absent: str) -> None:
    result = await get_product(context(memory_shop(), message=question), "rain jacket")
    assert result.notes.get("no_version", "") == absent


async def test_a_version_that_does_not_exist_is_not_put_in_the_cart() -> None:
    shop = memory_shop()
    result = await update_cart(context(shop, message="add it in navy"), "add", "rain jacket", variant="navy")
    assert (result.missing, result.notes["no_version"]) == ("variant", "navy")
    assert not shop.carts.get("c1")


async def test_anything_else_brings_what_was_not_on_screen() -> None:
    shop = memory_shop()
    first = await recommend_products(context(shop, screen=screen(shop)[:1], message="anything more personal?"))
    assert "p1" not in {card.product_id for card in first.products}
    again = await recommend_products(context(shop, screen=screen(shop)[:1], message="something for my father"))
    assert "p1" in {card.product_id for card in again.products}


async def test_a_follow_up_keeps_the_person_and_the_budget() -> None:
    shop = memory_shop()
    wish = RecommendationRequest(purpose="gift", need="dad who hikes", max_price=200)
    further = context(shop, screen=screen(shop)[:1], advice=wish, message="anything more personal?")
    result = await recommend_products(further, need="personal")
    assert result.advice == wish.model_copy(update={"need": "dad who hikes personal"})
    other = context(shop, screen=screen(shop)[:1], advice=wish, message="another present, for my sister")
    assert (await recommend_products(other, purpose="gift", need="sister")).advice == RecommendationRequest(
        purpose="gift", need="sister"
    )


async def test_cheaper_means_than_what_leads() -> None:
    shop = memory_shop()
    shown = screen(shop)
    wish = RecommendationRequest(purpose="gift", need="dad")
    result = await recommend_products(context(shop, screen=shown, advice=wish, message="something cheaper?"))
    lead = await shop.get(shown[0].product_id)
    assert result.advice is not None
    assert result.advice.need == "dad"
    assert result.advice.max_price is not None
    assert result.advice.max_price < float(lead.price.amount)


@pytest.mark.parametrize(
    ("message", "need", "limit"),
    [
        ("she likes cooking", "mum's cooking", 60),
        ("she likes cooking", "mum's cooking, under 60 dollars", 60),
        ("make it max 40", "mum", 40),
        ("money is no object", "mum", None),
        ("a gift for my dad", "dad", None),
    ],
)
async def test_a_budget_stays_with_its_wish(message: str, need: str, limit: float | None) -> None:
    wish = RecommendationRequest(purpose="gift", need="mum", max_price=60)
    result = await recommend_products(context(memory_shop(), advice=wish, message=message), purpose="gift", need=need)
    assert result.advice is not None
    assert result.advice.max_price == limit


async def test_a_limit_said_together_with_a_return_is_the_advice_s() -> None:
    said = "return the mug and find me something better under 150"
    result = await recommend_products(context(memory_shop(), message=said), need="better mug")
    assert result.advice is not None
    assert result.advice.max_price == 150


async def test_a_number_that_says_the_version_counts_no_pieces() -> None:
    shop = memory_shop()
    camera = product(
        "p44",
        "Camera",
        "900",
        variants=tuple(
            Variant(id=f"p44-{zoom}", options={"zoom": zoom}, price=Money.of("900"), stock=20) for zoom in ("5x", "10x")
        ),
    )
    shop.products["p44"] = camera
    said = context(shop, product_id="p44", message="the camera with 10x zoom into my cart, please")
    result = await update_cart(said, "add", variant="10x", quantity=10)
    assert [(line.variant_id, line.quantity) for line in result.cart.lines] == [("p44-10x", 1)]
