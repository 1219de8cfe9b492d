"""Carries out confirmed actions on demo orders: each at most once, all of it or nothing."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.domain.actions import (
    ChangeAddress,
    ChangeItems,
    ExchangeItems,
    OrderAction,
    Refusal,
    Undo,
)
from assistant.domain.order import Order
from assistant.domain.principal import Principal
from assistant.errors import Conflict, NotVerified, OutOfStock
from assistant.policy.case import Case
from assistant.policy.conditions import lines_of
from assistant.policy.evaluate import evaluate
from assistant.policy.rule_book import Rules
from serve.demo.accounts import Accounts
from serve.demo.effects import Effect, Ledger, apply
from serve.demo.orders import OrderBook
from serve.demo.shelf import Shelf, Stock
from serve.demo.tables import executions
from serve.demo.undoing import UndoBook
from serve.executions import Executions
from serve.storage.database import Database


class Desk:
    """The demo shop's back office, as far as a shopper's confirmed wishes reach it."""

    def __init__(
        self,
        database: Database,
        *,
        book: OrderBook,
        accounts: Accounts,
        shelf: Shelf,
        stock: Stock,
        rules: Rules,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._book = book
        self._accounts = accounts
        self._shelf = shelf
        self._stock = stock
        self._rules = rules
        self._clock = clock
        self._executions = Executions(executions)
        self._undos = UndoBook()

    async def execute(self, principal: Principal, action: OrderAction, *, idempotency_key: str) -> Order | None:
        """Do it once for a key and return the order after it, None where no order is concerned.

        Raises:
            OrderNotFound: there is no such order of the principal's.
            Conflict: the order has moved on, or the key was used for something else.
            OutOfStock: the wanted pieces are gone.
        """
        async with self._database.writing() as connection:
            await self._database.serialise(connection, zlib.crc32(idempotency_key.encode()))
            ledger = await self._ledger(connection, principal, action)
            done = await self._executions.before(connection, idempotency_key, action)
            if done is not None:
                return done.order
            if ledger is None:
                await self._change_account(connection, principal, action)
                order = None
            else:
                order = await self._carry_out(connection, principal, action, ledger)
            await self._executions.remember(connection, idempotency_key, action, order, self._clock())
        await self._stock.carry()
        return order

    async def _ledger(self, connection: AsyncConnection, principal: Principal, action: OrderAction) -> Ledger | None:
        if action.order_id is None:
            return None
        return await self._book.ledger(connection, principal, action.order_id, lock=True)

    async def _carry_out(
        self, connection: AsyncConnection, principal: Principal, action: OrderAction, ledger: Ledger
    ) -> Order:
        now, order, rules = self._clock(), ledger.order, self._rules.current
        wants = isinstance(action, ChangeItems | ExchangeItems)
        products = await self._shelf.products({line.product_id for line in lines_of(action, order)}) if wants else {}
        methods = await self._accounts.methods(connection, principal)
        verdict = evaluate(rules, action, Case(order=order, now=now, methods=methods, products=products))
        if not verdict.allowed:
            gone = OutOfStock if verdict.refusal is Refusal.UNAVAILABLE else Conflict
            raise gone(verdict.reason)
        if isinstance(action, Undo):
            effect = await self._undos.undone(connection, order, action.undone, now)
        else:
            effect = apply(action, ledger, products, rules, now)
            await self._undos.note(connection, action, ledger, effect)
        await self._require_stock(connection, effect)
        await self._book.save(connection, effect.after)
        await self._stock.write(connection, effect.moves, now)
        return effect.after.order

    async def _require_stock(self, connection: AsyncConnection, effect: Effect) -> None:
        """Raise OutOfStock when what has to leave is gone, also into orders that the catalogue doesn't count yet."""
        taken = [move for move in effect.moves if move.pieces < 0]
        products = await self._shelf.products({move.product_id for move in taken})
        for move in taken:
            product = products.get(move.product_id)
            variant = product.variant(move.variant_id) if product else None
            if product is None or variant is None:
                raise OutOfStock("A part of the order isn't sold any more.")
            await self._stock.require(connection, product, variant, -move.pieces)

    async def _change_account(self, connection: AsyncConnection, principal: Principal, action: OrderAction) -> None:
        if principal.customer_id is None:
            raise NotVerified("The address of an account can be changed only by its owner.")
        if not isinstance(action, ChangeAddress):
            raise Conflict("There is no order to do that to.")
        await self._accounts.move(connection, principal.customer_id, action.address)
