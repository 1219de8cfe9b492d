"""Sets the demo shop up: products, customers, orders, behaviour, macros. Doing it again does nothing."""

from __future__ import annotations

import tempfile
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from anyio import to_thread
from sqlalchemy import delete, insert, select

from assistant.policy.rules import PolicyRules
from assistant.turn.ports import EventLog
from retriever.catalogue.records import CatalogueItem
from retriever.catalogue.service import CatalogueService
from retriever.catalogue.store import ProductStore
from serve.demo.catalogue import authored_version, catalogue_items, write_feed
from serve.demo.customers import DEMO_EMAILS, DEMO_PASSWORD, Shopper, shoppers
from serve.demo.effects import Ledger
from serve.demo.history import build_orders
from serve.demo.orders import row_of
from serve.demo.plans import order_plans
from serve.demo.simulator import Simulator
from serve.demo.tables import customers, demo_metadata, orders, setup_steps
from serve.passwords import hashed
from serve.progress import Progress
from serve.storage.database import Database
from serve.storage.desk_schema import desk_macros

log = structlog.get_logger(__name__)

_SETUP_LOCK = 7_366_002
_BEGUN, _CATALOGUE, _SHOP, _BEHAVIOUR, _MACROS = "begun", "catalogue", "shop", "behaviour", "macros"
_MACROS_FILE = Path(__file__).with_name("macros.toml")


@dataclass(frozen=True, slots=True)
class DemoState:
    """What a set-up left behind.

    Attributes:
        as_of: when the demo was first set up; its orders and promotions lie around that day.
        changed: the steps that were done this time, in their order.
    """

    as_of: datetime
    changed: tuple[str, ...]


async def seed_demo(
    database: Database,
    *,
    store: ProductStore,
    service: CatalogueService,
    events: EventLog,
    rules: PolicyRules,
    now: datetime,
    progress: Progress | None = None,
) -> DemoState:
    """Set up what is missing of the demo shop; after an interruption it goes on where it stopped.

    Args:
        store, service: the catalogue, which gets the products by the way of any feed.
        rules: the shop's rules, by which past refunds were worked out.
        now: timezone-aware UTC; kept from the first set-up on.
    """
    tell = progress or _silent
    async with database.writing() as connection:
        await database.serialise(connection, _SETUP_LOCK)
        await connection.run_sync(demo_metadata.create_all)
    done = await _steps(database)
    if _BEGUN not in done:
        await _mark(database, _BEGUN, "1", now)
    as_of = done[_BEGUN].at if _BEGUN in done else now
    version = await to_thread.run_sync(authored_version)
    products = await to_thread.run_sync(store.count)
    filled = _CATALOGUE in done and done[_CATALOGUE].version == version and products > 0
    missing = [step for step in (_SHOP, _BEHAVIOUR) if step not in done]
    if not filled:
        tell("reading the demo catalogue", 0.0)
        await _ingest(service, tell)
        await _mark(database, _CATALOGUE, version, now)
    if missing:
        tell("making up customers and orders", 0.0)
        world = await to_thread.run_sync(_make_up, rules, as_of)
        if _SHOP in missing:
            await _write_shop(database, world, now)
        if _BEHAVIOUR in missing:
            tell("simulating shoppers", 0.5)
            await _write_behaviour(events, world, as_of)
            await _mark(database, _BEHAVIOUR, "1", now)
        tell("the demo shop is set up", 1.0)
    if _MACROS not in done:
        await _write_macros(database, now)
        missing.append(_MACROS)
    return DemoState(as_of, (*(() if filled else (_CATALOGUE,)), *missing))


@dataclass(frozen=True, slots=True)
class _World:
    """Everything that is made up, before it is written anywhere."""

    items: tuple[CatalogueItem, ...]
    people: tuple[Shopper, ...]
    ledgers: tuple[Ledger, ...]


def _make_up(rules: PolicyRules, as_of: datetime) -> _World:
    items, people = catalogue_items(), shoppers()
    products = [item.product for item in items]
    return _World(items, people, build_orders(order_plans(people, products), people, products, rules, as_of))


async def _ingest(service: CatalogueService, tell: Progress) -> None:
    def indexing(step: str, done: int, total: int) -> None:
        tell(step, done / total if total else 0.0)

    with tempfile.TemporaryDirectory() as folder:
        feed = Path(folder) / "catalogue.jsonl"
        await to_thread.run_sync(write_feed, feed)
        report = await service.ingest(feed, progress=indexing)
    for row in report.bad_rows:
        log.error("demo_product_left_out", line=row.line, reason=row.reason)


async def _write_shop(database: Database, world: _World, now: datetime) -> None:
    passwords = {email: await to_thread.run_sync(hashed, DEMO_PASSWORD) for email in DEMO_EMAILS}
    accounts = [
        {**shopper.customer.model_dump(mode="json"), "password": passwords.get(shopper.customer.email)}
        for shopper in world.people
    ]
    async with database.writing() as connection:
        await database.serialise(connection, _SETUP_LOCK)
        if (await connection.execute(select(setup_steps).where(setup_steps.c.name == _SHOP))).first():
            return
        await connection.execute(insert(customers), accounts)
        await connection.execute(insert(orders), [row_of(ledger) for ledger in world.ledgers])
        await connection.execute(insert(setup_steps).values(name=_SHOP, version="1", at=now))


async def _write_behaviour(events: EventLog, world: _World, as_of: datetime) -> None:
    """Append the events in one piece, so that the last one tells whether an interrupted set-up got that far."""
    simulator = Simulator(world.items, world.people, as_of)
    made = await to_thread.run_sync(lambda: simulator.events(orders=world.ledgers))
    last = made[-1]
    if last not in await events.recent(last.owner, 1_000):
        await events.append(made)


async def _write_macros(database: Database, now: datetime) -> None:
    """Give the desk its first macros, once; agents change and delete them as they like."""
    text = await to_thread.run_sync(_MACROS_FILE.read_text, "utf-8")
    rows = [{"id": f"macro_{each['shortcut']}", **each, "updated_at": now} for each in tomllib.loads(text)["macro"]]
    async with database.writing() as connection:
        await database.serialise(connection, _SETUP_LOCK)
        if (await connection.execute(select(setup_steps).where(setup_steps.c.name == _MACROS))).first():
            return
        taken = set((await connection.execute(select(desk_macros.c.shortcut))).scalars())
        if fresh := [row for row in rows if row["shortcut"] not in taken]:
            await connection.execute(insert(desk_macros), fresh)
        await connection.execute(insert(setup_steps).values(name=_MACROS, version="1", at=now))


@dataclass(frozen=True, slots=True)
class _Step:
    version: str
    at: datetime


async def _steps(database: Database) -> dict[str, _Step]:
    async with database.reading() as connection:
        rows = (await connection.execute(select(setup_steps))).all()
    return {row.name: _Step(row.version, row.at) for row in rows}


async def _mark(database: Database, step: str, version: str, now: datetime) -> None:
    async with database.writing() as connection:
        await connection.execute(delete(setup_steps).where(setup_steps.c.name == step))
        await connection.execute(insert(setup_steps).values(name=step, version=version, at=now))


def _silent(_step: str, _share: float) -> None:
    return None
