"""How the routes' errors stand in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from serve.http.problems import MEDIA_TYPE, Problem

_REFERENCE = f"#/components/schemas/{Problem.__name__}"
_MEANINGS = {
    400: "The body isn't readable JSON.",
    401: "The token or key is missing, expired or not valid.",
    404: "There is nothing of that name, or it is somebody else's.",
    409: "The state has moved on: a turn is running, the proposal is settled, or the stock is gone.",
    413: "The message or the body is too large.",
    415: "The body isn't JSON.",
    422: "A value does not fit.",
    429: "Too many requests; see Retry-After.",
    503: "A part that this needs does not answer at the moment.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the documentation of the errors that a route may answer, besides those that every route may."""
    content = {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE}}}
    return {
        code: {"description": _MEANINGS[code], "content": content}
        for code in sorted({*statuses, 400, 413, 415, 422, 503})
    }


def document_problems(app: FastAPI) -> None:
    """Let the app's OpenAPI document describe the problem documents that its routes refer to."""
    describe = app.openapi

    def described() -> dict[str, Any]:
        document = describe()
        schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
        document["components"]["schemas"] |= {**schema.pop("$defs"), Problem.__name__: schema}
        return document

    app.openapi = described  # type: ignore[method-assign]  # the way that FastAPI documents
