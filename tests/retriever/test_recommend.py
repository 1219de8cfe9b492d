from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.domain.catalogue import Recommendation, RecommendationRequest
from assistant.errors import ProductNotFound
from retriever.behaviour.counts import BehaviourCounts
from retriever.behaviour.events import MemoryEventLog, ShopperEvent
from retriever.composition import Retriever
from tests.retriever.conftest import product

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def did(product_id: str, type_: str = "view", minutes: int = 0) -> ShopperEvent:
    return ShopperEvent(product_id, type_, NOW - timedelta(minutes=minutes))


async def advise(shop: Retriever, **request: Any) -> tuple[Recommendation, ...]:
    return await shop.recommender.recommend(RecommendationRequest(**request), owner="ann", limit=5)


def reasons(recommendations: tuple[Recommendation, ...]) -> dict[str, str]:
    return {shown.product.id: shown.reason for shown in recommendations}


async def test_for_a_stranger_what_is_rated_well_by_many(shop: Retriever) -> None:
    shown = await advise(shop)
    assert reasons(shown)["kettle-2"] == "Rated 4.5 by 734 shoppers"


async def test_for_me_from_what_was_viewed(shop: Retriever, events: MemoryEventLog) -> None:
    events.add("ann", did("boot-1"))
    shown = reasons(await advise(shop))
    assert shown["boot-2"] == "Like the Fell Leather Hiking Boot you viewed"
    assert "boot-1" not in shown


async def test_a_need_in_words(shop: Retriever) -> None:
    shown = await advise(shop, need="sleeping outside in the mountains", max_price=120)
    assert shown[0].product.id in ("tent-1", "bag-1")
    assert all(float(found.product.price.amount) <= 120 for found in shown)


async def test_similar_says_how_the_price_differs(shop: Retriever) -> None:
    shown = await advise(shop, purpose="similar", product_id="kettle-1")
    assert shown[0].product.id == "kettle-2"
    assert shown[0].reason == "Similar to the Stovetop Whistle Kettle, $4.10 less"


async def test_what_is_bought_together_goes_together(shop: Retriever) -> None:
    for owner in ("bob", "eve"):
        for product_id in ("kettle-1", "mug-1", "kettle-2"):
            shop.observe(owner, did(product_id, "purchase"))
    shown = reasons(await advise(shop, purpose="goes_with", product_id="kettle-1"))
    assert shown["mug-1"] == "Bought together with the Stovetop Whistle Kettle"
    assert "kettle-2" not in shown  # the same kind is no companion
    assert "kettle-1" not in shown


async def test_popular_follows_the_counts(shop: Retriever) -> None:
    for owner in ("bob", "eve", "joe"):
        shop.observe(owner, did("bag-1", "purchase"))
    shown = await advise(shop, purpose="popular")
    assert (shown[0].product.id, shown[0].reason) == ("bag-1", "Shoppers have bought it 3 times")


async def test_new_says_since_when(shop: Retriever) -> None:
    shown = await advise(shop, purpose="new")
    assert (shown[0].product.id, shown[0].reason) == ("tent-1", "In the shop since 1 October 2026")


@pytest.mark.parametrize("purpose", ["for_me", "similar", "goes_with", "gift", "popular", "new"])
async def test_what_is_sold_out_never_leads_and_each_has_a_reason(shop: Retriever, purpose: str) -> None:
    shown = await advise(shop, purpose=purpose, product_id="mug-1" if purpose in ("similar", "goes_with") else None)
    assert shown
    in_stock = [bool(found.product.stock) for found in shown]
    assert in_stock == sorted(in_stock, reverse=True)
    assert all(found.reason for found in shown)


async def test_an_unknown_product_is_an_error(shop: Retriever) -> None:
    with pytest.raises(ProductNotFound):
        await advise(shop, purpose="similar", product_id="nothing")


async def test_counts_are_the_same_rebuilt_as_kept() -> None:
    log = MemoryEventLog(
        [("ann", did(f"p{n % 5}", ["view", "purchase", "add_to_cart"][n % 3], 500 - n)) for n in range(200)]
    )
    kept, rebuilt = BehaviourCounts(), BehaviourCounts()
    async for owner, event in log.history():
        kept.observe(owner, event)
    assert await rebuilt.rebuild(log) == 200
    assert await rebuilt.rebuild(log) == 200
    assert kept.popularity() == rebuilt.popularity()
    assert kept.bought_with("p1") == rebuilt.bought_with("p1")


def test_popularity_fades() -> None:
    counts = BehaviourCounts()
    counts.observe("a", ShopperEvent("old", "purchase", NOW - timedelta(days=60)))
    counts.observe("a", ShopperEvent("fresh", "view", NOW))
    assert counts.popularity()["fresh"] > counts.popularity()["old"]


async def test_companions_of_a_named_kind_are_of_that_kind(shop: Retriever) -> None:
    shown = await advise(shop, purpose="goes_with", product_id="boot-1", need="gardening gloves")
    assert shown[0].product.category == "Gloves"


async def test_a_need_is_answered_by_the_record(shop: Retriever) -> None:
    shown = reasons(await advise(shop, need="tent for a family"))
    assert shown["tent-2"] == "Room for a family and its boots"
    assert "Rated" in reasons(await advise(shop, need="tent for something that is no family"))["tent-2"]


async def test_a_mother_is_given_nothing_made_for_kids(shop: Retriever) -> None:
    await shop.service.upsert(
        [
            product(
                "kids", "Puddle Kids' Warm Jacket", category="Jackets", description="A warm jacket for mum's kids."
            ),
            product("robe", "Warm Bathrobe", category="Robes", description="A warm robe, which every mum likes."),
        ]
    )
    given = await advise(shop, purpose="gift", need="mum likes it warm")
    assert "robe" in {one.product.id for one in given}
    assert "kids" not in {one.product.id for one in given}
    assert "kids" in {one.product.id for one in await advise(shop, purpose="gift", need="my son likes it warm")}
