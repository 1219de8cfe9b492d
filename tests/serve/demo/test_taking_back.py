"""What was done to an order last can be taken back for a while, and what got lost is sent again or refunded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.domain.actions import CancelOrder, ChangeAddress, LineQuantity, ResendOrder, ReturnItems, Undo
from assistant.domain.money import Money
from assistant.domain.order import Order, OrderStatus
from assistant.errors import Conflict, OutOfStock
from serve.demo.tables import orders
from tests.serve.demo.contract_storefront import ELSEWHERE
from tests.serve.demo.world import DemoWorld


async def do(
    world: DemoWorld, order: Order, action: CancelOrder | ChangeAddress | ReturnItems | ResendOrder | Undo, key: str
) -> Order:
    after = await world.storefront.execute(world.owner_of(order), action, idempotency_key=key)
    assert after is not None
    return after


async def test_a_cancellation_is_taken_back_with_its_refund_and_its_stock(demo_world: DemoWorld) -> None:
    order = demo_world.order(OrderStatus.PROCESSING)
    stock = {line.variant_id: demo_world.shelf.stock(line.variant_id) for line in order.lines}
    cancelled = await do(demo_world, order, CancelOrder(order_id=order.id), "k1")
    assert cancelled.refunds
    undo = Undo(order_id=order.id, undone="cancel_order")
    again = await do(demo_world, order, undo, "k2")
    assert again.model_copy(update={"updated_at": order.updated_at}) == order
    assert {variant: demo_world.shelf.stock(variant) for variant in stock} == stock
    assert await do(demo_world, order, undo, "k2") == again
    with pytest.raises(Conflict):
        await do(demo_world, order, undo, "k3")


async def test_only_what_was_done_last_and_only_for_a_while(demo_world: DemoWorld) -> None:
    order = demo_world.order(OrderStatus.PROCESSING)
    with pytest.raises(Conflict):
        await do(demo_world, order, Undo(order_id=order.id, undone="cancel_order"), "k0")
    await do(demo_world, order, ChangeAddress(order_id=order.id, address=ELSEWHERE), "k1")
    await do(demo_world, order, CancelOrder(order_id=order.id), "k2")
    with pytest.raises(Conflict, match="nothing about"):
        await do(demo_world, order, Undo(order_id=order.id, undone="change_address"), "k3")
    demo_world.now += timedelta(minutes=30, seconds=1)
    with pytest.raises(Conflict, match="30 minutes"):
        await do(demo_world, order, Undo(order_id=order.id, undone="cancel_order"), "k4")
    demo_world.now -= timedelta(seconds=1)
    assert (await do(demo_world, order, Undo(order_id=order.id, undone="cancel_order"), "k5")).address == ELSEWHERE


async def test_a_cancellation_stays_when_the_stock_is_gone(demo_world: DemoWorld) -> None:
    order = demo_world.order(OrderStatus.PROCESSING)
    await do(demo_world, order, CancelOrder(order_id=order.id), "k1")
    line = order.lines[0]
    product = demo_world.shelf.records[line.product_id]
    gone = tuple(v.model_copy(update={"stock": 0}) for v in product.variants)
    demo_world.shelf.records[line.product_id] = product.model_copy(update={"variants": gone})
    with pytest.raises(OutOfStock):
        await do(demo_world, order, Undo(order_id=order.id, undone="cancel_order"), "k2")
    found = await demo_world.storefront.get_order(demo_world.owner_of(order), order.id)
    assert found.status is OrderStatus.CANCELLED


async def test_a_lost_order_is_sent_again_once(demo_world: DemoWorld) -> None:
    order = demo_world.order(OrderStatus.LOST)
    variant = order.lines[0].variant_id
    stock = demo_world.shelf.stock(variant)
    after = await do(demo_world, order, ResendOrder(order_id=order.id), "k1")
    assert (after.status, after.total, after.refunds) == (OrderStatus.PROCESSING, order.total, ())
    assert demo_world.shelf.stock(variant) == stock - order.lines[0].quantity
    with pytest.raises(Conflict):
        await do(demo_world, order, ResendOrder(order_id=order.id), "k2")


async def test_a_lost_order_is_refunded_and_what_is_lost_rejoins_no_stock(demo_world: DemoWorld) -> None:
    order = demo_world.order(OrderStatus.LOST)
    stock = {line.variant_id: demo_world.shelf.stock(line.variant_id) for line in order.lines}
    after = await do(demo_world, order, CancelOrder(order_id=order.id), "k1")
    assert sum((refund.amount for refund in after.refunds), Money.of(0)) == order.total
    assert {variant: demo_world.shelf.stock(variant) for variant in stock} == stock


async def test_a_return_is_taken_back(demo_world: DemoWorld) -> None:
    order = demo_world.order(OrderStatus.DELIVERED)
    shipment = order.shipments[0].model_copy(update={"delivered_at": demo_world.now})
    order = order.model_copy(update={"shipments": (shipment,)})
    async with demo_world.database.writing() as connection:
        record = order.model_dump(mode="json")
        await connection.execute(orders.update().where(orders.c.id == order.id).values(record=record))
    line = order.lines[0]
    back = ReturnItems(order_id=order.id, lines=(LineQuantity(line_id=line.id, quantity=1),))
    await do(demo_world, order, back, "k1")
    again = await do(demo_world, order, Undo(order_id=order.id, undone="return_items"), "k2")
    assert (again.status, again.refunds, again.lines) == (order.status, order.refunds, order.lines)
