from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from retriever.catalogue.feed import read_feed
from retriever.catalogue.files import BadRow
from serve.demo.catalogue import FINAL_SALE, authored_rows, catalogue_items, feed_rows, is_final_sale, write_feed

ITEMS = catalogue_items()
PRODUCTS = [item.product for item in ITEMS]
VARIANTS = [variant for product in PRODUCTS for variant in product.variants]
ROWS = list(authored_rows())


def test_there_is_enough_to_sell(record_property: object) -> None:
    counts = {
        "products": len(PRODUCTS),
        "variants": len(VARIANTS),
        "sellable": sum(variant.stock > 0 for variant in VARIANTS),
        "categories": len({product.category for product in PRODUCTS}),
        "departments": len({product.department for product in PRODUCTS}),
        "brands": len({product.brand for product in PRODUCTS}),
        "reviewed": sum(bool(product.reviews) for product in PRODUCTS),
    }
    record_property("catalogue", json.dumps(counts))  # type: ignore[operator]
    assert counts["products"] >= 350, counts
    assert counts["sellable"] >= 1_000, counts
    assert counts["categories"] >= 25, counts
    assert counts["departments"] == 4, counts
    assert counts["reviewed"] * 3 >= counts["products"], counts


def test_everything_is_named_once() -> None:
    for names in (
        [p.id for p in PRODUCTS],
        [p.title.casefold() for p in PRODUCTS],
        [p.url for p in PRODUCTS],
        [v.id for v in VARIANTS],
    ):
        assert [name for name, count in Counter(names).items() if count > 1] == []


def test_the_feed_is_read_without_a_bad_row(tmp_path: Path) -> None:
    count = write_feed(tmp_path / "feed.jsonl")
    read = list(read_feed(tmp_path / "feed.jsonl"))
    assert [row for row in read if isinstance(row, BadRow)] == []
    assert tuple(read) == ITEMS
    assert count == len(ITEMS)


def test_the_same_feed_every_time() -> None:
    assert list(feed_rows()) == list(feed_rows())


def test_descriptions_say_something_of_their_own() -> None:
    sentences = Counter(s.strip() for p in PRODUCTS for s in p.description.split(". ") if len(s) > 30)
    assert [sentence for sentence, count in sentences.items() if count > 1] == []
    assert [p.id for p in PRODUCTS if len(p.description) < 80 or p.description.count(".") < 2] == []


def test_prices_make_sense() -> None:
    for product in PRODUCTS:
        for variant in product.variants:
            assert Decimal(2) <= variant.price.amount <= Decimal(2_000), variant.id
            if variant.list_price:
                assert variant.price < variant.list_price, variant.id
                assert variant.list_price.amount < variant.price.amount * 2, variant.id
    sale = [p for p in PRODUCTS if p.list_price]
    assert 40 <= len(sale) <= 120


def test_surcharges_and_sold_out_name_options_that_exist() -> None:
    for row in ROWS:
        options = row["options"]
        for option, surcharges in row.get("price_by", {}).items():
            assert set(surcharges) <= set(options[option]), row["id"]
        for entry in row.get("sold_out", ()):
            for pair in entry.split(","):
                option, _, value = pair.partition("=")
                assert value in options[option], (row["id"], entry)


def test_an_option_is_no_attribute_too() -> None:
    assert [p.id for p in PRODUCTS for v in p.variants if set(v.options) & set(p.attributes)] == []


def test_stock_is_mostly_good_sometimes_short() -> None:
    pieces = Counter("none" if v.stock == 0 else "few" if v.stock <= 3 else "many" for v in VARIANTS)
    assert pieces["many"] > 0.75 * len(VARIANTS)
    assert pieces["none"] > 20
    assert pieces["few"] > 50
    assert max(v.stock for v in VARIANTS) <= 60


def test_pictures_and_pages_have_their_addresses() -> None:
    for product in PRODUCTS:
        assert product.image == f"/art/{product.id}.svg"
        assert product.url is not None
        assert product.url.startswith(f"/p/{product.id}-")
        for variant in product.variants:
            assert variant.image is not None
            assert variant.image.startswith(product.image)


def test_related_products_exist_and_are_others() -> None:
    ids = {product.id for product in PRODUCTS}
    for item in ITEMS:
        assert set(item.goes_with) <= ids - {item.product.id}, item.product.id


def test_reviews_fit_their_products() -> None:
    for product in PRODUCTS:
        assert len(product.reviews) <= product.rating_count
        assert all(product.created <= review.created <= date(2026, 11, 22) for review in product.reviews), product.id


def test_final_sale_is_marked_and_cheaper() -> None:
    final = [product for product in PRODUCTS if is_final_sale(product)]
    assert len(final) >= 4
    assert all(product.list_price and product.attributes[FINAL_SALE] == "yes" for product in final)
