"""The chat widget's file."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

from assistant.errors import NotFound

_FILE = Path(__file__).parents[1] / "widget" / "dist" / "shopkeeper.js"

router = APIRouter()


@router.get("/widget/shopkeeper.js", include_in_schema=False)
async def widget() -> FileResponse:
    """Send the widget with an ETag; pages ask again after five minutes."""
    if not _FILE.is_file():
        raise NotFound("The widget hasn't been built.", hint="Run npm ci && npm run build in serve/widget.")
    return FileResponse(
        _FILE,
        media_type="text/javascript",
        headers={"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"},
    )
