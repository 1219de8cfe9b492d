"""The page that support agents work on, and its files."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from assistant.errors import NotFound

_FOLDER = Path(__file__).parents[1] / "desk_page"
_FILES = {
    "index.html": (_FOLDER / "index.html", "text/html; charset=utf-8"),
    "desk.js": (_FOLDER / "dist" / "desk.js", "text/javascript"),
    "desk.css": (_FOLDER / "dist" / "desk.css", "text/css"),
    "icon.svg": (_FOLDER / "icon.svg", "image/svg+xml"),
}
_HEADERS = {
    "Cache-Control": "no-cache",  # the page and its script always come from the same release
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
}

router = APIRouter()


@router.get("/desk", include_in_schema=False)
async def page(request: Request) -> Response:
    """Send the page; everything on it comes through the API under /v1/desk."""
    return _send(request, "index.html")


@router.get("/desk/desk.js", include_in_schema=False)
async def script(request: Request) -> Response:
    """Send the page's script."""
    return _send(request, "desk.js")


@router.get("/desk/desk.css", include_in_schema=False)
async def style(request: Request) -> Response:
    """Send the page's style sheet."""
    return _send(request, "desk.css")


@router.get("/desk/icon.svg", include_in_schema=False)
async def icon(request: Request) -> Response:
    """Send the page's icon."""
    return _send(request, "icon.svg")


def _send(request: Request, name: str) -> Response:
    """Browsers ask each time whether theirs is still the same."""
    path, media_type = _FILES[name]
    if not path.is_file():
        raise NotFound("The desk hasn't been built.", hint="Run npm ci && npm run build in serve/desk_page.")
    sent = FileResponse(path, media_type=media_type, headers=_HEADERS, stat_result=path.stat())
    if sent.headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={**_HEADERS, "ETag": sent.headers["etag"]})
    return sent
