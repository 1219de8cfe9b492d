"""The desk's live streams, and the one on which a shopper hears from the desk."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request, Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from serve.desk.live import LiveEvent
from serve.http.dependencies import LastEventId, Limiter, OpenedConversation, Parts
from serve.http.desk.dependencies import CaseId, SignedIn
from serve.http.openapi import problems
from serve.http.streams import HEARTBEAT_SECONDS, STREAM, heartbeat

router = APIRouter(prefix="/v1", tags=["desk"])
_STREAMED: dict[int | str, dict[str, Any]] = {200: {"content": {STREAM: {}}}}


@router.get(
    "/desk/events",
    operation_id="watchQueue",
    summary="Watch the queue",
    response_class=EventSourceResponse,
    responses={**_STREAMED, **problems(401)},
)
async def queue_events(agent: SignedIn, parts: Parts, last_event_id: LastEventId = None) -> Response:
    """Watch the queue: `queue` with a case that something has happened to, `presence` with who looks at a case."""
    return _live(await parts.desk.live.for_queue(_after(last_event_id)))


@router.get(
    "/desk/cases/{case_id}/events",
    operation_id="watchCase",
    summary="Watch a case",
    response_class=EventSourceResponse,
    responses={**_STREAMED, **problems(401, 404)},
)
async def case_events(case_id: CaseId, agent: SignedIn, parts: Parts, last_event_id: LastEventId = None) -> Response:
    """Watch a case's conversation: the turns' events, `message`, `note` and `typing`."""
    return _live(await parts.desk.live.for_case(case_id, agent, _after(last_event_id)))


@router.get(
    "/conversations/{conversation_id}/events",
    operation_id="watchAgents",
    summary="Hear from people",
    tags=["conversations"],
    response_class=EventSourceResponse,
    responses={**_STREAMED, **problems(401, 404, 429)},
)
async def agent_events(
    request: Request, opened: OpenedConversation, parts: Parts, limits: Limiter, last_event_id: LastEventId = None
) -> Response:
    """Hear at once what people of the shop do in this conversation: `agent` joined, typing, message, left; `action`."""
    await limits.hit_client(request, "requests_per_client")
    until = opened.principal.expires_at
    return _live(await parts.desk.live.for_shopper(opened.conversation.id, _after(last_event_id), until))


def _after(last_event_id: str | None) -> int | None:
    return int(last_event_id) if last_event_id else None


def _live(events: AsyncIterator[LiveEvent]) -> Response:
    async def encoded() -> AsyncIterator[ServerSentEvent]:
        async for event in events:
            yield ServerSentEvent(
                json.dumps(event.payload, ensure_ascii=False, separators=(",", ":")),
                event=event.type,
                id=str(event.id) if event.id is not None else None,
                sep="\n",
            )

    return EventSourceResponse(encoded(), ping=HEARTBEAT_SECONDS, ping_message_factory=heartbeat, sep="\n")
