"""The shop of JSON records behind the Storefront port; nothing is cached, every call reads what is true now."""

from __future__ import annotations

import copy
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from assistant.domain.actions import (
    CancelOrder,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    ExchangeItems,
    LineChange,
    OrderAction,
    ResendOrder,
    ReturnItems,
    Undo,
)
from assistant.domain.business import Promotion
from assistant.domain.cart import Cart
from assistant.domain.order import Address, Order
from assistant.domain.payment import PaymentMethod
from assistant.domain.principal import Principal
from assistant.errors import Conflict, NotVerified
from serve.demo.carts import CartShelf
from serve.emails import same_address
from serve.executions import Executions
from serve.retail.backoffice import Backoffice, Refused
from serve.retail.data import Record
from serve.retail.reading import address_of, address_record, methods_of, name_of, order_of
from serve.retail.store import RetailStore
from serve.retail.tables import executions
from serve.storage.database import Database


class RetailStorefront:
    """Implements the Storefront port over records.

    Args:
        products: the shop's product records by id.
        clock: returns the present time, timezone-aware UTC.
    """

    def __init__(
        self,
        database: Database,
        store: RetailStore,
        products: Mapping[str, Record],
        carts: CartShelf,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._store = store
        self._products = products
        self._carts = carts
        self._clock = clock
        self._executions = Executions(executions)

    async def list_orders(self, principal: Principal) -> tuple[Order, ...]:
        async with self._database.reading() as connection:
            found = await self._store.orders_of(connection, principal)
        return tuple(order_of(order, user) for order, user in found)

    async def get_order(self, principal: Principal, order_id: str) -> Order:
        async with self._database.reading() as connection:
            return order_of(*await self._store.order(connection, principal, order_id))

    async def prove_order(self, order_id: str, email: str) -> bool:
        owner = await self._store.owner(order_id)
        known = owner["email"] if owner else ""
        return bool(owner) and same_address(known, email)

    async def execute(self, principal: Principal, action: OrderAction, *, idempotency_key: str) -> Order | None:
        """Do it once for a key and return the order after it.

        Raises:
            OrderNotFound: there is no such order of the principal's.
            Conflict: the shop's own system refuses, or the key was used for something else.
        """
        async with self._database.writing() as connection:
            await self._database.serialise(connection, zlib.crc32(idempotency_key.encode()))
            if action.order_id is None:
                before, user = None, await self._store.user(connection, principal.customer_id or "")
                if user is None:
                    raise NotVerified("The address of an account can be changed only by its owner.")
            else:
                before, user = await self._store.order(connection, principal, action.order_id, lock=True)
            done = await self._executions.before(connection, idempotency_key, action)
            if done is not None:
                return done.order
            record, user = copy.deepcopy(before), copy.deepcopy(user)
            try:
                _carry_out(Backoffice(user, self._products), record, action)
            except Refused as refused:
                raise Conflict(f"The shop's system doesn't do this: {refused}.") from refused
            await self._store.save(connection, user=user, order=record)
            order = order_of(record, user) if record is not None else None
            await self._executions.remember(connection, idempotency_key, action, order, self._clock())
        return order

    async def account_address(self, principal: Principal) -> Address | None:
        user = await self._account(principal)
        return address_of(user["address"], name_of(user)) if user else None

    async def payment_methods(self, principal: Principal) -> tuple[PaymentMethod, ...]:
        user = await self._account(principal)
        return methods_of(user) if user else ()

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
        return ()

    async def _account(self, principal: Principal) -> Record | None:
        if principal.customer_id is None:
            return None
        async with self._database.reading() as connection:
            return await self._store.user(connection, principal.customer_id)


def _carry_out(office: Backoffice, record: Record | None, action: OrderAction) -> None:
    """Hand an action to the shop's system in its own terms."""
    if record is None:
        if not isinstance(action, ChangeAddress):
            raise Refused("there is no order to do that to")
        office.move(address_record(action.address))
        return
    paid_with = record["payment_history"][0]["payment_method_id"] if record["payment_history"] else ""
    match action:
        case CancelOrder():
            office.cancel(record, action.reason)
        case ChangeAddress():
            office.change_address(record, address_record(action.address))
        case ChangePayment():
            office.change_payment(record, action.payment)
        case ChangeItems():
            office.change_items(record, *_swaps(record, action.changes), action.payment or paid_with)
        case ReturnItems():
            items = [_item_id(record, wanted.line_id) for wanted in action.lines]
            office.return_items(record, items, action.refund_to or paid_with)
        case ExchangeItems():
            office.exchange_items(record, *_swaps(record, action.changes), action.payment or paid_with)
        case ResendOrder() | Undo():
            raise Refused("it knows no such thing")


def _swaps(record: Record, changes: tuple[LineChange, ...]) -> tuple[list[str], list[str]]:
    if any(change.quantity != 1 for change in changes):
        raise Refused("items can be swapped one for one only")
    return [_item_id(record, change.line_id) for change in changes], [change.variant_id for change in changes]


def _item_id(record: Record, line_id: str) -> str:
    place = int(line_id) if line_id.isdecimal() else 0
    if not 1 <= place <= len(record["items"]):
        raise Refused("the order has no such item")
    return str(record["items"][place - 1]["item_id"])
