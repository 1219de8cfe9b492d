"""Serves the pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Query, Request, Response

from assistant.errors import NotFound
from serve.demo.art.drawings import drawing_of
from serve.demo.art.pen import Subject
from serve.demo.art.scene import picture

_LONGEST_COLOR = 80
_HEADERS = {
    "Cache-Control": "public, max-age=86400",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


def subject_of(row: Mapping[str, Any]) -> Subject:
    """Return what is drawn for a row of the authored catalogue."""
    material = str(row.get("attributes", {}).get("material", ""))
    return Subject(
        id=row["id"],
        kind=row["kind"],
        department=row["department"],
        title=row["title"],
        words=f"{row['title']} {material}".lower(),
        material=material,
        colors=tuple(row.get("options", {}).get("color", ())),
    )


def art_router(rows: Iterable[Mapping[str, Any]]) -> APIRouter:
    """Return the route of the product pictures, `/art/{product_id}.svg?color=…`, for the authored catalogue's rows."""
    subjects = {subject.id: subject for subject in map(subject_of, rows)}
    router = APIRouter(include_in_schema=False)

    @lru_cache(maxsize=2000)
    def draw(product_id: str, color: str) -> tuple[bytes, str]:
        svg = picture(subjects[product_id], color, drawing_of(subjects[product_id])).encode()
        return svg, f'"{hashlib.sha256(svg).hexdigest()[:20]}"'

    @router.get("/art/{product_id}.svg")
    async def art(request: Request, product_id: str, color: str = Query("", max_length=_LONGEST_COLOR)) -> Response:
        if product_id not in subjects:
            raise NotFound("There is no picture of this product.")
        svg, etag = draw(product_id, color.strip().lower())
        headers = {**_HEADERS, "ETag": etag}
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(svg, media_type="image/svg+xml", headers=headers)

    return router
