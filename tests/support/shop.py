"""A small shop in memory for unit tests of the assistant: real domain values, no database, no model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal

from assistant.domain.actions import OrderAction
from assistant.domain.business import Passage, Promotion
from assistant.domain.cart import Cart, CartLine
from assistant.domain.catalogue import Recommendation, RecommendationRequest, SearchPage, SearchQuery
from assistant.domain.conversation import Conversation, ConversationState, ScreenItem
from assistant.domain.evidence import Answer, Statement
from assistant.domain.money import Money
from assistant.domain.order import Address, Order, OrderLine, OrderStatus, Refund, Shipment, TrackingStep
from assistant.domain.payment import PaymentKind, PaymentMethod
from assistant.domain.principal import Principal
from assistant.domain.product import Product, Variant
from assistant.errors import Conflict, OrderNotFound, OutOfStock, ProductNotFound
from assistant.policy.rules import PolicyRules
from assistant.tools.context import Shop, ToolContext
from assistant.tools.matching import overlap

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RULES = Path(__file__).parent / "policy.toml"


def product(product_id: str, title: str, price: str, **changes: object) -> Product:
    """A product with a blue and a red variant in S and M unless told otherwise; blue M is sold out."""
    variants = tuple(
        Variant(
            id=f"{product_id}-{color}-{size}",
            options={"color": color, "size": size},
            price=Money.of(price),
            stock=0 if (color, size) == ("blue", "M") else 5,
        )
        for color in ("blue", "red")
        for size in ("S", "M")
    )
    values: dict[str, object] = {
        "id": product_id,
        "title": title,
        "brand": "Alder",
        "category": "Jackets",
        "description": f"The {title} is made for rain. It packs into its own pocket.",
        "attributes": {"material": "recycled nylon", "weight": "310 g"},
        "variants": variants,
        "rating": 4.5,
        "rating_count": 31,
        **changes,
    }
    return Product.model_validate(values)


def order(
    order_id: str,
    status: OrderStatus,
    *,
    days_ago: int = 10,
    customer: str = "c1",
    lines: int = 2,
    titles: Sequence[str] = ("Rain Jacket", "Wool Socks", "Camp Mug"),
) -> Order:
    placed = NOW - timedelta(days=days_ago)
    delivered = placed + timedelta(days=3) if status is OrderStatus.DELIVERED else None
    return Order(
        id=order_id,
        customer_id=customer,
        email=f"{customer}@example.com",
        placed_at=placed,
        status=status,
        lines=tuple(
            OrderLine(
                id=f"{order_id}-{n}",
                product_id=f"p{n}",
                variant_id=f"p{n}-blue-S",
                title=title,
                options={"color": "blue", "size": "S"},
                category="Jackets",
                quantity=1,
                unit_price=Money.of(20 * n),
            )
            for n, title in enumerate(titles[:lines], 1)
        ),
        address=Address(name="Maya Torres", street="1 Elm St", city="Portland", region="OR", postal_code="97201"),
        payment="Visa ending in 4242",
        shipping=Money.of("4.95"),
        shipments=(
            Shipment(
                carrier="Northwind Parcel",
                tracking_number="NW123456",
                steps=(TrackingStep(at=placed + timedelta(days=1), place="Boise", text="Left the depot"),),
                expected=(placed + timedelta(days=3)).date(),
                delivered_at=delivered,
            ),
        )
        if status.dispatched
        else (),
    )


@dataclass
class MemoryShop:
    """Implements every port of the tools over plain dictionaries."""

    products: dict[str, Product]
    orders: dict[str, Order] = field(default_factory=dict)
    carts: dict[str, dict[str, int]] = field(default_factory=dict)
    passages_found: tuple[Passage, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    executed: dict[str, OrderAction] = field(default_factory=dict)
    outcomes: dict[str, Order | None] = field(default_factory=dict)
    searches: list[SearchQuery] = field(default_factory=list)
    fail_with: Exception | None = None

    async def search(self, query: SearchQuery, *, owner: str, limit: int = 10) -> SearchPage:
        if self.fail_with:
            raise self.fail_with
        self.searches.append(query)
        found = tuple(p for p in self.products.values() if overlap(query.query, p.title) > 0)
        return SearchPage(products=found[:limit], total=len(found))

    async def recommend(
        self, request: RecommendationRequest, *, owner: str, limit: int = 6
    ) -> tuple[Recommendation, ...]:
        others = [p for p in self.products.values() if p.id != request.product_id]
        return tuple(Recommendation(product=p, reason="Rated 4.5 by 31 shoppers") for p in others[:limit])

    async def get(self, product_id: str) -> Product:
        if product_id not in self.products:
            raise ProductNotFound("There is no such product.")
        return self.products[product_id]

    async def find_by_name(self, name: str, limit: int = 3) -> tuple[Product, ...]:
        return tuple(p for p in self.products.values() if overlap(name, p.title) >= 0.6)[:limit]

    async def answers(self, question: str, statements: Sequence[Statement], about: str = "") -> tuple[Answer, ...]:
        scored = [(overlap(question, statement.text), index) for index, statement in enumerate(statements)]
        best = sorted((one for one in scored if one[0] >= 0.3), key=lambda one: (-one[0], one[1]))
        return tuple(Answer(index=index, score=score) for score, index in best)

    async def passages(self, question: str, limit: int = 3) -> tuple[Passage, ...]:
        return self.passages_found[:limit]

    async def list_orders(self, principal: Principal) -> tuple[Order, ...]:
        mine = [o for o in self.orders.values() if self._may_see(principal, o)]
        return tuple(sorted(mine, key=lambda o: o.placed_at, reverse=True))

    async def get_order(self, principal: Principal, order_id: str) -> Order:
        found = self.orders.get(order_id)
        if found is None or not self._may_see(principal, found):
            raise OrderNotFound("There is no such order of yours.")
        return found

    def _may_see(self, principal: Principal, found: Order) -> bool:
        return found.customer_id == principal.customer_id or found.id in principal.order_ids

    async def prove_order(self, order_id: str, email: str) -> bool:
        return order_id in self.orders and self.orders[order_id].email == email

    async def execute(self, principal: Principal, action: OrderAction, *, idempotency_key: str) -> Order | None:
        if self.fail_with:
            raise self.fail_with
        if idempotency_key not in self.executed:
            self.outcomes[idempotency_key] = await self._carry_out(principal, action)
            self.executed[idempotency_key] = action
        return self.outcomes[idempotency_key]

    async def _carry_out(self, principal: Principal, action: OrderAction) -> Order | None:
        if action.order_id is None:
            return None
        found = await self.get_order(principal, action.order_id)
        if action.kind == "cancel_order":
            if found.status is OrderStatus.CANCELLED:
                raise Conflict("The order is cancelled already.")
            refund = Refund(amount=found.total, method=found.payment, at=NOW)
            found = found.model_copy(update={"status": OrderStatus.CANCELLED, "refunds": (refund,)})
            self.orders[found.id] = found
        return found

    async def account_address(self, principal: Principal) -> Address | None:
        return None

    async def payment_methods(self, principal: Principal) -> tuple[PaymentMethod, ...]:
        return (
            PaymentMethod(id="Visa ending in 4242", label="Visa ending in 4242", kind=PaymentKind.CARD),
            PaymentMethod(id="PayPal", label="PayPal", kind=PaymentKind.WALLET),
        )

    async def get_cart(self, owner: str) -> Cart:
        lines = []
        for variant_id, quantity in self.carts.get(owner, {}).items():
            found = self.products[variant_id.split("-")[0]]
            variant = found.variant(variant_id)
            assert variant is not None
            lines.append(
                CartLine(
                    product_id=found.id,
                    variant_id=variant_id,
                    title=found.title,
                    options=variant.options,
                    quantity=quantity,
                    unit_price=variant.price,
                )
            )
        return Cart(lines=tuple(lines))

    async def change(
        self,
        owner: str,
        action: Literal["add", "set", "remove", "clear"],
        variant_id: str | None = None,
        quantity: int = 1,
    ) -> Cart:
        cart = self.carts.setdefault(owner, {})
        if action == "clear":
            cart.clear()
        elif variant_id is not None and action == "remove":
            cart.pop(variant_id, None)
        elif variant_id is not None:
            variant = (await self.get(variant_id.split("-")[0])).variant(variant_id)
            wanted = quantity + (cart.get(variant_id, 0) if action == "add" else 0)
            if variant is None or variant.stock < wanted:
                raise OutOfStock("Not enough left.")
            cart[variant_id] = wanted
        return await self.get_cart(owner)

    async def current(self) -> tuple[Promotion, ...]:
        return self.promotions

    def ports(self) -> Shop:
        return Shop(
            search=self,
            recommender=self,
            catalogue=self,
            evidence=self,
            policy_pages=self,
            orders=self,
            order_desk=self,
            carts=self,
            promotions=self,
            rule_book=PolicyRules.from_toml(RULES),
        )


def memory_shop() -> MemoryShop:
    """Three products, and orders of two customers in several states."""
    products = [
        product("p1", "Rain Jacket", "89.90"),
        product("p2", "Wool Socks", "19.90", category="Socks"),
        product("p3", "Camp Mug", "12.50", variants=(Variant(id="p3-x", price=Money.of("12.50"), stock=3),)),
    ]
    orders = [
        order("HT-10001", OrderStatus.PROCESSING, days_ago=1),
        order("HT-10002", OrderStatus.DELIVERED, days_ago=10),
        order("HT-10003", OrderStatus.SHIPPED, days_ago=3),
        order("HT-10004", OrderStatus.DELIVERED, days_ago=90),
        order("HT-20001", OrderStatus.PROCESSING, days_ago=1, customer="c2"),
    ]
    spring = Promotion(
        id="warm", title="Warm Layers Week", text="10 % off socks with code WARM10 until November 30.",
        code="WARM10", percent=10, starts=date(2026, 11, 1), ends=date(2026, 11, 30),
    )  # fmt: skip
    returns = Passage(
        page="returns",
        title="Returns",
        heading="How long",
        anchor="how-long",
        text="You can return most things within 30 days of delivery. A return label is free for faulty items.",
        url="/help/returns#how-long",
        score=1.0,
        quotes=("You can return most things within 30 days of delivery.",),
    )
    return MemoryShop(
        products={p.id: p for p in products},
        orders={o.id: o for o in orders},
        passages_found=(returns,),
        promotions=(spring,),
    )


MAYA = Principal(session_id="s1", customer_id="c1", name="Maya Torres", email="c1@example.com")
ANONYMOUS = Principal(session_id="s9")


def conversation(**state: object) -> Conversation:
    return Conversation(id="conv_1", created_at=NOW, updated_at=NOW, state=ConversationState.model_validate(state))


def screen(shop: MemoryShop) -> tuple[ScreenItem, ...]:
    return tuple(ScreenItem(product_id=p.id, title=p.title) for p in shop.products.values())


def context(shop: MemoryShop, *, principal: Principal = MAYA, message: str = "", **state: object) -> ToolContext:
    return ToolContext(
        shop=shop.ports(), principal=principal, conversation=conversation(**state), message=message, now=NOW
    )


ZERO = Decimal(0)
