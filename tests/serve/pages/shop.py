"""A small shop in memory, for the pages' own tests: the authored catalogue behind the ports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from fastapi import FastAPI, Request, Response

from assistant.domain.business import Promotion
from assistant.domain.cart import Cart, CartLine
from assistant.domain.catalogue import Recommendation, RecommendationRequest, SearchPage, SearchQuery
from assistant.domain.money import Money
from assistant.domain.order import Address, Order, OrderLine, OrderStatus, Refund, Shipment, TrackingStep
from assistant.domain.principal import Principal
from assistant.domain.product import Product
from assistant.errors import OrderNotFound, OutOfStock, ProductNotFound, ShopkeeperError
from serve.demo.art.router import art_router
from serve.demo.catalogue import authored_rows, catalogue_items
from serve.demo.pages.router import not_found_page, pages_router
from serve.demo.pages.services import DemoLogin, PageServices
from serve.demo.pages.session import Sessions

KEY = "a key for tests, thirty-two characters"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Customer:
    id: str
    name: str
    email: str


MAYA = Customer("cus_1", "Maya Thompson", "maya@example.com")


@dataclass
class MemoryShop:
    """All ports in one object; words match when one of them is in the title."""

    items: tuple[Product, ...]
    orders: tuple[Order, ...] = ()
    carts: dict[str, dict[str, int]] = field(default_factory=dict)

    async def products(self) -> Sequence[Product]:
        return self.items

    async def get(self, product_id: str) -> Product:
        found = next((product for product in self.items if product.id == product_id), None)
        if found is None:
            raise ProductNotFound("We don't have this product.")
        return found

    async def find_by_name(self, name: str, limit: int = 3) -> tuple[Product, ...]:
        return tuple(product for product in self.items if name.lower() in product.title.lower())[:limit]

    async def search(self, query: SearchQuery, *, owner: str, limit: int = 10) -> SearchPage:
        words = query.query.lower().split()
        found = [p for p in self.items if any(word in f"{p.title} {p.category}".lower() for word in words)]
        return SearchPage(products=tuple(found[:limit]), total=len(found))

    async def recommend(
        self, request: RecommendationRequest, *, owner: str, limit: int = 6
    ) -> tuple[Recommendation, ...]:
        if request.product_id is None:
            return ()
        product = await self.get(request.product_id)
        others = [p for p in self.items if p.category == product.category and p.id != product.id]
        return tuple(Recommendation(product=p, reason=f"Also in {p.category}") for p in others[:limit])

    async def get_cart(self, owner: str) -> Cart:
        lines = []
        for variant_id, quantity in self.carts.get(owner, {}).items():
            product, variant = self._variant(variant_id)
            lines.append(
                CartLine(
                    product_id=product.id,
                    variant_id=variant_id,
                    title=product.title,
                    options=variant.options,
                    quantity=quantity,
                    unit_price=variant.price,
                    image=variant.image,
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
        elif action == "remove":
            cart.pop(variant_id or "", None)
        else:
            wanted = quantity + (cart.get(variant_id or "", 0) if action == "add" else 0)
            if wanted > self._variant(variant_id or "")[1].stock:
                raise OutOfStock("There are fewer left.")
            cart[variant_id or ""] = wanted
        return await self.get_cart(owner)

    async def merge_carts(self, session_id: str, customer_id: str) -> None:
        mine = self.carts.setdefault(customer_id, {})
        for variant_id, quantity in self.carts.pop(session_id, {}).items():
            mine[variant_id] = mine.get(variant_id, 0) + quantity

    async def authenticate(self, email: str, password: str) -> Customer | None:
        return MAYA if (email, password) == (MAYA.email, "demo") else None

    async def list_orders(self, principal: Principal) -> tuple[Order, ...]:
        return tuple(order for order in self.orders if order.customer_id == principal.customer_id)

    async def get_order(self, principal: Principal, order_id: str) -> Order:
        for order in await self.list_orders(principal):
            if order.id == order_id:
                return order
        raise OrderNotFound("There is no such order.")

    async def current(self) -> tuple[Promotion, ...]:
        return (
            Promotion(
                id="warm",
                title="Warm nights, 15% off",
                text="15% off throws and blankets from $80.",
                code="WARM15",
                percent=15,
                starts=date(2026, 11, 1),
                ends=date(2026, 11, 30),
            ),
        )

    def _variant(self, variant_id: str):
        for product in self.items:
            if variant := product.variant(variant_id):
                return product, variant
        raise ProductNotFound("We don't have this.")


def make_orders(items: Sequence[Product]) -> tuple[Order, ...]:
    """Two orders of Maya's and one of somebody else's."""

    def line(number: int, product: Product, quantity: int = 1) -> OrderLine:
        variant = product.variants[0]
        return OrderLine(
            id=f"l{number}",
            product_id=product.id,
            variant_id=variant.id,
            title=product.title,
            options=variant.options,
            quantity=quantity,
            unit_price=variant.price,
            image=variant.image,
        )

    common = {
        "email": MAYA.email,
        "address": Address(
            name=MAYA.name, street="418 Alder Street", city="Portland", region="OR", postal_code="97205"
        ),
        "payment": "Visa ending in 4242",
        "shipping": Money.of("5.90"),
    }
    steps = (
        TrackingStep(at=NOW - timedelta(days=3), place="Salem, OR", text="Picked up"),
        TrackingStep(at=NOW - timedelta(days=2), place="Portland, OR", text="Arrived at the sorting centre"),
        TrackingStep(at=NOW - timedelta(hours=5), place="Portland, OR", text="Out for delivery"),
    )
    shipment = Shipment(carrier="Northline", tracking_number="NL0012345678", steps=steps, expected=date(2026, 11, 21))
    return (
        Order(
            id="HT-100200",
            customer_id=MAYA.id,
            placed_at=NOW - timedelta(days=4),
            status=OrderStatus.OUT_FOR_DELIVERY,
            lines=(line(1, items[0]), line(2, items[150], 2)),
            shipments=(shipment,),
            **common,
        ),
        Order(
            id="HT-100100",
            customer_id=MAYA.id,
            placed_at=NOW - timedelta(days=40),
            status=OrderStatus.REFUNDED,
            lines=(line(1, items[300]),),
            refunds=(Refund(amount=Money.of(20), method="Visa ending in 4242", at=NOW),),
            **common,
        ),
        Order(
            id="HT-100300",
            customer_id="cus_2",
            placed_at=NOW,
            status=OrderStatus.PROCESSING,
            lines=(line(1, items[10]),),
            **common,
        ),
    )


HELP = {
    "returns.md": "---\ntitle: Returns & refunds\nslug: returns\n---\n# Returns & refunds\n\nYou have **30 days**.\n\n"
    "## How to send it back\n\n1. Ask us\n2. Pack it\n\n## What can't come back\n\n| what | why |\n|--|--|\n"
    "| Bulbs | alive |\n\n<script>alert(1)</script>\n",
    "shipping.md": "# Shipping\n\nWe send within a day.\n\n## Costs\n\n$5.90, free from $60.\n",
}


def make_services(folder: Path, shop: MemoryShop | None = None) -> PageServices:
    """Return the pages' services over a shop in memory; `folder` receives the help pages."""
    if shop is None:
        items = tuple(item.product for item in catalogue_items())
        shop = MemoryShop(items, make_orders(items))
    for name, text in HELP.items():
        (folder / name).write_text(text, encoding="utf-8")
    return PageServices(
        search=shop,
        recommender=shop,
        catalogue=shop,
        assortment=shop,
        policy_pages=(folder,),
        storefront=shop,  # type: ignore[arg-type]  # the pages use no more than this
        sessions=Sessions(KEY),
        issue_token=lambda customer_id, name, email: f"token-of-{customer_id}",
        issue_visitor_token=lambda session_id: f"token-of-{session_id}",
        logins=(DemoLogin(MAYA.email, "demo", MAYA.name, "A bit of everything."),),
    )


def make_app(services: PageServices) -> FastAPI:
    app = FastAPI()
    app.include_router(pages_router(services))
    app.include_router(art_router(authored_rows()))

    @app.exception_handler(404)
    async def missing(request: Request, error: Exception) -> Response:
        return await not_found_page(services, request)

    @app.exception_handler(ShopkeeperError)
    async def problem(request: Request, error: ShopkeeperError) -> Response:
        return Response(error.detail, error.status)

    return app
