"""Is the service alive, and is it ready?"""

from __future__ import annotations

from fastapi import APIRouter, Response, status

from serve.http.dependencies import Parts
from serve.http.models import Health

router = APIRouter(tags=["operations"])


@router.get("/healthz", operation_id="healthz", summary="Is the process alive?")
async def healthz() -> Health:
    """Answer as long as the process runs."""
    return Health(status="ok")


@router.get(
    "/readyz",
    operation_id="readyz",
    summary="Can it serve?",
    responses={503: {"description": "A part that everything needs is still starting.", "model": Health}},
)
async def readyz(parts: Parts, response: Response) -> Health:
    """Tell the state of each part; the language model may still be loading, plain sentences answer until then."""
    ready = parts.readiness.ready
    if not ready:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return Health(status="ok" if ready else "starting", parts=parts.readiness.parts)
