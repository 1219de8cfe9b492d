"""What the demo shop can sell right now: product records, and the pieces that orders take from them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog
from anyio import to_thread
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.domain.product import Product, Variant
from assistant.errors import OutOfStock, ProductNotFound, ShopkeeperError
from retriever.catalogue.store import ProductStore
from serve.demo.tables import stock_moves
from serve.storage.database import Database

log = structlog.get_logger(__name__)


class Shelf(Protocol):
    """The product records behind carts and orders, with their live stock."""

    async def products(self, ids: Collection[str]) -> Mapping[str, Product]:
        """Return the records by id; unknown ids are left out."""
        ...

    async def product_of(self, variant_id: str) -> Product:
        """Return the product that has the variant; raises ProductNotFound."""
        ...

    async def move(self, name: str, move: Move) -> None:
        """Add pieces to a variant's stock, or take them away; never below zero. Unknown variants are ignored.

        The same name twice in a row counts once, so that a move whose end nobody saw may be sent again.
        """
        ...


@dataclass(frozen=True, slots=True)
class Move:
    """Pieces of one variant that join the stock (positive) or leave it (negative)."""

    product_id: str
    variant_id: str
    pieces: int


class CatalogueShelf:
    """The shelf over the one catalogue that search reads too, so that cards and carts tell the same stock."""

    def __init__(self, store: ProductStore) -> None:
        self._store = store

    async def products(self, ids: Collection[str]) -> Mapping[str, Product]:
        return await to_thread.run_sync(self._store.get_many, list(ids))

    async def product_of(self, variant_id: str) -> Product:
        product_id = await to_thread.run_sync(self._store.id_of_variant, variant_id)
        found = await self.products([product_id]) if product_id else {}
        if product_id is None or product_id not in found:
            raise ProductNotFound("The shop has no such article.")
        return found[product_id]

    async def move(self, name: str, move: Move) -> None:
        await to_thread.run_sync(self._store.move_stock, name, move.product_id, move.variant_id, move.pieces)


class Stock:
    """Moves stock with the orders that cause it.

    A move is written in the order's own transaction and carried to the catalogue afterwards. What has been written but
    not carried yet counts already, so the last piece is never sold twice; a crash in between loses nothing and carries
    nothing twice.
    """

    def __init__(self, database: Database, shelf: Shelf) -> None:
        self._database = database
        self._shelf = shelf
        self._carrying = asyncio.Lock()

    async def left(self, connection: AsyncConnection, variant: Variant) -> int:
        """Return the pieces of a variant that can still be sold."""
        waiting = select(func.coalesce(func.sum(stock_moves.c.pieces), 0)).where(
            stock_moves.c.variant_id == variant.id, stock_moves.c.done.is_(False)
        )
        pieces: int = (await connection.execute(waiting)).scalar_one()
        return max(0, variant.stock + pieces)

    async def require(self, connection: AsyncConnection, product: Product, variant: Variant, pieces: int) -> None:
        """Raise OutOfStock when fewer pieces are left."""
        left = await self.left(connection, variant)
        if left < pieces:
            name = f"{product.title} ({variant.label})" if variant.label else product.title
            raise OutOfStock(f"{name} is sold out." if left == 0 else f"Only {left} of {name} are left.")

    async def write(self, connection: AsyncConnection, moves: Collection[Move], at: datetime) -> None:
        """Write moves down in the caller's transaction."""
        rows = [
            {"product_id": move.product_id, "variant_id": move.variant_id, "pieces": move.pieces, "at": at}
            for move in moves
            if move.pieces
        ]
        if rows:
            await connection.execute(insert(stock_moves), rows)

    async def carry(self) -> None:
        """Carry what has been written to the catalogue. What fails now is carried the next time."""
        try:
            async with self._carrying:
                await self._carry()
        except (ShopkeeperError, sqlite3.Error):
            log.warning("stock_not_carried", exc_info=True)

    async def _carry(self) -> None:
        waiting = select(stock_moves).where(stock_moves.c.done.is_(False)).order_by(stock_moves.c.seq)
        async with self._database.reading() as connection:
            moves = (await connection.execute(waiting)).all()
        for move in moves:
            # A sequence starts again in a new database, a sequence number and a moment together don't.
            name = f"{move.seq} {move.at.isoformat()}"
            await self._shelf.move(name, Move(move.product_id, move.variant_id, move.pieces))
            async with self._database.writing() as connection:
                await connection.execute(update(stock_moves).where(stock_moves.c.seq == move.seq).values(done=True))
