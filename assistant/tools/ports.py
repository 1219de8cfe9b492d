"""What the tools need from a shop. Adapters implement these; nothing here does I/O."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from assistant.domain.actions import OrderAction
from assistant.domain.business import Passage, Promotion
from assistant.domain.cart import Cart
from assistant.domain.catalogue import (
    Recommendation,
    RecommendationRequest,
    SearchPage,
    SearchQuery,
)
from assistant.domain.evidence import Answer, Statement
from assistant.domain.order import Address, Order
from assistant.domain.payment import PaymentMethod
from assistant.domain.principal import Principal
from assistant.domain.product import Product


class ProductSearch(Protocol):
    """Finds products by words and filters, and orders them for the one who asks."""

    async def search(self, query: SearchQuery, *, owner: str, limit: int = 10) -> SearchPage:
        """Return the best matches; filters are never broken silently (see `relaxed`)."""
        ...


class Recommender(Protocol):
    """Finds products without a search, each with a reason."""

    async def recommend(
        self, request: RecommendationRequest, *, owner: str, limit: int = 6
    ) -> tuple[Recommendation, ...]: ...


class Catalogue(Protocol):
    """Reads product records."""

    async def get(self, product_id: str) -> Product:
        """Return the record; raises ProductNotFound."""
        ...

    async def find_by_name(self, name: str, limit: int = 3) -> tuple[Product, ...]:
        """Return products whose title is meant by `name`, surest first; empty when none is."""
        ...


class Evidence(Protocol):
    """Finds what on a product's page answers a question."""

    async def answers(self, question: str, statements: Sequence[Statement], about: str = "") -> tuple[Answer, ...]:
        """Return the statements that answer, surest first; empty when none does, which is better than a wrong one.

        Args:
            about: the product's name, which questions may say instead of "it".
        """
        ...


class PolicyPages(Protocol):
    """Finds the passages of the shop's own pages that answer a question."""

    async def passages(self, question: str, limit: int = 3) -> tuple[Passage, ...]: ...


class Orders(Protocol):
    """Reads the orders that a principal may see. Live data: never cached."""

    async def list_orders(self, principal: Principal) -> tuple[Order, ...]:
        """Return the principal's orders, newest first."""
        ...

    async def get_order(self, principal: Principal, order_id: str) -> Order:
        """Return one order; raises OrderNotFound also when it is somebody else's."""
        ...

    async def prove_order(self, order_id: str, email: str) -> bool:
        """Say whether the order number and the e-mail address belong together (step-up)."""
        ...


class OrderDesk(Protocol):
    """Carries out confirmed actions."""

    async def execute(self, principal: Principal, action: OrderAction, *, idempotency_key: str) -> Order | None:
        """Do it once for a key and return the order after it; raises Conflict when it can't be done any more."""
        ...

    async def account_address(self, principal: Principal) -> Address | None: ...

    async def payment_methods(self, principal: Principal) -> tuple[PaymentMethod, ...]:
        """Return the methods of the principal's account, the preferred one first."""
        ...


class Carts(Protocol):
    """Keeps the carts."""

    async def get_cart(self, owner: str) -> Cart: ...

    async def change(
        self,
        owner: str,
        action: Literal["add", "set", "remove", "clear"],
        variant_id: str | None = None,
        quantity: int = 1,
    ) -> Cart:
        """Apply one change and return the cart after it; raises OutOfStock, ProductNotFound."""
        ...


class Promotions(Protocol):
    """Knows what is on offer today."""

    async def current(self) -> tuple[Promotion, ...]: ...


class Storefront(Orders, OrderDesk, Carts, Promotions, Protocol):
    """A shop's own system, as one object where one system does it all."""
