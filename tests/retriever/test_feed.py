from __future__ import annotations

import contextlib
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain.product import Product
from assistant.errors import InvalidInput
from retriever.catalogue.feed import read_feed
from retriever.catalogue.files import BadRow
from retriever.catalogue.records import CatalogueItem
from tests.retriever.conftest import small_shop


def read(path: Path, content: str | bytes, currency: str | None = "USD") -> tuple[list[Product], list[BadRow]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    items = list(read_feed(path, currency))
    products = [item.product for item in items if isinstance(item, CatalogueItem)]
    return products, [item for item in items if isinstance(item, BadRow)]


def lines(*rows: Any) -> str:
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n"


def test_rows_of_one_group_become_one_product_wherever_they_lie(tmp_path: Path) -> None:
    csv = (
        "id,item_group_id,title,brand,google_product_category,price,sale_price,availability,quantity,color,size,image_link\n"
        "J-B-M,J,Rain Jacket,Fell,Apparel > Outerwear > Jackets,89.00 USD,69.00 USD,in stock,3,blue,M,https://x.example/b.jpg\n"
        "T,,Mug,Moss,Kitchen,12 USD,,in_stock,,,,\n"
        "J-R-L,J,Rain Jacket,Fell,Apparel > Outerwear > Jackets,89.00 USD,,out of stock,5,red,L,\n"
    )
    products, bad = read(tmp_path / "feed.csv", csv)
    assert not bad
    mug, jacket = products
    assert (jacket.id, jacket.department, jacket.category) == ("J", "Apparel", "Jackets")
    assert [v.id for v in jacket.variants] == ["J-B-M", "J-R-L"]
    assert [v.stock for v in jacket.variants] == [3, 0]
    assert str(jacket.price) == "$69.00"
    assert str(jacket.list_price) == "$89.00"
    assert jacket.variants[1].options == {"color": "red", "size": "L"}
    assert mug.stock > 1


def test_options_make_variants_and_attributes_are_read_in_any_form(tmp_path: Path) -> None:
    row = {
        "id": "m1", "name": "Harbour Mug", "price": 16, "options": {"color": ["navy", "cream"], "size": ["S", "L"]},
        "attributes": {"microwave": True, "material": ["stoneware", "cork"]}, "kind": "mug", "goes_with": ["k1"],
        "rating": "4.6", "rating_count": "1,204",
        "reviews": [{"rating": 5, "text": "Good <b>mug</b>", "author": "Ann", "created": "2026-01-02"}],
    }  # fmt: skip
    csv_form = "id;title;price;attribute:power;colour\nk1;Kettle;49,90;2200 W;Steel\n"
    (mug,), bad = read(tmp_path / "a.jsonl", lines(row))
    assert not bad
    assert len(mug.variants) == 4
    assert mug.attributes == {"microwave": "yes", "material": "stoneware, cork", "kind": "mug"}
    assert (mug.rating_count, mug.reviews[0].text) == (1204, "Good mug")
    (kettle,), _ = read(tmp_path / "b.csv", csv_form)
    assert kettle.attributes == {"power": "2200 W"}
    assert kettle.variants[0].options == {"color": "Steel"}


def test_a_record_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    written = small_shop()
    products, bad = read(tmp_path / "own.jsonl", lines(*(product.model_dump_json() for product in written)))
    assert not bad
    assert products == written


def test_bad_rows_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = {"id": "1", "title": "Lamp", "price": "20"}
    content = lines(
        good, "{not json", "[1, 2]", {**good, "id": "2", "price": "-3"}, {**good, "id": "3", "price": "free"},
        {**good, "id": "4", "title": " "}, good, {**good, "id": "a b"}, {**good, "id": "5", "price": "20 EUR"},
        {**good, "id": "6", "rating": 9}, {**good, "id": "7", "variants": "x"}, {**good, "id": "8", "quantity": -1},
        {**good, "id": "9", "created": "yesterday"}, "[" * 100_000, '{"id": ' + "9" * 5000 + "}", {**good, "id": "10"},
    )  # fmt: skip
    products, bad = read(tmp_path / "feed.jsonl", content)
    assert [product.id for product in products] == ["1", "10"]
    reasons = {row.line: row.reason for row in bad}
    assert sorted(reasons) == list(range(2, 16))
    assert reasons[4] == "the price is negative"
    assert reasons[5] == 'the price "free" is not an amount'
    assert reasons[6] == "the title is missing"
    assert reasons[7] == 'the id "1" is there twice'
    assert reasons[9] == "the price is in EUR, the shop sells in USD"


@pytest.mark.parametrize(
    ("rows", "price"),
    [
        ('{"id": "1", "title": "Lamp", "price": "20 EUR"}\n{"id": "2", "title": "Vase", "price": 5}\n', "€20.00"),
        ('{"id": "1", "title": "Lamp", "price": 20, "currency": "gbp"}\n', "£20.00"),
        ('{"id": "1", "title": "Lamp", "price": 1, "variants": [{"price": "20 CHF"}]}\n', "CHF20.00"),
        ('{"id": "1", "title": "Lamp", "price": 20}\n', "$20.00"),
        (
            '{"id": "0", "title": "Rug", "price": "9 USD"}\n' + '{"id": "1", "title": "Mat", "price": "9 €"}\n' * 2,
            None,
        ),
    ],
)
def test_the_currency_comes_from_the_file(tmp_path: Path, rows: str, price: str | None) -> None:
    products, bad = read(tmp_path / "feed.jsonl", rows, currency=None)
    if price:
        assert str(products[0].price) == price
        assert not bad
    else:
        assert bad[0].reason == "the price is in USD, the shop sells in EUR"


def test_encodings(tmp_path: Path) -> None:
    text = "id,title,price\n1,Théière crème,20\n"
    for name, data in {
        "bom.csv": b"\xef\xbb\xbf" + text.encode(),
        "latin.csv": text.encode("latin-1"),
        "wide.csv": text.encode("utf-16"),
    }.items():
        (product,), bad = read(tmp_path / name, data)
        assert (product.id, product.title) == ("1", "Théière crème"), name
        assert not bad
    (product,), _ = read(tmp_path / "packed.csv.gz", gzip.compress(text.encode()))
    assert product.title == "Théière crème"


@pytest.mark.parametrize("content", [b"", b"   \n", b"[{}]", b"title\nLamp\n"])
def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InvalidInput):
        read(tmp_path / "x", content)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        list(read_feed(tmp_path / "none.csv"))


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_COLUMNS = st.sampled_from(
    ["id", "title", "price", "sale_price", "variants", "options", "reviews", "attributes", "rating", "rating_count",
     "category", "color", "size", "stock", "availability", "created", "image", "goes_with", "item_group_id", "currency"]
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(_COLUMNS, _VALUES), min_size=1, max_size=4))
def test_any_rows_are_products_or_reasons(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    good = {"id": "ok", "title": "Lamp", "price": 1}
    products, bad = read(tmp_path / "any.jsonl", lines({"id": "first", "title": "x", "price": "1"}, *rows, good))
    assert {"first", "ok"} <= {product.id for product in products}
    assert all(row.reason and row.line for row in bad)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        read(tmp_path / "any.csv", b"id,title,price\n1,Lamp,20\n" + data)
