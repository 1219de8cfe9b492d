"""A shop over a catalogue file of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import InvalidInput, SetupError
from retriever.catalogue.service import CatalogueService
from retriever.catalogue.store import ProductStore
from serve.settings import Settings
from serve.storage.database import connect_database
from serve.storefronts import _own_catalogue

HEAD = "id,title,price\n"


@pytest.fixture
def store(tmp_path: Path) -> ProductStore:
    return ProductStore(tmp_path / "catalogue.db")


async def opened(folder: Path, store: ProductStore, content: str, **settings: object) -> None:
    file = folder / "mine.csv"
    file.write_text(content, encoding="utf-8")
    chosen = Settings.read(var_dir=folder / "var", catalogue=file, **settings)
    database = connect_database(chosen.database)
    try:
        await _own_catalogue(chosen, database, CatalogueService(store, []), None)
    finally:
        await database.close()


async def test_the_file_is_read_again_when_it_has_changed(tmp_path: Path, store: ProductStore) -> None:
    for content, title in ((HEAD + "1,Lamp,20\n", "Lamp"), (HEAD + "1,Tall Lamp,20\n2,Rug,9\n", "Tall Lamp")):
        await opened(tmp_path, store, content)
        assert store.get_many(["1"])["1"].title == title
    version = store.version
    await opened(tmp_path, store, HEAD + "1,Tall Lamp,20\n2,Rug,9\n")
    assert store.version == version


@pytest.mark.parametrize(("currency", "price"), [("JPY", "¥20"), (None, "$20.00")])
async def test_the_currency_can_be_named(tmp_path: Path, store: ProductStore, currency: str | None, price: str) -> None:
    await opened(tmp_path, store, HEAD + "1,Lamp,20\n", currency=currency)
    assert str(store.get_many(["1"])["1"].price) == price


async def test_a_file_in_another_currency_is_one_sentence(tmp_path: Path, store: ProductStore) -> None:
    with pytest.raises(InvalidInput, match="line 2: the price is in EUR, the shop sells in USD"):
        await opened(tmp_path, store, HEAD + "1,Lamp,20 EUR\n", currency="USD")


def test_settings_of_a_shop_of_ones_own(tmp_path: Path) -> None:
    chosen = Settings.read(var_dir=tmp_path, catalogue=tmp_path / "mine.csv")
    assert not chosen.demo
    assert chosen.shop_dir != Settings.read(var_dir=tmp_path).shop_dir
    with pytest.raises(SetupError, match="demo shop has its own catalogue"):
        Settings.read(demo=True, catalogue=tmp_path / "mine.csv")
    with pytest.raises(SetupError, match="'eur' is no currency"):
        Settings.read(currency="eur")
