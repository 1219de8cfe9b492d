from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import select

from assistant.domain.actions import CancelOrder, ChangeItems, ExchangeItems, LineChange
from assistant.domain.order import Order, OrderLine, OrderStatus
from assistant.errors import OutOfStock, StoreUnavailable
from retriever.catalogue.records import CatalogueItem
from retriever.catalogue.store import ProductStore
from serve.demo.shelf import CatalogueShelf, Move, Stock
from serve.demo.tables import orders
from tests.serve.demo.world import DemoWorld, demo_orders, demo_products

PRODUCTS = {product.id: product for product in demo_products()}


def changeable(count: int) -> list[tuple[Order, OrderLine, str]]:
    """Orders whose line could be swapped for another variant, the same one for all."""
    found: dict[str, list[tuple[Order, OrderLine, str]]] = {}
    for ledger in demo_orders():
        if ledger.order.status is not OrderStatus.DELIVERED:
            continue
        for line in ledger.order.lines:
            for variant in PRODUCTS[line.product_id].variants:
                if variant.id != line.variant_id and not line.final_sale:
                    found.setdefault(variant.id, []).append((ledger.order, line, variant.id))
    return next(group[:count] for group in found.values() if len({order.id for order, _, _ in group[:count]}) == count)


def with_stock(world: DemoWorld, variant_id: str, pieces: int) -> None:
    product = next(p for p in world.shelf.records.values() if p.variant(variant_id))
    variants = tuple(v.model_copy(update={"stock": pieces}) if v.id == variant_id else v for v in product.variants)
    world.shelf.records[product.id] = product.model_copy(update={"variants": variants})


async def delivered_today(world: DemoWorld, order: Order) -> None:
    """Let an order be young enough to be exchanged."""
    shipment = order.shipments[0].model_copy(update={"delivered_at": world.now})
    young = order.model_copy(update={"shipments": (shipment,)})
    async with world.database.writing() as connection:
        await connection.execute(
            orders.update().where(orders.c.id == order.id).values(record=young.model_dump(mode="json"))
        )


async def test_cancelled_pieces_can_be_sold_again(demo_world: DemoWorld) -> None:
    order = demo_world.order(OrderStatus.PROCESSING)
    before = {line.variant_id: demo_world.shelf.stock(line.variant_id) for line in order.lines}
    await demo_world.storefront.execute(demo_world.owner_of(order), CancelOrder(order_id=order.id), idempotency_key="k")
    for line in order.lines:
        assert demo_world.shelf.stock(line.variant_id) == before[line.variant_id] + line.quantity


async def test_more_pieces_leave_the_stock_and_fewer_come_back(demo_world: DemoWorld) -> None:
    order = demo_world.order(OrderStatus.PROCESSING)
    line = order.lines[0]
    with_stock(demo_world, line.variant_id, 4)
    for number, (quantity, left) in enumerate([(line.quantity + 4, 0), (line.quantity, 4)]):
        action = ChangeItems(
            order_id=order.id, changes=(LineChange(line_id=line.id, variant_id=line.variant_id, quantity=quantity),)
        )
        await demo_world.storefront.execute(demo_world.owner_of(order), action, idempotency_key=f"k{number}")
        assert demo_world.shelf.stock(line.variant_id) == left


async def test_the_last_piece_goes_to_one(demo_world: DemoWorld) -> None:
    rivals = changeable(3)
    with_stock(demo_world, rivals[0][2], 1)
    for order, _, _ in rivals:
        await delivered_today(demo_world, order)
    outcomes = await asyncio.gather(
        *(
            demo_world.storefront.execute(
                demo_world.owner_of(order),
                ExchangeItems(
                    order_id=order.id, changes=(LineChange(line_id=line.id, variant_id=variant_id, quantity=1),)
                ),
                idempotency_key=order.id,
            )
            for order, line, variant_id in rivals
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Order) for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, OutOfStock) for outcome in outcomes) == 2
    assert demo_world.shelf.stock(rivals[0][2]) == 0


async def test_what_could_not_be_carried_counts_at_once_and_is_carried_later(demo_world: DemoWorld) -> None:
    order = demo_world.order(OrderStatus.PROCESSING)
    line = order.lines[0]
    with_stock(demo_world, line.variant_id, 0)
    carry = demo_world.shelf.move

    async def broken(name: str, move: Move) -> None:
        raise StoreUnavailable("The catalogue is busy.")

    demo_world.shelf.move = broken  # type: ignore[method-assign]
    done = await demo_world.storefront.execute(
        demo_world.owner_of(order), CancelOrder(order_id=order.id), idempotency_key="k"
    )
    assert done is not None
    assert demo_world.shelf.stock(line.variant_id) == 0
    assert (await demo_world.storefront.change("o", "add", line.variant_id, line.quantity)).count == line.quantity

    demo_world.shelf.move = carry  # type: ignore[method-assign]
    for _ in range(2):
        await demo_world.storefront.start()
        assert demo_world.shelf.stock(line.variant_id) == line.quantity


class Crashing(CatalogueShelf):
    """Moves the stock, and is then heard of no more."""

    async def move(self, name: str, move: Move) -> None:
        await super().move(name, move)
        raise StoreUnavailable("The lights went out.")


async def test_a_crash_after_the_catalogue_has_followed_carries_nothing_twice(
    demo_world: DemoWorld, tmp_path: Path
) -> None:
    store = ProductStore(tmp_path / "catalogue.db")
    store.upsert(CatalogueItem(product) for product in demo_products())
    product = demo_products()[0]
    variant = product.variants[0]
    async with demo_world.database.writing() as connection:
        await Stock(demo_world.database, demo_world.shelf).write(
            connection, [Move(product.id, variant.id, 3), Move(product.id, variant.id, -1)], demo_world.now
        )

    async def stock_after(shelf: CatalogueShelf) -> int:
        await Stock(demo_world.database, shelf).carry()
        found = (await shelf.product_of(variant.id)).variant(variant.id)
        assert found is not None
        assert store.facts([product.id])[product.id].stock == store.get_many([product.id])[product.id].stock
        return found.stock - variant.stock

    assert [await stock_after(Crashing(store)) for _ in range(2)] == [3, 3]
    assert [await stock_after(CatalogueShelf(store)) for _ in range(2)] == [2, 2]


async def test_the_record_and_what_was_paid_are_written_together(demo_world: DemoWorld) -> None:
    order = demo_world.order(OrderStatus.PENDING)
    await demo_world.storefront.execute(demo_world.owner_of(order), CancelOrder(order_id=order.id), idempotency_key="k")
    async with demo_world.database.reading() as connection:
        row = (await connection.execute(select(orders).where(orders.c.id == order.id))).one()
    assert (row.paid, row.record["status"]) == (0, "cancelled")
