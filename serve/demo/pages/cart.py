"""The cart, which the chat shares, and the end of the demo: a checkout that sells nothing."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from assistant.domain.product import Product, Variant
from assistant.errors import OutOfStock, ProductNotFound
from serve.demo.pages.forms import local_path, read_form
from serve.demo.pages.render import Pages, go

_MOST = 99
_OPTION = "option."


def cart_router(pages: Pages) -> APIRouter:
    """Return the routes that show and change the visitor's cart."""
    router = APIRouter(route_class=pages.route_class(), include_in_schema=False)
    services = pages.services

    @router.get("/cart")
    async def cart_page(request: Request) -> Response:
        session = services.sessions.read(request)
        cart = await services.storefront.get_cart(session.principal.owner)
        return await pages.page(request, "cart.html", session, cart=cart)

    @router.post("/cart/add")
    async def add(request: Request) -> Response:
        session, fields = await read_form(request, services.sessions)
        back = local_path(fields.get("back", ""), "/cart")
        product = await services.catalogue.get(fields.get("product", "")[:80])
        variant = _chosen(product, fields)
        if variant is None:
            return go(back, "choose")
        try:
            await services.storefront.change(session.principal.owner, "add", variant.id, _quantity(fields))
        except OutOfStock:
            return go(back, "short")
        return go(back, "added")

    @router.post("/cart/change")
    async def change(request: Request) -> Response:
        session, fields = await read_form(request, services.sessions)
        variant_id, quantity = fields.get("variant", "")[:120], _quantity(fields, least=0)
        owner = session.principal.owner
        try:
            if quantity and "remove" not in fields:
                await services.storefront.change(owner, "set", variant_id, quantity)
                return go("/cart", "changed")
            await services.storefront.change(owner, "remove", variant_id)
        except OutOfStock:
            return go("/cart", "short")
        except ProductNotFound:
            return go("/cart")
        return go("/cart", "removed")

    @router.post("/checkout")
    async def checkout(request: Request) -> Response:
        session, _ = await read_form(request, services.sessions)
        return await pages.page(request, "checkout.html", session)

    return router


def _chosen(product: Product, fields: Mapping[str, str]) -> Variant | None:
    """Return the variant that the form names, by its id or by its options."""
    if "variant" in fields:
        return product.variant(fields["variant"])
    wanted = {name.removeprefix(_OPTION): value for name, value in fields.items() if name.startswith(_OPTION)}
    return next((v for v in product.variants if v.options == wanted), None)


def _quantity(fields: Mapping[str, str], least: int = 1) -> int:
    text = fields.get("quantity", "1")
    return min(max(int(text), least), _MOST) if text.isascii() and text.isdigit() and len(text) < 5 else 1
