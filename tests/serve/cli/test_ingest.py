"""`ingest`: into a folder of one's own, and through a server that runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retriever.catalogue.records import CatalogueItem
from serve.cli.client import batches
from serve.cli.owner import owning
from tests.serve.cli.conftest import RunningShop, run
from tests.support.shop import product

CSV = """id,title,price,brand,quantity
u1,Ukulele Strings,12.50,Zing,5
u2,,10,Zing,1
u3,Banjo Capo,abc,Zing,1
u4,Tin Kazoo,3.99,Zing,0
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def test_a_running_server_takes_the_products(running: RunningShop, catalogue: Path) -> None:
    with owning(running.var_dir, running.url):
        told = run("ingest", str(catalogue), "--json", "--var-dir", str(running.var_dir))
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout) == {
        "file": str(catalogue),
        "products": 2,
        "variants": 2,
        "bad_rows": [
            {"line": 3, "reason": "the title is missing"},
            {"line": 4, "reason": 'the price "abc" is not an amount'},
        ],
    }
    assert running.shop.products["u1"].title == "Ukulele Strings"
    assert "line 3: the title is missing" in told.stderr


def test_a_running_server_gets_what_goes_with_a_product_and_says_whose_variant_is_taken(
    running: RunningShop, tmp_path: Path
) -> None:
    path = tmp_path / "mine.jsonl"
    taken = next(iter(running.shop.products.values())).variants[0].id
    rows = [
        {"id": "u1", "title": "Ukulele", "price": 60, "goes_with": ["u2", "u3"]},
        {"id": "u2", "title": "Strings", "price": 6, "variants": [{"id": taken}]},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with owning(running.var_dir, running.url):
        told = run("ingest", str(path), "--json", "--var-dir", str(running.var_dir))
    assert running.catalogue.related["u1"] == ("u2", "u3")
    outcome = json.loads(told.stdout)
    assert (outcome["products"], outcome["variants"]) == (1, 1)
    assert outcome["bad_rows"] == [{"line": 2, "reason": "a variant is another product's"}]


def test_nothing_that_fits_is_a_failure(running: RunningShop, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "x"}\n', encoding="utf-8")
    with owning(running.var_dir, running.url):
        assert run("ingest", str(path), "--var-dir", str(running.var_dir)).exit_code == 1


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    told = run("ingest", str(tmp_path / "nowhere.csv"), "--var-dir", str(tmp_path))
    assert told.exit_code == 2
    assert "There is no file" in told.stderr


@pytest.mark.parametrize(("most", "most_bytes"), [(2, 10**9), (1000, 1)])
def test_batches_fit_a_request_and_lose_nothing(most: int, most_bytes: int) -> None:
    products = [CatalogueItem(product(f"p{n}", f"Jacket {n}", "10")) for n in range(5)]
    grouped = list(batches(products, most, most_bytes))
    assert [one for group in grouped for one in group] == products
    assert max(map(len, grouped)) <= most
    if most_bytes == 1:
        assert len(grouped) == len(products)
