"""One contract for Recommender, over what ships: with what shoppers did, and for a shop that has just opened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.catalogue import RecommendationRequest
from assistant.errors import ProductNotFound
from assistant.tools.ports import Recommender
from retriever.behaviour.events import MemoryEventLog, ShopperEvent
from tests.retriever.conftest import small_shop
from tests.retriever.contracts.conftest import OpenShop

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
IDS = sorted(product.id for product in small_shop())
PURPOSES = ["for_me", "similar", "goes_with", "gift", "popular", "new"]


@pytest.fixture(scope="module", params=["known shoppers", "no shopper yet"])
def recommender(request: pytest.FixtureRequest, open_shop: OpenShop) -> Recommender:
    events = MemoryEventLog()
    shop = open_shop(events)
    if request.param == "known shoppers":
        for minutes, (product_id, kind) in enumerate([("boot-1", "view"), ("kettle-1", "purchase"), ("gone", "view")]):
            event = ShopperEvent(product_id, kind, NOW - timedelta(minutes=minutes))
            for owner in ("ann", "bob"):
                events.add(owner, event)
                shop.observe(owner, event)
    return shop.recommender


@pytest.mark.parametrize("purpose", PURPOSES)
async def test_each_purpose_has_an_answer_with_reasons(recommender: Recommender, purpose: str) -> None:
    request = RecommendationRequest(purpose=purpose, product_id="kettle-1")  # type: ignore[arg-type]
    shown = await recommender.recommend(request, owner="ann", limit=4)
    assert 0 < len(shown) <= 4
    assert all(found.reason for found in shown)
    assert len({found.product.id for found in shown}) == len(shown)


@pytest.mark.parametrize("purpose", ["similar", "goes_with"])
async def test_a_product_is_no_answer_to_itself(recommender: Recommender, purpose: str) -> None:
    for product_id in IDS:
        request = RecommendationRequest(purpose=purpose, product_id=product_id)  # type: ignore[arg-type]
        shown = await recommender.recommend(request, owner="ann", limit=20)
        assert product_id not in {found.product.id for found in shown}


@pytest.mark.parametrize("purpose", PURPOSES)
async def test_an_unknown_product_is_said(recommender: Recommender, purpose: str) -> None:
    with pytest.raises(ProductNotFound):
        await recommender.recommend(
            RecommendationRequest(purpose=purpose, product_id="nobody"),  # type: ignore[arg-type]
            owner="ann",
        )


async def test_a_need_is_met(recommender: Recommender) -> None:
    shown = await recommender.recommend(RecommendationRequest(need="boil water for tea"), owner="new", limit=3)
    assert "kettle" in shown[0].product.id


@settings(max_examples=30, deadline=None)
@given(
    request=st.builds(
        RecommendationRequest, purpose=st.sampled_from(PURPOSES), product_id=st.none() | st.sampled_from(IDS),
        need=st.none() | st.text(max_size=40), max_price=st.none() | st.floats(0, 600),
    ),
    owner=st.sampled_from(["ann", "nobody", "", "o'\0"]),
    limit=st.integers(1, 20),
)  # fmt: skip
async def test_any_request_is_answered_within_its_price(
    recommender: Recommender, request: RecommendationRequest, owner: str, limit: int
) -> None:
    shown = await recommender.recommend(request, owner=owner, limit=limit)
    assert len(shown) <= limit
    in_stock = [bool(found.product.stock) for found in shown]
    assert in_stock == sorted(in_stock, reverse=True)
    for found in shown:
        assert found.product.id in IDS
        assert request.max_price is None or float(found.product.price.amount) <= request.max_price
