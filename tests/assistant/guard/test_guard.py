"""The sentence check: what the facts carry leaves, what they don't carry stays."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guard.facts import facts_of
from assistant.guard.guard import Guard
from assistant.tools.business import ask_business
from assistant.tools.catalogue import get_product, search_catalog
from assistant.tools.orders import get_order
from tests.support.shop import context, memory_shop

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
