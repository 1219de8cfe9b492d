"""One contract for ProductSearch, over what ships: words and meaning together, and words alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.catalogue import SearchPage, SearchQuery
from assistant.tools.ports import ProductSearch
from retriever.behaviour.events import MemoryEventLog
from retriever.encoders.base import CachedEncoder
from retriever.indexes.dense import DenseIndex
from retriever.search.candidates import CandidateSource
from retriever.search.ranking import WeightedRanker
from retriever.search.service import SearchService
from retriever.search.spelling import Speller
from tests.retriever.conftest import small_shop
from tests.retriever.contracts.conftest import OpenShop

IDS = {product.id for product in small_shop()}
SORTS = ["relevance", "price_asc", "price_desc", "rating", "newest"]


@pytest.fixture(scope="module", params=["words and meaning", "words alone"])
def search(
    request: pytest.FixtureRequest,
    open_shop: OpenShop,
    encoder: CachedEncoder,
    tmp_path_factory: pytest.TempPathFactory,
) -> ProductSearch:
    events = MemoryEventLog()
    shop = open_shop(events)
    if request.param == "words and meaning":
        return shop.search
    candidates = CandidateSource(shop.lexical, DenseIndex(tmp_path_factory.mktemp("no-vectors"), encoder))
    speller = Speller(shop.lexical, lambda word: True)
    return SearchService(shop.store, candidates, speller, WeightedRanker(), events, shop.counts)


async def ask(search: ProductSearch, query: str = "", limit: int = 10, **filters: Any) -> SearchPage:
    return await search.search(SearchQuery(query=query, **filters), owner="ann", limit=limit)


async def test_words_find_the_thing(search: ProductSearch) -> None:
    assert (await ask(search, "electric kettle")).products[0].id == "kettle-2"
    assert {found.id for found in (await ask(search, "hiking boots")).products[:2]} == {"boot-1", "boot-2"}


async def test_no_words_find_all_that_meets_the_filters(search: ProductSearch) -> None:
    assert {found.id for found in (await ask(search, limit=50)).products} == IDS
    assert {found.id for found in (await ask(search, category="Tents")).products} == {"tent-1", "tent-2"}


@pytest.mark.parametrize("limit", [1, 2, 50])
async def test_a_page_is_the_beginning_of_all_that_is_there(search: ProductSearch, limit: int) -> None:
    whole, page = await ask(search, "kettle", 50), await ask(search, "kettle", limit)
    assert page.products == whole.products[:limit]
    assert page.total == whole.total == len(whole.products)


async def test_a_product_is_shown_with_the_variants_that_were_asked_for(search: ProductSearch) -> None:
    page = await ask(search, "boots", color="olive", size="US 9")
    assert page.relaxed == ()
    assert [variant.options for variant in page.products[0].variants] == [{"color": "olive", "size": "US 9"}]


async def test_a_filter_that_nothing_meets_is_named(search: ProductSearch) -> None:
    page = await ask(search, "mug", color="pink")
    assert page.products
    assert page.relaxed == ("color",)


async def test_what_is_not_wanted_never_comes(search: ProductSearch) -> None:
    page = await ask(search, "hiking boots", exclude=("leather",))
    assert page.products
    assert "boot-1" not in {found.id for found in page.products}


@pytest.mark.parametrize("sort", SORTS)
async def test_orders_keep_what_is_sold_out_for_the_end(search: ProductSearch, sort: str) -> None:
    found = (await ask(search, limit=50, sort=sort)).products
    assert [not product.stock for product in found] == sorted(not product.stock for product in found)
    prices = [product.price for product in found if product.stock]
    if sort.startswith("price"):
        assert prices == sorted(prices, reverse=sort == "price_desc")


@pytest.mark.parametrize("nonsense", ["qwxz vbnm", "zzzzzzzz", "!!!"])
async def test_what_the_shop_does_not_have_is_not_made_up(search: ProductSearch, nonsense: str) -> None:
    page = await ask(search, nonsense)
    assert nonsense == "!!!" or (page.products == () and page.total == 0)


_WORDS = st.none() | st.text(max_size=20)
_AMOUNT = st.none() | st.floats(0, 600)


@settings(max_examples=30, deadline=None)
@given(
    query=st.builds(
        SearchQuery, query=st.text(max_size=40) | st.sampled_from(["kettle", '" OR 1 NEAR(', "水壶", "boots\0"]),
        category=_WORDS | st.just("Tents"), brand=_WORDS | st.just("Fellmark"), color=_WORDS | st.just("navy"),
        size=_WORDS | st.just("M"), min_price=_AMOUNT, max_price=_AMOUNT, sort=st.sampled_from(SORTS),
        min_rating=st.none() | st.floats(0, 5), exclude=st.lists(st.text(max_size=8), max_size=2).map(tuple),
    )
)  # fmt: skip
async def test_any_query_is_answered_within_its_filters(search: ProductSearch, query: SearchQuery) -> None:
    page = await search.search(query, owner="ann", limit=50)
    assert len(page.products) == len({found.id for found in page.products}) == page.total
    for found in page.products:
        prices = [float(variant.price.amount) for variant in found.variants]
        if query.max_price is not None and "max_price" not in page.relaxed:
            assert max(prices) <= query.max_price
        if query.min_price is not None and "min_price" not in page.relaxed:
            assert min(prices) >= query.min_price
        if query.min_rating and "min_rating" not in page.relaxed:
            assert (found.rating or 0) >= query.min_rating
    assert all(getattr(query, name) is not None for name in page.relaxed)
