"""Keeps the shop's records in SQL: what was read from the data set once, and what has become of it since."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.domain.principal import Principal
from assistant.errors import OrderNotFound
from serve.retail.data import Record, RetailData
from serve.retail.tables import orders, retail_metadata, users
from serve.storage.database import Database


class RetailStore:
    """Reads and writes user and order records; everything but the loading happens in the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fill(self, data: RetailData) -> None:
        """Make the tables and load the records, once."""
        async with self._database.writing() as connection:
            await connection.run_sync(retail_metadata.create_all)
            if (await connection.execute(select(func.count()).select_from(users))).scalar_one():
                return
            await connection.execute(
                insert(users),
                [{"id": key, "email": user["email"].casefold(), "record": user} for key, user in data.users.items()],
            )
            await connection.execute(
                insert(orders),
                [{"id": key, "user_id": order["user_id"], "record": order} for key, order in data.orders.items()],
            )

    async def user(self, connection: AsyncConnection, user_id: str) -> Record | None:
        """Return a user's record."""
        found = await connection.execute(select(users.c.record).where(users.c.id == user_id))
        record: Record | None = found.scalar_one_or_none()
        return record

    async def orders_of(self, connection: AsyncConnection, principal: Principal) -> list[tuple[Record, Record]]:
        """Return the orders that a principal may see, each with its owner, in the order of the shop's file."""
        opened = [key_of(number) for number in principal.order_ids]
        visible: ColumnElement[bool] = orders.c.id.in_(opened)
        if principal.customer_id is not None:
            visible = or_(visible, orders.c.user_id == principal.customer_id)
        query = select(orders.c.record, users.c.record).join(users, users.c.id == orders.c.user_id).where(visible)
        return [(order, user) for order, user in (await connection.execute(query)).all()]

    async def order(
        self, connection: AsyncConnection, principal: Principal, number: str, *, lock: bool = False
    ) -> tuple[Record, Record]:
        """Return an order with its owner; raises OrderNotFound also when it is somebody else's."""
        query = select(orders.c.record, orders.c.user_id).where(orders.c.id == key_of(number))
        row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
        mine = row is not None and row.user_id == principal.customer_id
        opened = key_of(number) in {key_of(known) for known in principal.order_ids}
        user = await self.user(connection, row.user_id) if row is not None and (mine or opened) else None
        if row is None or user is None:
            raise OrderNotFound("You have no order with this number.")
        return row.record, user

    async def owner(self, number: str) -> Record | None:
        """Return the owner of an order, to prove it by; None where there is no such order."""
        query = select(users.c.record).join(orders, users.c.id == orders.c.user_id).where(orders.c.id == key_of(number))
        async with self._database.reading() as connection:
            record: Record | None = (await connection.execute(query)).scalar_one_or_none()
            return record

    async def save(self, connection: AsyncConnection, *, user: Record, order: Record | None) -> None:
        """Write the records of a user and of an order of theirs."""
        await connection.execute(update(users).where(users.c.id == user["user_id"]).values(record=user))
        if order is not None:
            await connection.execute(update(orders).where(orders.c.id == order["order_id"]).values(record=order))

    async def state(self, user_ids: Iterable[str], order_ids: Iterable[str]) -> dict[str, dict[str, Record]]:
        """Return users and orders as they stand, in the data set's own form."""
        async with self._database.reading() as connection:
            some_users = await connection.execute(select(users).where(users.c.id.in_(list(user_ids))))
            some_orders = await connection.execute(select(orders).where(orders.c.id.in_(list(order_ids))))
            return {
                "users": {row.id: row.record for row in some_users.all()},
                "orders": {row.id: row.record for row in some_orders.all()},
            }


def key_of(number: str) -> str:
    """Return an order's key as the records have it ("#W2611340"), however its number was typed."""
    return f"#{number.strip().lstrip('#').upper()[:30]}"
