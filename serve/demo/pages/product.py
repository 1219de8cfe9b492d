"""The product page."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from assistant.domain.product import Product
from assistant.errors import ProductNotFound
from assistant.turn.ports import ShopEvent
from serve.demo.pages.listing import colors_of
from serve.demo.pages.recommending import recommended
from serve.demo.pages.render import Pages, product_key, product_path


def product_router(pages: Pages) -> APIRouter:
    """Return the route of the product pages."""
    router = APIRouter(route_class=pages.route_class(), include_in_schema=False)
    services = pages.services

    async def product_of(key: str) -> Product:
        """Ids may hold hyphens as slugs do, so the longest id that the catalogue knows is meant."""
        parts = key.split("-")[:40]
        for end in range(len(parts), 0, -1):
            try:
                return await services.catalogue.get("-".join(parts[:end]))
            except ProductNotFound:
                continue
        raise ProductNotFound("We don't have this product (any more).", hint="Search for something like it.")

    @router.get("/p/{key}")
    async def product_page(request: Request, key: str) -> Response:
        product = await product_of(key)
        if key != product_key(product):
            return RedirectResponse(product_path(product), 301)
        session = services.sessions.read(request)
        owner = session.principal.owner
        if services.events:
            seen = ShopEvent(type="view", owner=owner, product_id=product.id, at=datetime.now(UTC))
            await services.events.append([seen])
        color = request.query_params.get("color", "").lower()
        chosen = next((v for v in product.available if not color or v.options.get("color", "").lower() == color), None)
        return await pages.page(
            request,
            "product.html",
            session,
            product=product,
            chosen=chosen or product.variants[0],
            color=color if color in colors_of(product) else (chosen or product.variants[0]).options.get("color", ""),
            choices={name: product.option_values(name) for name in _options(product)},
            variants=[
                {
                    "options": v.options,
                    "price": str(v.price),
                    "before": str(v.list_price) if v.list_price and v.list_price > v.price else "",
                    "stock": v.stock,
                }
                for v in product.variants
            ],
            goes_with=await recommended(services, "goes_with", owner, product.id),
            similar=await recommended(services, "similar", owner, product.id),
        )

    return router


def _options(product: Product) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for variant in product.variants for name in variant.options))
