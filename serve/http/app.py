"""Puts the routers, the middleware and the lifespan together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from serve.http import (
    cart,
    catalog,
    conversations,
    headless,
    health,
    insight,
    insight_page,
    metrics,
    openapi,
    problems,
    satisfaction,
    widget,
)
from serve.http.desk import cases, sign_in, streams, work
from serve.http.limits import RateLimiter
from serve.http.metrics import Counted
from serve.http.middleware import BodyGate, Envelope
from serve.services import Services

_DESCRIPTION = """A shop's search, recommendation and customer service as one conversation.

Errors are problem documents (RFC 9457). Every answer carries a `Request-Id`. Messages are answered as server-sent
events, or as JSON when asked for; an `Idempotency-Key` makes sending again safe, `Last-Event-ID` goes on after a lost
connection."""
_CORS_REQUEST = ["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "Request-Id"]
_CORS_ANSWER = ["Request-Id", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]


def create_app(services: Services) -> FastAPI:
    """Return the web application of one shop; its parts start and stop with it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await services.start()
        try:
            yield
        finally:
            await services.stop()

    middleware = [Middleware(Counted, observe=services.metrics.request), Middleware(Envelope)]
    if services.settings.allowed_origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=list(services.settings.allowed_origins),
                allow_methods=["GET", "POST", "PUT", "DELETE"],
                allow_headers=_CORS_REQUEST,
                expose_headers=_CORS_ANSWER,
                max_age=600,
            )
        )
    middleware.append(Middleware(BodyGate, reads_json=_is_api))
    app = FastAPI(
        title="Shopkeeper",
        version=_version(),
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=middleware,
    )
    app.state.services = services
    app.state.limiter = RateLimiter(services.settings.rate_limits)
    problems.install(app, services.lost)
    desk = (sign_in, cases, streams, work, insight, insight_page)
    for part in (conversations, satisfaction, cart, headless, catalog, health, metrics, widget, *desk):
        app.include_router(part.router)
    for pages in services.pages:
        app.include_router(pages)
    openapi.document_problems(app)
    return app


def _is_api(path: str) -> bool:
    return path.startswith("/v1/")


def _version() -> str:
    try:
        return version("shopkeeper")
    except PackageNotFoundError:
        return "0"
