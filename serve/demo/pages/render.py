"""Templates, their filters and the response around a page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from babel.dates import format_date, format_datetime
from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.domain.product import Product
from assistant.errors import ShopkeeperError
from serve.demo.art.tones import tone_of_color
from serve.demo.pages import listing
from serve.demo.pages.services import PageServices
from serve.demo.pages.session import Session

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    # The chat styles its shadow tree with <style> elements.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' https: data:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
}
_SAID = {
    "added": "Added to your cart.",
    "changed": "Your cart has been updated.",
    "removed": "Removed from your cart.",
    "short": "There aren't that many left, so nothing was changed.",
    "choose": "This combination isn't sold. Please choose another.",
    "in": "Welcome back. You are signed in.",
    "out": "You are signed out.",
}
_UNITS = {"made_in": "Made in"}


class Pages:
    """Renders the shop's pages for a visitor."""

    def __init__(self, services: PageServices) -> None:
        self.services = services
        self._templates = _templates()

    async def page(
        self, request: Request, template: str, session: Session | None = None, *, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Return the page, with the visitor's cookie when it is new."""
        session = session or self.services.sessions.read(request)
        cart = values.get("cart") or await self.services.storefront.get_cart(session.principal.owner)
        html = self._templates.get_template(template).render(
            shop_name=self.services.shop_name,
            widget=self.services.widget,
            departments=await self.departments(),
            session=session,
            csrf=self.services.sessions.csrf_token(session),
            token=self._token(session),
            has_outbox=self.services.outbox is not None,
            said=_SAID.get(request.query_params.get("said", ""), ""),
            here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            **{"cart": cart, "wanted": "", "product": None, **values},
        )
        response = HTMLResponse(html, status, headers=_HEADERS)
        if session.fresh:
            self.services.sessions.write(response, session)
        return response

    def _token(self, session: Session) -> str:
        if session.customer_id:
            return self.services.issue_token(session.customer_id, session.name, session.email)
        return self.services.issue_visitor_token(session.id)

    async def departments(self) -> dict[str, dict[str, int]]:
        """Return the shop's departments with their categories and how many products each holds."""
        found: dict[str, dict[str, int]] = {}
        for product in await self.services.assortment.products():
            if product.department and product.category:
                categories = found.setdefault(product.department, {})
                categories[product.category] = categories.get(product.category, 0) + 1
        return found

    async def sorry(self, request: Request, error: ShopkeeperError) -> HTMLResponse:
        """Return the page that says what went wrong and where to go on."""
        popular = listing.spread(sorted(await self.services.assortment.products(), key=listing.appeal, reverse=True), 4)
        return await self.page(request, "sorry.html", status=error.status, error=error, popular=popular)

    def route_class(self) -> type[APIRoute]:
        """Return routes whose errors are pages, not problem documents."""
        pages = self

        class PageRoute(APIRoute):
            def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
                handle = super().get_route_handler()

                async def handle_page(request: Request) -> Response:
                    try:
                        return await handle(request)
                    except ShopkeeperError as error:
                        return await pages.sorry(request, error)

                return handle_page

        return PageRoute


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "slug": listing.slug,
        "day": _day,
        "moment": lambda when: format_datetime(when, "MMM d, y, h:mm a", locale="en_US"),
        "label": lambda name: _UNITS.get(name, name.replace("_", " ").capitalize()),
        "path": product_path,
        "picture": picture_of,
        "on_sale": listing.on_sale,
        "colors": listing.colors_of,
        "swatch": _swatch,
        "line_picture": lambda line: line.image or f"/art/{quote(line.product_id, safe='')}.svg",
    }
    templates.globals |= {"asset": asset, "sorts": listing.SORTS}
    return templates


def go(path: str, said: str = "") -> RedirectResponse:
    """Answer a form: go and look at another page, which says one of our own sentences."""
    if said:
        path += f"{'&' if '?' in path else '?'}said={said}"
    return RedirectResponse(path, 303)


def product_path(product: Product) -> str:
    return f"/p/{quote(product_key(product), safe='')}"


def product_key(product: Product) -> str:
    return f"{product.id}-{listing.slug(product.title)}"


def picture_of(product: Product, color: str = "") -> str:
    """Return the picture's address: the variant's of that colour, else the product's own, else our drawing."""
    if color:
        variant = next((v for v in product.variants if v.options.get("color", "").lower() == color.lower()), None)
        if variant and variant.image:
            return variant.image
    elif product.image:
        return product.image
    return f"/art/{quote(product.id, safe='')}.svg" + (f"?color={quote(color)}" if color else "")


@cache
def asset(name: str) -> str:
    """Return a static file's address, which changes with its content."""
    return f"/assets/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]}"


def _day(when: date | datetime) -> str:
    return format_date(when, "MMMM d, y", locale="en_US")


def _swatch(color: str) -> str:
    tone = tone_of_color(color)
    return tone.base if tone else "#b9ada0"
