"""The demo shop's customer accounts: signing in, the address and the payment methods kept there."""

from __future__ import annotations

from anyio import to_thread
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.domain.order import Address
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

    async def payment_methods(self, principal: Principal) -> tuple[str, ...]:
        """Return the account's payment methods; none for those who proved one order only."""
        customer = await self.customer(principal.customer_id) if principal.customer_id else None
        return customer.payments if customer else ()

    async def move(self, connection: AsyncConnection, customer_id: str, address: Address) -> None:
        """Keep another address on the account."""
        changed = await connection.execute(
            update(customers).where(customers.c.id == customer_id).values(address=address.model_dump(mode="json"))
        )
        if changed.rowcount == 0:
            raise Conflict("This account does not exist any more.")

    async def require_payment(self, connection: AsyncConnection, principal: Principal, payment: str) -> None:
        """Raise Conflict unless the account holds the payment method."""
        query = select(customers.c.payments).where(customers.c.id == principal.customer_id)
        held = (await connection.execute(query)).scalar_one_or_none() or []
        if payment not in held:
            raise Conflict(f"{payment} is not one of the payment methods on this account.")


def _customer(row: Row[tuple[object, ...]]) -> Customer:
    return Customer(id=row.id, name=row.name, email=row.email, address=row.address, payments=row.payments)
