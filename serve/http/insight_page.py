"""The page about insight, and its files."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from assistant.errors import NotFound

_FOLDER = Path(__file__).parents[1] / "insight" / "page"
_SCRIPT, _STYLE = "text/javascript; charset=utf-8", "text/css; charset=utf-8"
_FILES = {
    "insight.css": _STYLE,
    **dict.fromkeys(
        ("insight.js", "api.js", "charts.js", "dom.js", "drafts.js", "format.js", "texts.js"),
        _SCRIPT,
    ),
}
_HEADERS = {
    "Cache-Control": "no-cache",  # the page and its scripts always come from the same release
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
}

router = APIRouter()


@router.get("/desk/insight", include_in_schema=False)
async def page(request: Request) -> Response:
    """Send the page; everything on it comes through the API under /v1/desk."""
    return _send(request, "index.html", "text/html; charset=utf-8")


@router.get("/desk/insight/{name}", include_in_schema=False)
async def page_file(request: Request, name: str) -> Response:
    """Send one of the page's files."""
    if name not in _FILES:
        raise NotFound("There is no such file.")
    return _send(request, name, _FILES[name])


def _send(request: Request, name: str, media_type: str) -> Response:
    """Browsers ask each time whether theirs is still the same."""
    path = _FOLDER / name
    sent = FileResponse(path, media_type=media_type, headers=_HEADERS, stat_result=path.stat())
    if sent.headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={**_HEADERS, "ETag": sent.headers["etag"]})
    return sent
