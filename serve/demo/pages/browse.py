"""Home, lists, search and product pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from assistant.domain.catalogue import Purpose, Recommendation, RecommendationRequest, SearchQuery, Sort
from assistant.domain.product import Product
from assistant.errors import NotFound, ProductNotFound, Unavailable
from assistant.turn.ports import ShopEvent
from serve.demo.pages.listing import PAGE_SIZE, Filters, appeal, colors_of, list_products, on_sale, slug, spread
from serve.demo.pages.render import Pages, product_key, product_path

_ROW = 4
_SEARCH_DEPTH = PAGE_SIZE * 5
_LONGEST_QUERY = 200
_SEARCH_SORTS: dict[str, Sort] = {"price_asc": "price_asc", "price_desc": "price_desc", "rating": "rating"}


def browse_router(pages: Pages) -> APIRouter:
    """Return the routes on which products are looked at."""
    router = APIRouter(route_class=pages.route_class(), include_in_schema=False)
    services = pages.services

    async def recommended(
        purpose: Purpose, owner: str, limit: int = _ROW, product_id: str | None = None
    ) -> tuple[Recommendation, ...]:
        try:
            request = RecommendationRequest(purpose=purpose, product_id=product_id)
            return await services.recommender.recommend(request, owner=owner, limit=limit)
        except Unavailable:
            return ()

    async def the_list(request: Request, title: str, products: Sequence[Product], **values: object) -> Response:
        filters = Filters.read(request.query_params)
        found = list_products(products, filters)
        return await pages.page(
            request,
            "list.html",
            title=title,
            found=found,
            filters=filters,
            path=request.url.path,
            **{"department": "", "category": "", "intro": "", **values},
        )

    @router.get("/")
    async def home(request: Request) -> Response:
        products = await services.assortment.products()
        session = services.sessions.read(request)
        by_appeal = sorted(products, key=appeal, reverse=True)
        owner = session.principal.owner
        popular = await recommended("popular", owner)
        fresh = await recommended("new", owner)
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
            for_you=[item.product for item in await recommended("for_me", owner)],
            sale=spread(filter(on_sale, by_appeal), _ROW),
            popular=[item.product for item in popular] or spread(by_appeal, _ROW),
            newest=[item.product for item in fresh] or spread(newest, _ROW),
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
            else spread(sorted(await services.assortment.products(), key=appeal, reverse=True), _ROW),
        )

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
            goes_with=await recommended("goes_with", owner, product_id=product.id),
            similar=await recommended("similar", owner, product_id=product.id),
        )

    return router


def _options(product: Product) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for variant in product.variants for name in variant.options))
