"""The demo shop's customer accounts: signing in, the address and the payment methods kept there."""

from __future__ import annotations

from anyio import to_thread
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.domain.order import Address
from assistant.domain.payment import PaymentKind, PaymentMethod
from assistant.domain.principal import Principal
from assistant.errors import Conflict
from serve.demo.tables import customers
from serve.passwords import matches
from serve.storage.database import Database


class Customer(BaseModel):
    """An account as the storefront's pages and the login know it.

    Attributes:
        payments: payment methods in words, the preferred one first.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    email: str
    address: Address
    payments: tuple[str, ...]


class Accounts:
    """Reads and changes customer accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def authenticate(self, email: str, password: str) -> Customer | None:
        """Return the customer whose e-mail address and password these are; slow on purpose, also for unknown ones."""
        written = email.strip().casefold()[:200].encode("utf-8", "replace").decode()
        query = select(customers).where(customers.c.email == written)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        right = await to_thread.run_sync(matches, password, row.password if row else None)
        return _customer(row) if row is not None and right else None

    async def customer(self, customer_id: str) -> Customer | None:
        """Return an account by its id."""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(customers).where(customers.c.id == customer_id))).one_or_none()
        return _customer(row) if row is not None else None

    async def address(self, principal: Principal) -> Address | None:
        customer = await self.customer(principal.customer_id) if principal.customer_id else None
        return customer.address if customer else None

    async def payment_methods(self, principal: Principal) -> tuple[PaymentMethod, ...]:
        """Return the account's payment methods; none for those who proved one order only."""
        async with self._database.reading() as connection:
            return await self.methods(connection, principal)

    async def methods(self, connection: AsyncConnection, principal: Principal) -> tuple[PaymentMethod, ...]:
        """Return the account's payment methods as a transaction sees them."""
        if principal.customer_id is None:
            return ()
        query = select(customers.c.payments).where(customers.c.id == principal.customer_id)
        held = (await connection.execute(query)).scalar_one_or_none() or []
        return tuple(PaymentMethod(id=label, label=label, kind=_kind(label)) for label in held)

    async def move(self, connection: AsyncConnection, customer_id: str, address: Address) -> None:
        """Keep another address on the account."""
        changed = await connection.execute(
            update(customers).where(customers.c.id == customer_id).values(address=address.model_dump(mode="json"))
        )
        if changed.rowcount == 0:
            raise Conflict("This account does not exist any more.")


def _kind(label: str) -> PaymentKind:
    """Return the kind of a method that is kept in words."""
    if label in {"PayPal", "Apple Pay"}:
        return PaymentKind.WALLET
    if label in {"gift card", "store credit"}:
        return PaymentKind(label)
    return PaymentKind.CARD if "ending in" in label else PaymentKind.OTHER


def _customer(row: Row[tuple[object, ...]]) -> Customer:
    return Customer(id=row.id, name=row.name, email=row.email, address=row.address, payments=row.payments)
