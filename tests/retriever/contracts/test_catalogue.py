"""One contract for Catalogue, over what ships."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ProductNotFound
from assistant.tools.ports import Catalogue
from retriever.behaviour.events import MemoryEventLog
from tests.retriever.conftest import small_shop
from tests.retriever.contracts.conftest import OpenShop


@pytest.fixture(scope="module")
def catalogue(open_shop: OpenShop) -> Catalogue:
    return open_shop(MemoryEventLog()).catalogue


async def test_records_are_read_as_they_were_written(catalogue: Catalogue) -> None:
    for product in small_shop():
        assert (await catalogue.get(product.id)).model_copy(update={"updated_at": None}) == product


@pytest.mark.parametrize("product_id", ["", "nobody", "boot-1 ", "'; --", "x" * 10_000, "\0"])
async def test_an_unknown_id_is_said(catalogue: Catalogue, product_id: str) -> None:
    with pytest.raises(ProductNotFound):
        await catalogue.get(product_id)


async def test_a_title_finds_its_product_first(catalogue: Catalogue) -> None:
    for product in small_shop():
        assert (await catalogue.find_by_name(product.title.upper()))[0].id == product.id
    assert await catalogue.find_by_name("grand piano") == ()


@settings(max_examples=30, deadline=None)
@given(name=st.text(max_size=60) | st.sampled_from(["", '"kettle', "NEAR(a b)", "x" * 9_000]), limit=st.integers(1, 5))
async def test_any_name_is_looked_for(catalogue: Catalogue, name: str, limit: int) -> None:
    found = await catalogue.find_by_name(name, limit)
    assert len(found) <= limit
    assert len({product.id for product in found}) == len(found)
