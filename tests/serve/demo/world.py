"""The demo shop without search: a seeded database, and its products on a shelf in memory."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import insert

from assistant.domain.actions import ExchangeItems, LineChange
from assistant.domain.order import Order, OrderStatus
from assistant.domain.principal import Principal
from assistant.domain.product import Product
from assistant.errors import ProductNotFound
from assistant.policy.rules import PolicyRules
from serve import demo
from serve.demo.catalogue import catalogue_items
from serve.demo.customers import DEMO_EMAILS, shoppers
from serve.demo.effects import Ledger
from serve.demo.history import build_orders
from serve.demo.orders import row_of
from serve.demo.plans import order_plans
from serve.demo.promotions import all_promotions
from serve.demo.shelf import Move
from serve.demo.storefront import DemoStorefront
from serve.demo.tables import customers, demo_metadata, orders
from serve.passwords import hashed
from serve.storage.database import Database, connect_database
from tests.serve.demo.contract_storefront import StorefrontWorld

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
FOLDER = Path(demo.__file__).parent


class MemoryShelf:
    """A shelf that holds records only."""

    def __init__(self, products: Collection[Product]) -> None:
        self.records = {product.id: product for product in products}
        self.last_move = ""

    async def products(self, ids: Collection[str]) -> Mapping[str, Product]:
        return {product_id: self.records[product_id] for product_id in ids if product_id in self.records}

    async def product_of(self, variant_id: str) -> Product:
        for product in self.records.values():
            if product.variant(variant_id):
                return product
        raise ProductNotFound("There is no such article.")

    async def move(self, name: str, move: Move) -> None:
        if name == self.last_move:
            return
        self.last_move = name
        product = self.records[move.product_id]
        variants = tuple(
            v.model_copy(update={"stock": max(0, v.stock + move.pieces)}) if v.id == move.variant_id else v
            for v in product.variants
        )
        self.records[product.id] = product.model_copy(update={"variants": variants})

    def stock(self, variant_id: str) -> int:
        return next(v.stock for p in self.records.values() for v in p.variants if v.id == variant_id)


@dataclass
class DemoWorld:
    """A running demo storefront with what is behind it. `now` may be changed."""

    storefront: DemoStorefront
    database: Database
    shelf: MemoryShelf
    now: datetime = NOW

    def order(self, status: OrderStatus, email: str | None = None) -> Order:
        """An order in a state."""
        return next(
            ledger.order
            for ledger in demo_orders()
            if ledger.order.status is status and email in (None, ledger.order.email)
        )

    def owner_of(self, order: Order) -> Principal:
        return Principal(session_id="s", customer_id=order.customer_id, email=order.email)


@cache
def demo_products() -> tuple[Product, ...]:
    return tuple(item.product for item in catalogue_items())


@cache
def rules() -> PolicyRules:
    return PolicyRules.from_toml(FOLDER / "policy.toml")


@cache
def demo_orders() -> tuple[Ledger, ...]:
    people, products = shoppers(), demo_products()
    return build_orders(order_plans(people, products), people, products, rules(), NOW)


async def write_template(path: Path) -> None:
    """Write a database with all customers and orders, to be copied for each test."""
    database = connect_database(f"sqlite+aiosqlite:///{path}")
    password = hashed("demo")
    accounts = [
        {
            **shopper.customer.model_dump(mode="json"),
            "password": password if shopper.customer.email in DEMO_EMAILS else None,
        }
        for shopper in shoppers()
    ]
    async with database.writing() as connection:
        await connection.run_sync(demo_metadata.create_all)
        await connection.execute(insert(customers), accounts)
        await connection.execute(insert(orders), [row_of(ledger) for ledger in demo_orders()])
    await database.close()


def open_world(template: Path, folder: Path) -> DemoWorld:
    path = folder / "demo.db"
    shutil.copy(template, path)
    database = connect_database(f"sqlite+aiosqlite:///{path}")
    shelf = MemoryShelf(demo_products())
    world: DemoWorld
    storefront = DemoStorefront(database, shelf, rules(), all_promotions(NOW.date()), lambda: world.now)
    world = DemoWorld(storefront, database, shelf)
    return world


def contract_world(world: DemoWorld) -> StorefrontWorld:
    """What the storefront contract needs, found in the demo."""
    maya = Principal(session_id="s1", customer_id=shoppers()[0].customer.id, email="maya@example.com")
    stranger = Principal(session_id="s2", customer_id=shoppers()[5].customer.id)
    mine = [ledger.order for ledger in demo_orders() if ledger.order.customer_id == maya.customer_id]

    def of(status: OrderStatus) -> Order:
        return next(order for order in reversed(mine) if order.status is status)

    delivered = of(OrderStatus.DELIVERED)
    boots = delivered.lines[0]
    plenty = next(v for p in demo_products() for v in p.variants if v.stock >= 10)
    scarce = next(v for p in demo_products() for v in p.variants if 0 < v.stock <= 3)
    gone = next(v for p in demo_products() for v in p.variants if v.stock == 0)
    processing = of(OrderStatus.PROCESSING)
    return StorefrontWorld(
        storefront=world.storefront,
        me=maya,
        stranger=stranger,
        email="maya@example.com",
        cancellable=processing.id,
        shipped=of(OrderStatus.SHIPPED).id,
        delivered=delivered.id,
        exchange=ExchangeItems(
            order_id=delivered.id, changes=(LineChange(line_id=boots.id, variant_id="TT-0060-9-SAGEGREEN", quantity=1),)
        ),
        plenty=plenty,
        scarce=scarce,
        sold_out=gone.id,
        other_payment=next(p for p in shoppers()[0].customer.payments if p != processing.payment),
    )
