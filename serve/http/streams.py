"""A turn's events on the wire: as a stream of server-sent events, or as one JSON answer."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from sse_starlette import EventSourceResponse, ServerSentEvent

from serve.http.models import TurnAnswer
from serve.storage.turn_events import StreamEvent

HEARTBEAT_SECONDS = 10
JSON, STREAM = "application/json", "text/event-stream"


def wants_json(request: Request, default: str) -> bool:
    """Say whether JSON is asked for; `default` is the media type for clients that take anything."""
    accepted = request.headers.get("accept", "")
    if STREAM in accepted:
        return False
    return JSON in accepted or default == JSON


def flat(event: StreamEvent) -> dict[str, Any]:
    """Return an event as one object: its place in the stream, its turn, its payload."""
    return {"id": event.id, "turn_id": event.turn_id, **event.payload}


def stream(events: AsyncIterator[StreamEvent]) -> Response:
    """Send events as they come, with heartbeats between them."""

    async def encoded() -> AsyncIterator[ServerSentEvent]:
        async for event in events:
            yield ServerSentEvent(
                json.dumps(event.payload, ensure_ascii=False, separators=(",", ":")),
                event=event.type,
                id=str(event.id),
                sep="\n",
            )

    return EventSourceResponse(encoded(), ping=HEARTBEAT_SECONDS, ping_message_factory=heartbeat, sep="\n")


def heartbeat() -> ServerSentEvent:
    return ServerSentEvent(comment="still here", sep="\n")


async def whole(turn_id: str, events: AsyncIterator[StreamEvent]) -> Response:
    """Wait for the end of the turn and answer with all of it."""
    sent = [event async for event in events]
    reply = "".join(event.payload["text"] for event in sent if event.type == "text").strip()
    answer = TurnAnswer(turn_id=turn_id, events=[flat(event) for event in sent], reply=reply)
    return JSONResponse(answer.model_dump())
