"""What every request passes: its id, its log line, the headers of its answer, and a body that is fit to be read."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from time import perf_counter
from typing import Any, NoReturn

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serve.http.problems import MEDIA_TYPE, problem_bytes

log = structlog.get_logger(__name__)

MAX_BODY = 256 * 1024
_DRAINED = 16 * MAX_BODY  # a refused body is read this far, so that the client gets to read the answer
_SANE_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_ESCAPED_SURROGATE_OR_NUL = re.compile(rb"\\u(?:[dD][89a-fA-F][0-9a-fA-F]{2}|0000)")
_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_PAGES = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


class Envelope:
    """Gives each request an id and each answer its headers; an unforeseen error becomes a plain 500, fully logged."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("request-id", "")
        request_id = given if _SANE_ID.fullmatch(given) else f"req_{secrets.token_urlsafe(9)}"
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        answer_headers: dict[str, str] = state.setdefault("answer_headers", {})
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)
        started, status = perf_counter(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["Request-Id"] = request_id
                for name, value in {**_security(headers), **answer_headers}.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except Exception:
            log.exception("request_crashed", method=scope["method"])
            if status:
                raise  # too late for another answer; the server cuts the line
            await _refuse(scope, answer, 500)
        finally:
            # The route's pattern, not the path: an anonymous conversation's id is its key.
            pattern = getattr(scope.get("route"), "path", "-")
            took = round((perf_counter() - started) * 1000, 1)
            log.info("request", method=scope["method"], route=pattern, status=status, ms=took)


def _security(headers: MutableHeaders) -> dict[str, str]:
    if headers.get("content-type", "").startswith("text/html"):
        return {**_SECURITY, "Content-Security-Policy": _PAGES}
    return _SECURITY


class BodyGate:
    """Lets only readable JSON of a sensible size through, so that no route has to think of anything else.

    Lone surrogates and NUL, which no database takes, become U+FFFD.

    Args:
        reads_json: says of a path whether its bodies are JSON; others (a storefront's forms) are only limited in size.
    """

    def __init__(self, app: ASGIApp, reads_json: Callable[[str], bool]) -> None:
        self._app = app
        self._reads_json = reads_json

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self._app(scope, receive, send)
            return
        body = await _body(scope, receive)
        if body is None:
            await _refuse(scope, send, 413)
            return
        if body and self._reads_json(scope["path"]):
            if not _is_json(Headers(scope=scope).get("content-type", "")):
                await _refuse(scope, send, 415)
                return
            try:
                body = _readable(body)
            except (ValueError, RecursionError) as error:
                await _refuse(scope, send, 400, code="malformed_json", detail=_where(error))
                return
        await self._app(scope, _replay(body, receive), send)


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """Return the whole body, or None when it is too large."""
    declared = Headers(scope=scope).get("content-length", "0")
    if declared.isdecimal() and int(declared[:20]) > _DRAINED:
        return None
    chunks: list[bytes] = []
    size, more = 0, True
    while more and size <= _DRAINED:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= MAX_BODY:
            chunks.append(chunk)
        more = message.get("more_body", False)
    return None if size > MAX_BODY else b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replayed() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


def _is_json(content_type: str) -> bool:
    media_type = content_type.split(";", maxsplit=1)[0].strip().lower()
    return media_type == "application/json" or (media_type.startswith("application/") and media_type.endswith("+json"))


def _readable(body: bytes) -> bytes:
    value = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    if not _ESCAPED_SURROGATE_OR_NUL.search(body):
        return body
    return json.dumps(_clean(value), ensure_ascii=False).encode()


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(key): _clean(item) for key, item in value.items()}
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _where(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"The body isn't valid JSON: line {error.lineno}, column {error.colno}."
    if isinstance(error, UnicodeDecodeError):
        return "The body isn't valid UTF-8."
    if isinstance(error, RecursionError):
        return "The body is nested too deeply."
    return "The body isn't valid JSON."


async def _refuse(scope: Scope, send: Send, status: int, **members: Any) -> None:
    body = problem_bytes(status, scope["path"], scope["state"]["request_id"], **members)
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    if status == 413:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
