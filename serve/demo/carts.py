"""Carts of the demo shop: variants and quantities are kept, prices come from the catalogue at reading time."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.domain.cart import Cart, CartLine
from assistant.domain.product import Product
from assistant.errors import InvalidInput, ProductNotFound
from serve.demo.shelf import Shelf, Stock
from serve.demo.tables import cart_lines
from serve.storage.database import Database

MAX_LINES = 100


class CartShelf:
    """Keeps one cart an owner."""

    def __init__(self, database: Database, *, shelf: Shelf, stock: Stock, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._shelf = shelf
        self._stock = stock
        self._clock = clock

    async def get_cart(self, owner: str) -> Cart:
        """Return the cart as it would be bought now; articles that are sold no longer are left out."""
        async with self._database.reading() as connection:
            rows = await _rows(connection, owner)
        products = await self._shelf.products({row.product_id for row in rows})
        priced = (_line(products.get(row.product_id), row) for row in rows)
        lines = tuple(line for line in priced if line is not None)
        return Cart(lines=lines, currency=lines[0].unit_price.currency) if lines else Cart()

    async def change(
        self,
        owner: str,
        action: Literal["add", "set", "remove", "clear"],
        variant_id: str | None = None,
        quantity: int = 1,
    ) -> Cart:
        """Apply one change and return the cart after it; a quantity set to 0 removes the article.

        Raises:
            OutOfStock: fewer pieces are left than the cart would hold.
            ProductNotFound: the shop has no such variant.
            InvalidInput: the quantity is not positive, no variant is named, or the cart is full.
        """
        if action == "clear":
            await self._remove(owner, None)
        elif not variant_id:
            raise InvalidInput("Name the variant that the cart should hold.")
        elif not variant_id.isprintable():
            raise ProductNotFound("The shop has no such article.")
        elif action == "remove" or (action == "set" and quantity == 0):
            await self._remove(owner, variant_id)
        elif quantity < 1:
            raise InvalidInput("The quantity has to be at least 1.")
        else:
            await self._put(owner, variant_id, quantity, add=action == "add")
        return await self.get_cart(owner)

    async def merge_carts(self, session_id: str, customer_id: str) -> None:
        """Move what was put in the cart before signing in to the customer's cart, as far as the stock reaches."""
        if session_id == customer_id:
            return
        async with self._database.reading() as connection:
            ids = {row.product_id for row in await _rows(connection, session_id)}
        products = await self._shelf.products(ids)
        async with self._database.writing() as connection:
            await self._database.serialise(connection, zlib.crc32(customer_id.encode()))
            for row in await _rows(connection, session_id):
                await self._take_over(connection, row, products.get(row.product_id), customer_id)
            await connection.execute(delete(cart_lines).where(cart_lines.c.owner == session_id))

    async def _take_over(
        self, connection: AsyncConnection, row: Row[Any], product: Product | None, customer_id: str
    ) -> None:
        variant = product.variant(row.variant_id) if product else None
        if product is None or variant is None:
            return
        held = await _quantity(connection, customer_id, variant.id)
        wanted = min(held + row.quantity, await self._stock.left(connection, variant))
        if wanted > held:
            await self._write(connection, customer_id, product.id, variant.id, wanted, held)

    async def _put(self, owner: str, variant_id: str, quantity: int, *, add: bool) -> None:
        product = await self._shelf.product_of(variant_id)
        variant = product.variant(variant_id)
        if variant is None:
            raise ProductNotFound("The shop has no such article.")
        async with self._database.writing() as connection:
            await self._database.serialise(connection, zlib.crc32(owner.encode()))
            held = await _quantity(connection, owner, variant_id)
            wanted = held + quantity if add else quantity
            await self._stock.require(connection, product, variant, wanted)
            await self._write(connection, owner, product.id, variant_id, wanted, held)

    async def _write(
        self, connection: AsyncConnection, owner: str, product_id: str, variant_id: str, quantity: int, held: int
    ) -> None:
        if held:
            place = (cart_lines.c.owner == owner) & (cart_lines.c.variant_id == variant_id)
            await connection.execute(update(cart_lines).where(place).values(quantity=quantity))
            return
        counted = select(func.count()).select_from(cart_lines).where(cart_lines.c.owner == owner)
        if (await connection.execute(counted)).scalar_one() >= MAX_LINES:
            raise InvalidInput(f"The cart holds at most {MAX_LINES} different articles.")
        await connection.execute(
            insert(cart_lines).values(
                owner=owner, product_id=product_id, variant_id=variant_id, quantity=quantity, at=self._clock()
            )
        )

    async def _remove(self, owner: str, variant_id: str | None) -> None:
        lines = delete(cart_lines).where(cart_lines.c.owner == owner)
        async with self._database.writing() as connection:
            await connection.execute(
                lines if variant_id is None else lines.where(cart_lines.c.variant_id == variant_id)
            )


async def _rows(connection: AsyncConnection, owner: str) -> Sequence[Row[Any]]:
    query = select(cart_lines).where(cart_lines.c.owner == owner).order_by(cart_lines.c.seq)
    return (await connection.execute(query)).all()


async def _quantity(connection: AsyncConnection, owner: str, variant_id: str) -> int:
    query = select(cart_lines.c.quantity).where(cart_lines.c.owner == owner, cart_lines.c.variant_id == variant_id)
    held: int | None = (await connection.execute(query)).scalar_one_or_none()
    return held or 0


def _line(product: Product | None, row: Row[Any]) -> CartLine | None:
    variant = product.variant(row.variant_id) if product else None
    if product is None or variant is None:
        return None
    return CartLine(
        product_id=product.id,
        variant_id=variant.id,
        title=product.title,
        options=variant.options,
        quantity=row.quantity,
        unit_price=variant.price,
        image=variant.image or product.image,
    )
