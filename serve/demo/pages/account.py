"""Login, the customer's orders, logout."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from assistant.errors import NotFound
from serve.demo.pages.forms import local_path, read_form
from serve.demo.pages.render import Pages, go

_HOME = "/account/orders"


def account_router(pages: Pages) -> APIRouter:
    """Return the routes of the customer's account."""
    router = APIRouter(route_class=pages.route_class(), include_in_schema=False)
    services = pages.services

    @router.get("/login")
    async def login_page(request: Request) -> Response:
        back = local_path(request.query_params.get("back", ""), _HOME)
        return await pages.page(request, "login.html", logins=services.logins, back=back, email="", wrong=False)

    @router.post("/login")
    async def login(request: Request) -> Response:
        session, fields = await read_form(request, services.sessions)
        email, back = fields.get("email", "").strip()[:254], local_path(fields.get("back", ""), _HOME)
        account = await services.storefront.authenticate(email, fields.get("password", "")[:200])
        if account is None:
            return await pages.page(
                request, "login.html", session, status=401, logins=services.logins, back=back, email=email, wrong=True
            )
        await services.storefront.merge_carts(session.id, account.id)
        response = go(back, "in")
        services.sessions.write(response, services.sessions.start(account.id, account.name, account.email))
        return response

    @router.post("/logout")
    async def logout(request: Request) -> Response:
        await read_form(request, services.sessions)
        response = go("/", "out")
        services.sessions.write(response, services.sessions.start())
        return response

    @router.get("/outbox")
    async def outbox_page(request: Request) -> Response:
        if services.outbox is None:
            raise NotFound("This shop keeps no outbox.")
        return await pages.page(request, "outbox.html", mails=await services.outbox.recent())

    @router.get("/account")
    async def account() -> Response:
        return go(_HOME)

    @router.get("/account/orders")
    async def orders_page(request: Request) -> Response:
        session = services.sessions.read(request)
        if not session.customer_id:
            return go(f"/login?back={_HOME}")
        orders = await services.storefront.list_orders(session.principal)
        return await pages.page(request, "orders.html", session, orders=orders)

    @router.get("/account/orders/{order_id}")
    async def order_page(request: Request, order_id: str) -> Response:
        session = services.sessions.read(request)
        if not session.customer_id:
            return go(f"/login?back={local_path(request.url.path)}")
        order = await services.storefront.get_order(session.principal, order_id[:60])
        return await pages.page(request, "order.html", session, order=order)

    return router
