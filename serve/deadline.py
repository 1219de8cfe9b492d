"""Bounds how long the shop's own system is waited for, so that one that hangs never holds a conversation up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Literal, TypeVar

import structlog

from assistant.domain.actions import OrderAction
from assistant.domain.business import Promotion
from assistant.domain.cart import Cart
from assistant.domain.order import Address, Order
from assistant.domain.payment import PaymentMethod
from assistant.domain.principal import Principal
from assistant.errors import ShopkeeperError, StorefrontUnavailable
from assistant.tools.ports import Storefront

log = structlog.get_logger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class PatientStorefront:
    """A storefront whose every call ends in time: with its answer, or with StorefrontUnavailable.

    Attributes:
        seconds: how long each call may take.
    """

    inner: Storefront
    seconds: float

    async def list_orders(self, principal: Principal) -> tuple[Order, ...]:
        return await self._within(self.inner.list_orders(principal))

    async def get_order(self, principal: Principal, order_id: str) -> Order:
        return await self._within(self.inner.get_order(principal, order_id))

    async def prove_order(self, order_id: str, email: str) -> bool:
        return await self._within(self.inner.prove_order(order_id, email))

    async def execute(self, principal: Principal, action: OrderAction, *, idempotency_key: str) -> Order | None:
        """Do it once for a key.

        Raises:
            StorefrontUnavailable: no answer that could be understood came in time; it may have been done or not.
        """
        return await self._within(self.inner.execute(principal, action, idempotency_key=idempotency_key))

    async def account_address(self, principal: Principal) -> Address | None:
        return await self._within(self.inner.account_address(principal))

    async def payment_methods(self, principal: Principal) -> tuple[PaymentMethod, ...]:
        return await self._within(self.inner.payment_methods(principal))

    async def get_cart(self, owner: str) -> Cart:
        return await self._within(self.inner.get_cart(owner))

    async def change(
        self,
        owner: str,
        action: Literal["add", "set", "remove", "clear"],
        variant_id: str | None = None,
        quantity: int = 1,
    ) -> Cart:
        return await self._within(self.inner.change(owner, action, variant_id, quantity))

    async def current(self) -> tuple[Promotion, ...]:
        return await self._within(self.inner.current())

    async def _within(self, call: Awaitable[_T]) -> _T:
        try:
            async with asyncio.timeout(self.seconds) as limit:
                return await call
        except TimeoutError as error:
            if not limit.expired():  # the storefront's own
                log.warning("storefront_timed_out", exc_info=True)
            raise StorefrontUnavailable("The shop's system doesn't answer at the moment.") from error
        except ShopkeeperError:
            raise
        except Exception as error:  # a connection that breaks, a bug of the storefront's: no answer came
            log.exception("storefront_broke_off")
            raise StorefrontUnavailable("The shop's system broke off before it had answered.") from error
