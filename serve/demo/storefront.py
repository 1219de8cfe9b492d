"""The demo shop as one storefront: orders, back office, carts and promotions over the shop's own tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from assistant.domain.actions import OrderAction
from assistant.domain.business import Promotion
from assistant.domain.cart import Cart
from assistant.domain.order import Address, Order
from assistant.domain.payment import PaymentMethod
from assistant.domain.principal import Principal
from assistant.policy.rule_book import Rules
from serve.demo.accounts import Accounts, Customer
from serve.demo.carts import CartShelf
from serve.demo.desk import Desk
from serve.demo.orders import OrderBook
from serve.demo.promotions import PromotionCalendar
from serve.demo.shelf import Shelf, Stock
from serve.storage.database import Database


class DemoStorefront:
    """Implements the Storefront port; nothing is cached, every call reads what is true now.

    Args:
        clock: returns the present time, timezone-aware UTC.
    """

    def __init__(
        self,
        database: Database,
        shelf: Shelf,
        rules: Rules,
        promotions: tuple[Promotion, ...],
        clock: Callable[[], datetime],
    ) -> None:
        self._stock = Stock(database, shelf)
        self._book = OrderBook(database)
        self._accounts = Accounts(database)
        self._carts = CartShelf(database, shelf=shelf, stock=self._stock, clock=clock)
        self._promotions = PromotionCalendar(promotions, clock)
        self._desk = Desk(
            database,
            book=self._book,
            accounts=self._accounts,
            shelf=shelf,
            stock=self._stock,
            rules=rules,
            clock=clock,
        )

    async def start(self) -> None:
        """Carry to the catalogue what an interruption left behind."""
        await self._stock.carry()

    async def authenticate(self, email: str, password: str) -> Customer | None:
        """Return the customer who signs in, None when e-mail address and password don't belong together."""
        return await self._accounts.authenticate(email, password)

    async def customer(self, customer_id: str) -> Customer | None:
        """Return an account for the storefront's own pages."""
        return await self._accounts.customer(customer_id)

    async def list_orders(self, principal: Principal) -> tuple[Order, ...]:
        return await self._book.list_orders(principal)

    async def get_order(self, principal: Principal, order_id: str) -> Order:
        return await self._book.get_order(principal, order_id)

    async def prove_order(self, order_id: str, email: str) -> bool:
        return await self._book.prove_order(order_id, email)

    async def execute(self, principal: Principal, action: OrderAction, *, idempotency_key: str) -> Order | None:
        return await self._desk.execute(principal, action, idempotency_key=idempotency_key)

    async def account_address(self, principal: Principal) -> Address | None:
        return await self._accounts.address(principal)

    async def payment_methods(self, principal: Principal) -> tuple[PaymentMethod, ...]:
        return await self._accounts.payment_methods(principal)

    async def get_cart(self, owner: str) -> Cart:
        return await self._carts.get_cart(owner)

    async def change(
        self,
        owner: str,
        action: Literal["add", "set", "remove", "clear"],
        variant_id: str | None = None,
        quantity: int = 1,
    ) -> Cart:
        return await self._carts.change(owner, action, variant_id, quantity)

    async def merge_carts(self, session_id: str, customer_id: str) -> None:
        """Move an anonymous cart to the customer who has signed in."""
        await self._carts.merge_carts(session_id, customer_id)

    async def current(self) -> tuple[Promotion, ...]:
        return await self._promotions.current()
