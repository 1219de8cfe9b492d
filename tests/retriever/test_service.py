"""The catalogue service: files in, interruptions survived, nothing encoded twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.domain.catalogue import SearchQuery
from assistant.domain.product import Product
from assistant.errors import SetupError
from retriever.catalogue.records import CatalogueItem
from retriever.catalogue.service import CatalogueService
from retriever.catalogue.store import ProductStore
from retriever.composition import Retriever
from retriever.encoders.base import CachedEncoder
from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from retriever.indexes.lexical import LexicalIndex
from tests.retriever.conftest import MODELS, product, small_shop


async def test_a_file_becomes_searchable_and_bad_rows_are_listed(shop: Retriever, tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_text('{"id": "s1", "title": "Brass Sextant", "price": "80"}\n{"id": "s2", "price": "1"}\n')
    steps: list[tuple[str, int, int]] = []
    report = await shop.service.ingest(path, progress=lambda *step: steps.append(step))
    assert (report.products, report.variants) == (1, 1)
    assert [(row.line, row.reason) for row in report.bad_rows] == [(2, "the title is missing")]
    assert steps
    page = await shop.search.search(SearchQuery(query="sextant"), owner="x")
    assert [found.id for found in page.products] == ["s1"]


def test_a_variant_belongs_to_one_product(tmp_path: Path) -> None:
    store = ProductStore(tmp_path / "catalogue.db")
    service = CatalogueService(store, [])
    path = tmp_path / "feed.jsonl"
    path.write_text('{"id": "a", "title": "Lamp", "price": 1, "variants": [{"id": "sku"}]}\n')
    assert service.ingest_now(path).bad_rows == ()
    path.write_text(
        '{"id": "b", "title": "Vase", "price": 2, "variants": [{"id": "sku"}]}\n'
        '{"id": "c", "title": "Bowl", "price": 3}\n'
    )
    report = service.ingest_now(path)
    assert [(row.line, row.reason) for row in report.bad_rows] == [
        (1, 'the variant id "sku" belongs to the product "a"')
    ]
    assert (report.products, report.variants) == (1, 1)
    assert store.all_ids() == ["a", "c"]
    assert store.id_of_variant("sku") == "a"


def test_a_variant_may_move_to_another_product_in_any_order(tmp_path: Path) -> None:
    store = ProductStore(tmp_path / "catalogue.db")
    service = CatalogueService(store, [])
    path = tmp_path / "feed.jsonl"
    path.write_text('{"id": "a", "title": "Lamp", "price": 1, "variants": [{"id": "sku"}, {"id": "own"}]}\n')
    service.ingest_now(path)
    path.write_text(
        '{"id": "b", "title": "Vase", "price": 2, "variants": [{"id": "sku"}]}\n'
        '{"id": "a", "title": "Lamp", "price": 1, "variants": [{"id": "own"}]}\n'
    )
    assert service.ingest_now(path).bad_rows == ()
    assert store.id_of_variant("sku") == "b"


def test_a_shop_has_one_currency(tmp_path: Path) -> None:
    store = ProductStore(tmp_path / "catalogue.db")
    service = CatalogueService(store, [])
    path = tmp_path / "feed.csv"
    path.write_text("id,title,price\n1,Lamp,20 EUR\n")
    assert service.ingest_now(path).products == 1
    path.write_text("id,title,price\n2,Vase,30\n3,Rug,9 USD\n")
    report = service.ingest_now(path)
    assert [(row.line, row.reason) for row in report.bad_rows] == [(3, "the price is in USD, the shop sells in EUR")]
    assert str(store.get_many(["2"])["2"].price) == "€30.00"
    refused = store.upsert([CatalogueItem(product("4", "Bowl", price="5"))])
    assert [left.reason for left in refused] == ["the price is in USD, the shop sells in EUR"]


class Interrupted(LexicalIndex):
    def upsert(self, documents: object) -> None:
        raise KeyboardInterrupt


def test_an_interrupted_change_is_finished_at_the_next_start(tmp_path: Path) -> None:
    store = ProductStore(tmp_path / "catalogue.db")
    with pytest.raises(KeyboardInterrupt):
        CatalogueService(store, [Interrupted(tmp_path / "words.db")])._upsert([*map(_item, small_shop())])
    index = LexicalIndex(tmp_path / "words.db")
    assert CatalogueService(store, [index]).catch_up_now() == len(small_shop())
    assert index.ids() == set(store.all_ids())


def test_a_lost_index_is_made_anew_and_strangers_are_forgotten(tmp_path: Path) -> None:
    store, index = ProductStore(tmp_path / "catalogue.db"), LexicalIndex(tmp_path / "words.db")
    CatalogueService(store, [index])._upsert([*map(_item, small_shop())])
    lost = LexicalIndex(tmp_path / "other.db")
    assert CatalogueService(store, [lost]).catch_up_now() == len(small_shop())
    store.delete(["mug-1"])
    store.unmark_indexed(lost.name, ["mug-1"])
    CatalogueService(store, [lost]).catch_up_now()
    assert "mug-1" not in lost.ids()


def test_a_new_price_is_not_indexed_again(tmp_path: Path) -> None:
    store, index = ProductStore(tmp_path / "catalogue.db"), LexicalIndex(tmp_path / "words.db")
    service = CatalogueService(store, [index])
    service._upsert([_item(product("1", "Lamp", price="20"))])
    version = index.version
    service._upsert([_item(product("1", "Lamp", price="30"))])
    assert index.version == version
    assert str(store.get_many(["1"])["1"].price) == "$30.00"


async def test_searches_go_on_while_products_change(shop: Retriever) -> None:
    async def change(n: int) -> None:
        await shop.service.upsert([product(f"x{n}", f"Walnut Bookend {n}")])

    async def look() -> None:
        page = await shop.search.search(SearchQuery(query="kettle"), owner="x")
        assert page.products

    await asyncio.gather(*(change(n) for n in range(8)), *(look() for _ in range(16)))
    page = await shop.search.search(SearchQuery(query="walnut bookend"), owner="x", limit=20)
    assert {f"x{n}" for n in range(8)} <= {found.id for found in page.products}


def test_the_encoder_is_prepared_once_and_gives_unit_vectors(encoder: CachedEncoder) -> None:
    assert prepare(MODELS) == prepare(MODELS)
    vectors = encoder.encode_queries(["red shoes", "crimson footwear", "tax return", "red shoes"])
    assert vectors.shape == (4, 384)
    assert abs(float(vectors[0] @ vectors[0]) - 1) < 1e-3
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert (vectors[0] == vectors[3]).all()
    assert encoder.encode_products([]).shape == (0, 384)
    assert not encoder.reads("红色的鞋子")


def test_a_missing_encoder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as error:
        MiniLM(tmp_path)
    assert "make setup" in error.value.hint


def _item(record: Product) -> CatalogueItem:
    return CatalogueItem(record)
