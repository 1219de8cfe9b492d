"""Opens a shop of JSON records: its catalogue, its tables, and the storefront over them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from assistant.policy.rule_book import RuleBook
from retriever.composition import Retriever
from serve import retail
from serve.clock import Clock
from serve.demo.carts import CartShelf
from serve.demo.shelf import CatalogueShelf, Stock
from serve.demo.tables import demo_metadata
from serve.retail.data import catalogue_items, read_data
from serve.retail.store import RetailStore
from serve.retail.storefront import RetailStorefront
from serve.storage.database import Database

FOLDER = Path(retail.__file__).parent
POLICIES, RULES = FOLDER / "policies", FOLDER / "policy.toml"


async def open_retail(folder: Path, *, database: Database, retriever: Retriever, clock: Clock) -> RetailStorefront:
    """Return the storefront over the records of a folder, loaded at the first opening.

    Raises:
        InvalidInput: the folder has no such records.
    """
    data = await asyncio.to_thread(read_data, folder)
    async with database.writing() as connection:
        await connection.run_sync(demo_metadata.create_all)  # carts are kept like the demo's
    store = RetailStore(database)
    await store.fill(data)
    if not retriever.store.all_ids():
        await retriever.service.upsert(catalogue_items(data))
    shelf = CatalogueShelf(retriever.store)
    carts = CartShelf(database, shelf=shelf, stock=Stock(database, shelf), clock=clock)
    return RetailStorefront(database, store, data.products, carts, clock)


def retail_rules(own: Path | None) -> RuleBook:
    """Return the rules of such a shop, or its own file's; raises SetupError when that can't be used."""
    return RuleBook(own or RULES)
