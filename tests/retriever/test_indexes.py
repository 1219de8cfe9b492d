"""One contract for all product indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retriever.encoders.base import CachedEncoder
from retriever.indexes.base import IndexDocument, ProductIndex
from retriever.indexes.dense import DenseIndex
from retriever.indexes.lexical import LexicalIndex
from tests.retriever.conftest import small_shop

Opener = Callable[[], ProductIndex]


@pytest.fixture(params=["lexical", "dense"])
def opened(request: pytest.FixtureRequest, tmp_path: Path, encoder: CachedEncoder) -> Opener:
    if request.param == "lexical":
        return lambda: LexicalIndex(tmp_path / "words.db")
    return lambda: DenseIndex(tmp_path / "vectors", encoder)


@pytest.fixture
def index(opened: Opener) -> Iterator[ProductIndex]:
    index = opened()
    index.upsert([IndexDocument.of(product) for product in small_shop()])
    yield index
    index.close()


def found(index: ProductIndex, query: str, limit: int = 5, allowed: set[str] | None = None) -> list[str]:
    return [hit.id for hit in index.search(query, limit, allowed)]


def test_the_best_comes_first_with_falling_scores(index: ProductIndex) -> None:
    hits = index.search("stovetop whistle kettle", 5)
    assert hits[0].id == "kettle-1"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_only_allowed_products_are_found(index: ProductIndex) -> None:
    assert set(found(index, "kettle", allowed={"kettle-1", "mug-1", "unknown"})) <= {"kettle-1", "mug-1"}
    assert found(index, "kettle", allowed={"kettle-1"}) == ["kettle-1"]
    assert found(index, "kettle", allowed=set()) == []
    assert found(index, "kettle", limit=0) == []


def test_an_upsert_replaces_and_a_delete_forgets(index: ProductIndex) -> None:
    index.upsert([IndexDocument("kettle-2", "Porcelain unicorn")])
    assert found(index, "porcelain unicorn", 1) == ["kettle-2"]
    index.delete(["kettle-2", "unknown"])
    assert "kettle-2" not in index.ids()
    assert "kettle-2" not in found(index, "porcelain unicorn", 20)


def test_everything_is_there_after_a_restart(index: ProductIndex, opened: Opener) -> None:
    ids, before = index.ids(), found(index, "hiking boots")
    index.close()
    again = opened()
    assert again.ids() == ids == {product.id for product in small_shop()}
    assert found(again, "hiking boots") == before
    again.close()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_can_be_searched(index: ProductIndex, text: str) -> None:
    assert len(index.search(text, 3)) <= 3


@pytest.mark.parametrize(
    "query", ['" OR *', "NEAR(a b)", "title:x", "a AND", "((", "kettle*", "-kettle", "'; --", "\x00"]
)
def test_operators_are_words(index: ProductIndex, query: str) -> None:
    index.search(query, 3)


def test_chinese_is_found_by_parts(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "words.db")
    index.upsert([IndexDocument("1", "不锈钢电热水壶"), IndexDocument("2", "羊毛围巾")])
    assert found(index, "水壶") == ["1"]
    assert found(index, "我想要围巾")[0] == "2"
    index.close()


def test_stop_words_alone_do_not_find_by_chance(index: ProductIndex) -> None:
    if isinstance(index, LexicalIndex):
        assert found(index, "show me a tent", 1) == found(index, "tent", 1)


def test_more_documents_than_one_batch(tmp_path: Path, encoder: CachedEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retriever.indexes.dense._MAX_BATCH", 3)
    index = DenseIndex(tmp_path / "vectors", encoder)
    index.upsert([IndexDocument.of(product) for product in small_shop()])
    assert len(index.ids()) == len(small_shop())
    monkeypatch.setattr("retriever.indexes.dense._EXACT_LIMIT", 2)
    assert found(index, "kettle", 2, {"kettle-1", "kettle-2", "tent-1"}) == ["kettle-1", "kettle-2"]
    index.close()
