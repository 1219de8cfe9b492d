"""All pages as one router."""

from __future__ import annotations

import mimetypes

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from assistant.errors import NotFound
from serve.demo.pages.account import account_router
from serve.demo.pages.browse import browse_router
from serve.demo.pages.cart import cart_router
from serve.demo.pages.help_pages import help_page, help_pages
from serve.demo.pages.product import product_router
from serve.demo.pages.render import STATIC, Pages
from serve.demo.pages.services import PageServices

_ASSETS = frozenset({"shop.css", "shop.js", "hero.svg", "favicon.svg"})


def pages_router(services: PageServices) -> APIRouter:
    """Return the storefront's routes: home, lists, products, search, cart, account, help and their assets."""
    pages = Pages(services)
    router = APIRouter(include_in_schema=False)
    router.include_router(browse_router(pages))
    router.include_router(product_router(pages))
    router.include_router(cart_router(pages))
    router.include_router(account_router(pages))
    router.include_router(_help_router(pages))
    return router


async def not_found_page(services: PageServices, request: Request) -> Response:
    """Return the shop's 404 page, for addresses that no route knows."""
    return await Pages(services).sorry(
        request, NotFound("This page doesn't exist.", hint="Check the address, search, or start from the home page.")
    )


def _help_router(pages: Pages) -> APIRouter:
    router = APIRouter(route_class=pages.route_class(), include_in_schema=False)
    folders = pages.services.policy_pages

    @router.get("/help")
    async def help_index(request: Request) -> Response:
        return await pages.page(request, "help.html", topics=help_pages(folders))

    @router.get("/help/{name}")
    async def help_topic(request: Request, name: str) -> Response:
        return await pages.page(request, "help_page.html", topic=help_page(folders, name), topics=help_pages(folders))

    @router.get("/assets/{name}")
    async def asset_file(name: str) -> Response:
        if name not in _ASSETS:
            raise NotFound("There is no such file.")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        cache = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
        return FileResponse(STATIC / name, media_type=kind, headers=cache)

    return router
