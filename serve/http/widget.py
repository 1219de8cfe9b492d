"""The chat widget's file."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from assistant.errors import NotFound

_FILE = Path(__file__).parents[1] / "widget" / "dist" / "shopkeeper.js"
_HEADERS = {"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}

router = APIRouter()


@router.get("/widget/shopkeeper.js", include_in_schema=False)
async def widget(request: Request) -> Response:
    """Send the widget with an ETag; pages ask again after five minutes."""
    if not _FILE.is_file():
        raise NotFound("The widget hasn't been built.", hint="Run npm ci && npm run build in serve/widget.")
    file = FileResponse(_FILE, media_type="text/javascript", headers=_HEADERS, stat_result=_FILE.stat())
    if file.headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={**_HEADERS, "ETag": file.headers["etag"]})
    return file
