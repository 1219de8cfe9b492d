"""Every error as a problem document (RFC 9457): plain reasons, nothing of the inside."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from assistant.errors import RateLimited, ShopkeeperError

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """One value that does not fit."""

    field: str
    reason: str


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str = Field(examples=["urn:shopkeeper:problem:conversation_not_found"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no such conversation."])
    hint: str = Field(default="", examples=["Start a new conversation with POST /v1/conversations."])
    code: str = Field(examples=["conversation_not_found"])
    instance: str = Field(examples=["/v1/conversations/conv_x"])
    request_id: str
    errors: list[FieldProblem] = []


_STATUS_TEXTS: Mapping[int, tuple[str, str, str, str]] = {
    400: ("bad_request", "The request can't be read", "The request is malformed.", "Check the request's body."),
    404: ("not_found", "Not found", "There is nothing at this address.", "See /openapi.json for what there is."),
    405: (
        "method_not_allowed",
        "Method not allowed",
        "This address doesn't know this method.",
        "See the Allow header.",
    ),
    413: (
        "body_too_large",
        "The body is too large",
        "A body may have up to 256 kB.",
        "Send less at once, in several requests.",
    ),
    415: (
        "unsupported_media_type",
        "Unsupported content type",
        "Bodies are read as JSON.",
        "Send Content-Type: application/json.",
    ),
}
_OWN_FAULT = (
    "internal",
    "Something went wrong on our side",
    "The request couldn't be answered.",
    "Please try again; name the request id when you report it.",
)


def problem_bytes(status: int, path: str, request_id: str, **members: Any) -> bytes:
    """Return a problem document; members that are not given come from the status."""
    code, title, detail, hint = _STATUS_TEXTS.get(status, _OWN_FAULT)
    told = {"code": code, "title": title, "detail": detail, "hint": hint, **members}
    document = Problem(
        type=f"urn:shopkeeper:problem:{told['code']}", status=status, instance=path, request_id=request_id, **told
    )
    return json.dumps(document.model_dump(exclude_defaults=True)).encode()


def problem_response(
    request: Request, status: int, headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    body = problem_bytes(status, request.url.path, getattr(request.state, "request_id", ""), **members)
    return Response(body, status, headers, MEDIA_TYPE)


def install(app: FastAPI, lost: Callable[[Request], Awaitable[Response]] | None = None) -> None:
    """Let the app answer its errors as problem documents.

    Args:
        lost: the shop's own page for people who have come to an address that isn't there; the API answers no pages.
    """

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, ShopkeeperError)
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, RateLimited) else {}
        if error.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        if error.status >= 500:
            log.error("request_failed", code=error.code, exc_info=error)
        return problem_response(
            request,
            error.status,
            headers,
            code=error.code,
            title=error.title,
            detail=error.detail,
            hint=error.hint,
        )

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        errors = [FieldProblem(field=_field(e["loc"]), reason=_reason(e)) for e in error.errors()[:20]]
        first = errors[0] if errors else FieldProblem(field="body", reason="does not fit")
        return problem_response(
            request,
            422,
            code="invalid_input",
            title="The request does not fit",
            detail=f"{first.field}: {first.reason}.",
            hint="Correct the value and send the request again.",
            errors=errors,
        )

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 404 and lost is not None and _wants_a_page(request):
            return await lost(request)
        return problem_response(request, error.status_code, error.headers)

    app.add_exception_handler(ShopkeeperError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)


def _wants_a_page(request: Request) -> bool:
    named = (kind.split(";", maxsplit=1)[0].strip().lower() for kind in request.headers.get("accept", "").split(","))
    return request.method in {"GET", "HEAD"} and not f"{request.url.path}/".startswith("/v1/") and "text/html" in named


def _field(location: Sequence[str | int]) -> str:
    """Write where a value stands as one would in code, e.g. "events[2].type"."""
    parts = [part for part in location if part not in {"body", "header", "query", "path"}]
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
    return text or "body"


_REASONS: Mapping[str, str] = {
    "missing": "is missing",
    "string_type": "must be text",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "may have up to {max_length} characters",
    "string_pattern_mismatch": "has a form that isn't known",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "is too large",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "decimal_type": "must be a number",
    "decimal_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "may be up to {le}",
    "less_than": "must be less than {lt}",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "too_long": "may have up to {max_length} entries",
    "too_short": "must have at least {min_length} entries",
    "extra_forbidden": "is not known",
    "union_tag_not_found": "must say its kind",
    "union_tag_invalid": "must be one of {expected_tags}",
}
_DATES = ("date", "datetime", "timezone")


def _reason(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    if kind == "value_error":
        return str(error["ctx"]["error"])  # our own validators say it in plain words
    if kind.startswith(_DATES):
        return "must be a date or time in ISO 8601"
    return _REASONS.get(kind, "does not fit").format_map(error.get("ctx") or {})
