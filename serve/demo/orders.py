"""The demo shop's order book: who may see which order, read anew each time."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, Row, Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.domain.money import Money
from assistant.domain.order import Order
from assistant.domain.principal import Principal
from assistant.errors import OrderNotFound
from serve.demo.effects import Ledger
from serve.demo.tables import orders
from serve.emails import same_address
from serve.storage.database import Database

_NUMBER = re.compile(r"#?\s*(?:HT)?\s*[-–]?\s*([0-9]{4,8})", re.IGNORECASE)


def order_number(written: str) -> str | None:
    """Return the order number as the shop writes it ("HT-10482"), however a shopper typed it."""
    match = _NUMBER.fullmatch(written.strip()[:40])
    return f"HT-{match.group(1)}" if match else None


class OrderBook:
    """Reads orders for those whose they are, and writes them inside a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_orders(self, principal: Principal) -> tuple[Order, ...]:
        """Return the orders of the account and those opened by a step-up, newest first."""
        query = _visible_to(principal).order_by(orders.c.placed_at.desc(), orders.c.id.desc())
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(Order.model_validate(row.record) for row in rows)

    async def get_order(self, principal: Principal, order_id: str) -> Order:
        """Return one order; raises OrderNotFound also when it is somebody else's."""
        async with self._database.reading() as connection:
            return (await self.ledger(connection, principal, order_id)).order

    async def prove_order(self, order_id: str, email: str) -> bool:
        """Say whether number and e-mail belong together; takes as long for unknown numbers as for known ones."""
        number = order_number(order_id) or ""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(orders).where(orders.c.id == number))).one_or_none()
        known = str(row.record["email"]) if row else ""
        same = same_address(known, email)
        return same and row is not None

    async def ledger(
        self, connection: AsyncConnection, principal: Principal, order_id: str, *, lock: bool = False
    ) -> Ledger:
        """Return one order with what was paid, held until the transaction ends when locked; raises OrderNotFound."""
        number = order_number(order_id)
        query = _visible_to(principal).where(orders.c.id == number)
        row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
        if row is None:
            raise OrderNotFound("You have no order with this number.")
        return _ledger(row)

    async def save(self, connection: AsyncConnection, ledger: Ledger) -> None:
        """Write an order that exists."""
        await connection.execute(
            update(orders)
            .where(orders.c.id == ledger.order.id)
            .values(paid=ledger.paid.minor_units(), record=ledger.order.model_dump(mode="json"))
        )


def row_of(ledger: Ledger) -> dict[str, object]:
    """Return an order as a row of the table."""
    order = ledger.order
    return {
        "id": order.id,
        "customer_id": order.customer_id,
        "placed_at": order.placed_at,
        "paid": ledger.paid.minor_units(),
        "record": order.model_dump(mode="json"),
    }


def _ledger(row: Row[tuple[object, ...]]) -> Ledger:
    order = Order.model_validate(row.record)
    return Ledger(order, Money.of_minor_units(row.paid, order.shipping.currency))


def _visible_to(principal: Principal) -> Select[tuple[object, ...]]:
    opened = [number for written in principal.order_ids if (number := order_number(written))]
    visible: ColumnElement[bool] = orders.c.id.in_(opened)
    if principal.customer_id is not None:
        visible = or_(visible, orders.c.customer_id == principal.customer_id)
    return select(orders).where(visible)
