"""Home, lists and search."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from assistant.domain.catalogue import SearchQuery, Sort
from assistant.domain.product import Product
from assistant.errors import NotFound
from serve.demo.pages.listing import PAGE_SIZE, Filters, appeal, list_products, on_sale, slug, spread
from serve.demo.pages.recommending import ROW, recommended
from serve.demo.pages.render import Pages

_SEARCH_DEPTH = PAGE_SIZE * 5
_LONGEST_QUERY = 200
_SEARCH_SORTS: dict[str, Sort] = {"price_asc": "price_asc", "price_desc": "price_desc", "rating": "rating"}


def browse_router(pages: Pages) -> APIRouter:
    """Return the routes that lead to products."""
    router = APIRouter(route_class=pages.route_class(), include_in_schema=False)
    services = pages.services

    async def the_list(request: Request, title: str, products: Sequence[Product], **values: str) -> Response:
        filters = Filters.read(request.query_params)
        found = list_products(products, filters)
        return await pages.page(
            request,
            "list.html",
            title=title,
            found=found,
            filters=filters,
            path=request.url.path,
            **{"department": "", "category": "", "intro": "", **values},  # type: ignore[arg-type]  # template values
        )

    @router.get("/")
    async def home(request: Request) -> Response:
        products = await services.assortment.products()
        session = services.sessions.read(request)
        by_appeal = sorted(products, key=appeal, reverse=True)
        owner = session.principal.owner
        popular = await recommended(services, "popular", owner)
        fresh = await recommended(services, "new", owner)
        newest = sorted(products, key=lambda product: product.created, reverse=True)
        return await pages.page(
            request,
            "home.html",
            session,
            promotions=await services.storefront.current(),
            faces={
                name: spread((product for product in by_appeal if product.department == name), 3)
                for name in await pages.departments()
            },
            for_you=[item.product for item in await recommended(services, "for_me", owner)],
            sale=spread(filter(on_sale, by_appeal), ROW),
            popular=[item.product for item in popular] or spread(by_appeal, ROW),
            newest=[item.product for item in fresh] or spread(newest, ROW),
        )

    @router.get("/c/{department}")
    async def department_page(request: Request, department: str) -> Response:
        products = [p for p in await services.assortment.products() if slug(p.department) == department]
        if not products:
            raise NotFound("We have no such department.", hint="Choose one from the menu.")
        name = products[0].department
        return await the_list(request, name, products, department=name)

    @router.get("/c/{department}/{category}")
    async def category_page(request: Request, department: str, category: str) -> Response:
        products = [
            p
            for p in await services.assortment.products()
            if slug(p.department) == department and slug(p.category) == category
        ]
        if not products:
            raise NotFound("We have no such category.", hint="Choose one from the menu.")
        name = products[0].category
        return await the_list(request, name, products, department=products[0].department, category=name)

    @router.get("/sale")
    async def sale(request: Request) -> Response:
        products = [product for product in await services.assortment.products() if on_sale(product)]
        return await the_list(request, "On sale", products, intro="Prices lowered for as long as stock lasts.")

    @router.get("/search")
    async def search(request: Request) -> Response:
        wanted = " ".join(request.query_params.get("q", "").split())[:_LONGEST_QUERY]
        if not wanted:
            return RedirectResponse("/", 303)
        filters = Filters.read(request.query_params)
        session = services.sessions.read(request)
        query = SearchQuery(query=wanted, sort=_SEARCH_SORTS.get(filters.sort, "relevance"))
        answer = await services.search.search(query, owner=session.principal.owner, limit=_SEARCH_DEPTH)
        found = list_products(answer.products, filters, ordered=False)
        return await pages.page(
            request,
            "search.html",
            session,
            wanted=wanted,
            found=found,
            filters=filters,
            path="/search",
            relaxed=answer.relaxed,
            popular=()
            if found.products
            else spread(sorted(await services.assortment.products(), key=appeal, reverse=True), ROW),
        )

    return router
