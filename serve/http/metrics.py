"""`/metrics` for Prometheus, and the middleware that counts requests."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from time import perf_counter
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import NotVerified
from serve.http.dependencies import Parts
from serve.insight.metrics import MEDIA_TYPE

_scraper = HTTPBearer(auto_error=False, scheme_name="metricsKey", description="The key of `metrics_key`, if it is set.")

router = APIRouter(tags=["operations"])

Observe = Callable[[str, str, int, float], None]
"""Called with a request's method, its route's pattern, its status and its seconds."""


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="Figures for Prometheus",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus' text form."},
        401: {"description": "The key is missing or wrong."},
    },
)
async def metrics(
    parts: Parts, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_scraper)]
) -> Response:
    """Tell the figures of this process; open, unless the setting `metrics_key` is set."""
    key = parts.settings.metrics_key
    given = credentials.credentials if credentials else ""
    if key is not None and not secrets.compare_digest(
        given.encode("utf-8", "replace"), key.get_secret_value().encode()
    ):
        raise NotVerified("This needs the key for metrics.", hint="Send Authorization: Bearer METRICS_KEY.")
    return Response(parts.metrics.text(parts.readiness.parts), media_type=MEDIA_TYPE)


class Counted:
    """Counts requests by their routes' patterns; what matches none is counted as one."""

    def __init__(self, app: ASGIApp, observe: Observe) -> None:
        self._app = app
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = perf_counter(), 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            method = scope["method"] if scope["method"] in _METHODS else "-"
            self._observe(method, route, status, perf_counter() - started)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
