from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from assistant.domain.principal import Principal
from assistant.errors import StoreUnavailable
from assistant.turn.ports import ShopEvent
from retriever.catalogue.service import CatalogueService
from retriever.catalogue.store import ProductStore
from retriever.indexes.lexical import LexicalIndex
from serve.demo.catalogue import catalogue_items
from serve.demo.promotions import all_promotions
from serve.demo.seed import DemoState, seed_demo
from serve.demo.shelf import CatalogueShelf, Move
from serve.demo.storefront import DemoStorefront
from serve.demo.tables import customers, orders
from serve.desk.macros import Macros
from serve.storage.database import Database, connect_database
from serve.storage.events import SqlEventLog
from serve.storage.schema import shop_events
from tests.serve.demo.world import NOW, rules


class FailingLog(SqlEventLog):
    """Stores nothing, as if the set-up was interrupted there."""

    async def append(self, events: Sequence[ShopEvent]) -> None:
        raise StoreUnavailable("The disk is full.")


class QuickLog(SqlEventLog):
    """Stores nothing, for tests that are about something else."""

    async def append(self, events: Sequence[ShopEvent]) -> None:
        assert events


@dataclass
class Machine:
    database: Database
    store: ProductStore
    service: CatalogueService

    async def seed(self, events: SqlEventLog | None = None, days: int = 0) -> DemoState:
        return await seed_demo(
            self.database,
            store=self.store,
            service=self.service,
            events=events or SqlEventLog(self.database),
            rules=rules(),
            now=NOW + timedelta(days=days),
        )

    async def counts(self) -> tuple[int, ...]:
        async with self.database.reading() as connection:
            rows = [
                (await connection.execute(select(func.count()).select_from(table))).scalar_one()
                for table in (customers, orders, shop_events)
            ]
        return (self.store.count(), *rows)


@pytest.fixture
async def machine(tmp_path: Path) -> AsyncIterator[Machine]:
    database = connect_database(f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}")
    await database.migrate()
    store, index = ProductStore(tmp_path / "catalogue.db"), LexicalIndex(tmp_path / "words.db")
    yield Machine(database, store, CatalogueService(store, (index,)))
    index.close()
    store.close()
    await database.close()


WHOLE = (len(catalogue_items()), 60, 300, 20_000)


async def test_sets_everything_up_once(machine: Machine) -> None:
    state = await machine.seed()
    assert state == DemoState(NOW, ("catalogue", "shop", "behaviour", "macros"))
    assert await machine.counts() == WHOLE
    assert await machine.seed(days=9) == DemoState(NOW, ())
    assert await machine.counts() == WHOLE


async def test_goes_on_after_an_interruption(machine: Machine) -> None:
    with pytest.raises(StoreUnavailable):
        await machine.seed(FailingLog(machine.database))
    assert await machine.counts() == (*WHOLE[:3], 0)
    state = await machine.seed(days=2)
    assert state == DemoState(NOW, ("behaviour", "macros"))
    assert await machine.counts() == WHOLE


async def test_the_first_macros_are_there_once_and_stay_thrown_away(machine: Machine) -> None:
    await machine.seed(QuickLog(machine.database))
    macros = Macros(machine.database, lambda: NOW)
    first = await macros.all()
    assert {"hello", "late", "photo"} <= {macro.shortcut for macro in first}
    for macro in first:
        assert set(re.findall(r"{(.*?)}", macro.text)) <= {"name", "order", "agent"}
    await macros.remove(first[0].id)
    await machine.seed()
    assert await macros.all() == first[1:]


async def test_fills_an_emptied_catalogue_again(machine: Machine) -> None:
    await machine.seed(QuickLog(machine.database))
    await machine.service.delete(machine.store.all_ids())
    assert (await machine.seed()).changed == ("catalogue",)
    assert await machine.counts() == (*WHOLE[:3], 0)


async def test_the_shop_sells_what_the_catalogue_has(machine: Machine) -> None:
    state = await machine.seed(QuickLog(machine.database))
    shelf = CatalogueShelf(machine.store)
    shop = DemoStorefront(machine.database, shelf, rules(), all_promotions(state.as_of.date()), lambda: NOW)
    item = next(item for item in catalogue_items() if item.goes_with and item.product.variants[0].stock > 2)
    variant = item.product.variants[0]
    await shop.change("o", "add", variant.id, 2)
    await shelf.move("1", Move(item.product.id, variant.id, 5 - variant.stock))
    record = (await shelf.products([item.product.id]))[item.product.id]
    assert record.variants[0].stock == 5
    assert tuple(machine.store.goes_with(item.product.id)) == item.goes_with
    assert (await shop.get_cart("o")).count == 2
    maya = await shop.authenticate("maya@example.com", "demo")
    assert maya is not None
    assert len(await shop.list_orders(Principal(session_id="s", customer_id=maya.id))) >= 5
