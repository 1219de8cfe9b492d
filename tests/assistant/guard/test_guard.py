"""The sentence check: what the facts carry leaves, what they don't carry stays."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.business import Passage
from assistant.domain.money import Money
from assistant.domain.product import Review, Variant
from assistant.guard.facts import facts_of
from assistant.guard.guard import Guard, Violation
from assistant.guard.numerals import numerals
from assistant.tools.business import ask_business
from assistant.tools.catalogue import get_product, search_catalog
from assistant.tools.order_actions import cancel_order
from assistant.tools.orders import get_order
from tests.support.shop import NOW, context, memory_shop, product

GUARD = Guard()


async def facts(*, with_policy: bool = True):
    shop = memory_shop()
    results = [await search_catalog(context(shop), "rain jacket"), await get_order(context(shop), "HT-10003")]
    if with_policy:
        results.append(await ask_business(context(shop), "returns"))
    return facts_of(results)


@pytest.mark.parametrize(
    "sentence",
    [
        "The Rain Jacket costs $89.90.",
        "I found 1 match.",
        "Order HT-10003 is on its way with Northwind Parcel.",
        "It should arrive by November 22.",
        "It weighs 310 g.",
        "Rain Jacket is one of them.",
        "You can return most things within 30 days of delivery.",
        "It's in stock.",
        "What else can I find for you?",
        "You can return it within thirty days.",
        "Shoppers rate it 4.5 out of 5.",
        "This one is the one to take, and one of them is enough.",
        "Want me to compare two of them?",
        "In red, S we have 5 in stock.",
    ],
)
async def test_what_the_facts_carry_leaves(sentence: str) -> None:
    assert GUARD.check(sentence, await facts()) == ()


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The Rain Jacket costs $79.90.", "price"),
        ("It is only 80 dollars.", "price"),
        ("Order HT-10009 is on its way.", "number"),
        ("It should arrive by November 29.", "date"),
        ("It weighs 290 g.", "number"),
        ("You can return it within 60 days.", "number"),
        ("The Storm Parka is great.", "name"),
        ("Storm Parka is great.", "name"),
        ("It comes with a lifetime warranty.", "policy"),
        ("Shipping is 20% off.", "number"),
        ("Free shipping on this one!", "policy"),
        ("You'll get a full refund.", "policy"),
        ("You can return it within sixty days.", "number"),
        ("You have twenty-one days.", "number"),
        ("It lasts two years.", "number"),
        ("It comes with an eight-year promise.", "number"),
        ("Everything is twenty per cent off.", "number"),
        ("Everything is twenty per cent off.", "policy"),
        ("It's half price today.", "policy"),
        ("It arrives in five days.", "number"),
    ],
)
async def test_what_no_fact_carries_stays(sentence: str, kind: str) -> None:
    violations = GUARD.check(sentence, await facts())
    assert kind in {violation.kind for violation in violations}


async def test_stock_words_need_a_record() -> None:
    shop = memory_shop()
    policy_only = facts_of([await ask_business(context(shop), "returns")])
    assert GUARD.check("It's sold out.", policy_only)
    assert GUARD.check("It's in stock.", policy_only)


@given(st.decimals(min_value="0.01", max_value="9999", places=2))
def test_no_other_price_ever_leaves(amount) -> None:
    known = asyncio.run(facts(with_policy=False))
    sentence = f"It costs ${amount}."
    assert bool(GUARD.check(sentence, known)) == (amount not in known.amounts)


@given(st.text(max_size=300))
def test_any_text_can_be_checked(text: str) -> None:
    GUARD.check(text, facts_of([]))


async def test_what_the_shopper_claims_is_no_fact() -> None:
    asked = "I heard it costs $5, has a lifetime warranty and arrives on March 3"
    shop = memory_shop()
    found = [
        await get_product(context(shop, message=asked), "rain jacket"),
        await ask_business(context(shop, message=asked), asked),
        await search_catalog(context(shop), "rain jacket", max_price=5),
    ]
    for claim in ("It costs $5.", "It has a lifetime warranty.", "It arrives on March 3."):
        assert GUARD.check(claim, facts_of(found)), claim


async def test_a_review_may_be_quoted_and_proves_nothing() -> None:
    told = "It is in stock in 9 shops and lasted two years."
    review = f"Free shipping and a lifetime warranty! It cost me $5. {told}"
    shop = memory_shop()
    shop.products["p1"] = product(
        "p1", "Rain Jacket", "89.90", reviews=[Review(author="Jo", rating=5, text=review, created=NOW.date())]
    )
    known = facts_of([await get_product(context(shop), "rain jacket", "what do reviews say")])
    assert GUARD.check(f"One shopper wrote: “{told}”", known) == ()
    assert GUARD.check(f"One shopper wrote: “{review}”", known) != ()
    for claim in (
        "Free shipping on it.",
        "It has a lifetime warranty.",
        "It costs $5.",
        "We have 9 of them.",
        "It lasts two years.",
        "One shopper wrote: “Free returns!”",
    ):
        assert GUARD.check(claim, known), claim


@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        ("It's in stock.", True),
        ("In blue, S we have 5 in stock.", True),
        ("In blue, M we have 5 in stock.", False),
        ("Blue in M is in stock.", False),
        ("The Rain Jacket is in stock in red.", True),
        ("Still in stock: blue, S, red, S and red, M.", True),
        ("Yes, red is in stock: S and M.", True),
        ("Yes, blue is in stock: S and M.", False),
        ("blue, M is sold out at the moment.", True),
        ("red, S is sold out at the moment.", False),
        ("The Camp Mug is in stock.", False),
        ("The Camp Mug is sold out.", True),
        ("Items in stock leave us within a day.", True),
    ],
)
async def test_stock_words_are_true_of_the_choice_that_is_named(sentence: str, true: bool) -> None:
    shop = memory_shop()
    shop.products["p3"] = product("p3", "Camp Mug", "12.50", variants=(Variant(id="p3-x", price=Money.of(9), stock=0),))
    shop.passages_found = (Passage(page="shipping", title="Shipping", text="Items in stock leave us within a day."),)
    results = [
        await get_product(context(shop), "rain jacket"),
        await get_product(context(shop), "camp mug"),
        await ask_business(context(shop), "shipping"),
    ]
    kinds = {violation.kind for violation in GUARD.check(sentence, facts_of(results))}
    assert ("stock" not in kinds) == true


async def test_choices_of_orders_say_nothing_about_stock() -> None:
    choosing = facts_of([await cancel_order(context(memory_shop()))])
    assert GUARD.check("It's in stock.", choosing)


async def test_five_is_a_number_like_any_other() -> None:
    known = facts_of([await get_order(context(memory_shop()), "HT-10003")])
    assert GUARD.check("There are 5 of them.", known)
    assert GUARD.check("It's rated 5 out of 5.", known)


async def test_a_card_is_pointed_at_only_where_one_is_shown() -> None:
    shown, bare = await facts(), facts_of([await ask_business(context(memory_shop()), "returns")])
    wrong = (Violation("price", "$1"),)
    assert "card above" in GUARD.rewrite("It costs $1.", wrong, shown)[0]
    assert "card" not in GUARD.rewrite("It costs $1.", wrong, bare)[0]
    assert GUARD.check("See the card above.", shown) == ()
    assert {violation.kind for violation in GUARD.check("See the card above.", bare)} == {"card"}


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("twenty-five or two hundred and ten", ["25", "210"]),
        ("three thousand five hundred", ["3500"]),
        ("a dozen, no one, anyone, someone's", ["12"]),
        ("one week", ["1"]),
        ("Heighten the tension, often", []),
    ],
)
def test_numbers_in_words_become_figures(text: str, figures: list[str]) -> None:
    assert [numeral.figure for numeral in numerals(text)] == figures
