"""Remembers each order as it was before its last action, so that the shopper can take that back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.domain.actions import OrderAction
from assistant.domain.money import Money
from assistant.domain.order import Order
from assistant.errors import Conflict
from serve.demo.effects import Effect, Ledger
from serve.demo.shelf import Move
from serve.demo.tables import undos


class UndoBook:
    """Keeps one state a order, in the transaction that changes it."""

    async def note(self, connection: AsyncConnection, action: OrderAction, before: Ledger, effect: Effect) -> None:
        """Remember an order as it was; what could have been taken back before no longer can."""
        order = before.order
        await connection.execute(delete(undos).where(undos.c.order_id == order.id))
        moves = [{"product_id": m.product_id, "variant_id": m.variant_id, "pieces": m.pieces} for m in effect.moves]
        row: dict[str, Any] = {
            "order_id": order.id,
            "kind": action.kind,
            "record": order.model_dump(mode="json"),
            "paid": before.paid.minor_units(),
            "moves": moves,
        }
        await connection.execute(insert(undos).values(row))

    async def undone(self, connection: AsyncConnection, order: Order, kind: str, now: datetime) -> Effect:
        """Return the order as it was before, stock moved back; raises Conflict when there is nothing to undo."""
        found = await connection.execute(select(undos).where(undos.c.order_id == order.id, undos.c.kind == kind))
        row = found.one_or_none()
        if row is None:
            raise Conflict("There is nothing about this order that could be taken back.")
        await connection.execute(delete(undos).where(undos.c.order_id == order.id))
        before = Order.model_validate(row.record).model_copy(update={"updated_at": now})
        paid = Money.of_minor_units(row.paid, order.shipping.currency)
        moves = tuple(Move(move["product_id"], move["variant_id"], -move["pieces"]) for move in row.moves)
        return Effect(Ledger(before, paid), moves)
