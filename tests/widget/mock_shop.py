"""A server of the widget's HTTP contract with scripted answers; `python -m tests.widget.mock_shop` shows it on 8731."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, StreamingResponse

from assistant.domain.actions import ProposalState
from assistant.domain.conversation import Message
from assistant.turn.events import ActionEvent, TurnEvent
from tests.widget import fixtures, scripts

SCRIPT = Path(__file__).parents[2] / "serve/widget/dist/shopkeeper.js"
GREETING = "Hello and welcome! What are you looking for today?"
SUGGESTIONS = ("Show me tents for two", "Where is my parcel?", "What is your return policy?")
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
<rect width="400" height="300" fill="{back}"/>
<path d="M60 240 L200 70 L340 240 Z" fill="{tent}"/><path d="M165 240 L200 130 L235 240 Z" fill="{back}" opacity=".6"/>
<path d="M0 240h400v60H0z" fill="{tent}" opacity=".25"/></svg>"""
TONES = {"moss": ("#e9eee0", "#6d8553"), "sand": ("#f6ecdd", "#c79a5b"), "slate": ("#e4eaf0", "#5d7791")}
PAGE = """<!doctype html><html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><title>Larkfell Outfitters</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:16px/1.6 system-ui;margin:0;background:Canvas;color-scheme:light dark}}
main{{max-width:60rem;margin:auto;padding:2rem 1rem}}</style>
</head><body><main><h1>Larkfell Outfitters</h1><p>Tents, packs and good boots since 1987.</p>
<p><a href="/product/t1">Ridgeline 2</a></p></main>
<script async src="/widget/shopkeeper.js" data-shop="Larkfell Outfitters" {data}></script></body></html>"""


@dataclass
class Turn:
    """A turn with its log; `done` wakes whoever follows it."""

    id: str
    events: list[tuple[int, TurnEvent]] = field(default_factory=list)
    finished: bool = False
    cancelled: bool = False


@dataclass
class Talk:
    """A conversation."""

    id: str
    messages: list[Message] = field(default_factory=list)
    turns: dict[str, Turn] = field(default_factory=dict)
    last_id: int = 0
    handed_off: bool = False
    pending: str | None = None


@dataclass
class MockShop:
    """The server's memory, with knobs for the tests.

    Attributes:
        pace: seconds between two events.
        cut_after: events after which the next stream breaks off, once each.
        reject: problem documents for the next message requests.
        ugly: write the stream with the worst line ends and cuts that the standard allows.
        undo_minutes: how long what was done can be taken back.
        cards: what the transcript has beside its messages.
    """

    pace: float = 0.0
    cut_after: list[int] = field(default_factory=list)
    reject: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    ugly: bool = False
    undo_minutes: float | None = None
    cards: list[dict[str, Any]] = field(default_factory=list)
    talks: dict[str, Talk] = field(default_factory=dict)
    requests: list[tuple[str, str, str | None, Any]] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    in_cart: list[str] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def calls(self, path_end: str) -> list[tuple[str, str, str | None, Any]]:
        return [request for request in self.requests if request[1].endswith(path_end)]

    def begin(self, talk: Talk, key: str, events: Iterator[TurnEvent], text: str | None) -> Turn:
        """The turn of this key, started unless it was before."""
        if key in talk.turns:
            return talk.turns[key]
        turn = talk.turns[key] = Turn(id=f"turn-{len(talk.turns) + 1}")
        if text is not None:
            talk.messages.append(_message(turn, "shopper", text))
        task = asyncio.create_task(self._run(talk, turn, events))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return turn

    async def _run(self, talk: Talk, turn: Turn, events: Iterator[TurnEvent]) -> None:
        said = ""
        for event in events:
            await asyncio.sleep(self.pace)
            if turn.cancelled:
                break
            talk.last_id += 1
            turn.events.append((talk.last_id, event))
            said += getattr(event, "text", "")
            talk.handed_off |= event.type == "handoff"
            if isinstance(event, ActionEvent):
                talk.pending = event.proposal.id if event.proposal.state is ProposalState.PENDING else None
        talk.messages.append(_message(turn, "assistant", said))
        for event in scripts.end(turn.id, talk.pending, cancelled=turn.cancelled):
            talk.last_id += 1
            turn.events.append((talk.last_id, event))
        turn.finished = True

    async def follow(self, turn: Turn, after: int) -> AsyncIterator[bytes]:
        cut = self.cut_after.pop(0) if self.cut_after else None
        sent = 0
        yield b": welcome\n\n"
        while True:
            for number, event in [row for row in turn.events if row[0] > after]:
                if cut is not None and sent >= cut:
                    raise ConnectionResetError("cut by the test")
                data = event.model_dump_json()
                for chunk in _ugly(number, event.type, data) if self.ugly else [_plain(number, event.type, data)]:
                    yield chunk
                    if self.ugly:
                        await asyncio.sleep(0.002)
                after = number
                sent += 1
            if turn.finished and (not turn.events or turn.events[-1][0] <= after):
                return
            await asyncio.sleep(0.01)


def _plain(number: int, event: str, data: str) -> bytes:
    return f"id: {number}\nevent: {event}\ndata: {data}\n\n".encode()


def _ugly(number: int, event: str, data: str) -> Iterator[bytes]:
    """CRLF and CR, comments, data over several lines, no space after the colon, pieces cut within characters."""
    halves = data.replace('{"type"', '{\r\ndata: "type"', 1)
    raw = f": beat\r\nid:{number}\r\nevent:{event}\r\nretry: 10\r\ndata:{halves}\r\nunknown: x\r\n\r\n:\r\r"
    encoded = raw.encode()
    for start in range(0, len(encoded), 7 if len(encoded) < 800 else 997):
        yield encoded[start : start + (7 if len(encoded) < 800 else 997)]


def _message(turn: Turn, role: Any, text: str) -> Message:
    return Message(id=uuid4().hex, role=role, text=text, at=datetime.now(UTC), turn_id=turn.id)


def _problem(status: int, code: str, title: str, headers: dict[str, str] | None = None) -> JSONResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": f"{title}.", "code": code}
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


def build(shop: MockShop) -> FastAPI:
    """The application over this memory."""
    app = FastAPI()

    async def noted(request: Request) -> Any:
        body = await request.json() if await request.body() else {}
        shop.requests.append((request.method, request.url.path, request.headers.get("idempotency-key"), body))
        return body

    def stream(request: Request, turn: Turn) -> Response:
        after = int(request.headers.get("last-event-id", "0"))
        return StreamingResponse(shop.follow(turn, after), media_type="text/event-stream")

    gone = _problem(404, "conversation_not_found", "There is no such conversation")

    @app.post("/v1/conversations", status_code=201)
    async def create(request: Request) -> dict[str, Any]:
        await noted(request)
        talk = Talk(id=uuid4().hex)
        shop.talks[talk.id] = talk
        now = datetime.now(UTC).isoformat()
        return {"id": talk.id, "created_at": now, "greeting": GREETING, "suggestions": SUGGESTIONS}

    @app.get("/v1/conversations/{talk_id}")
    async def read(talk_id: str, request: Request) -> Response:
        await noted(request)
        talk = shop.talks.get(talk_id)
        if talk is None:
            return gone
        messages = [message.model_dump(mode="json") for message in talk.messages]
        state = {"pending": None, "handed_off": talk.handed_off}
        return JSONResponse({"id": talk_id, "messages": messages, "events": shop.cards, "state": state})

    @app.post("/v1/conversations/{talk_id}/messages")
    async def message(talk_id: str, request: Request) -> Response:
        body = await noted(request)
        if shop.reject:
            status, headers = shop.reject.pop(0)
            return _problem(status, "rejected", "Not now", headers)
        talk = shop.talks.get(talk_id)
        if talk is None:
            return gone
        events = scripts.answer(body["text"], talk_id)
        return stream(request, shop.begin(talk, request.headers["idempotency-key"], events, body["text"]))

    @app.post("/v1/conversations/{talk_id}/actions/{proposal_id}/confirm")
    async def confirm(talk_id: str, proposal_id: str, request: Request) -> Response:
        body = await noted(request)
        events = scripts.decision(talk_id, proposal_id, accept=body["accept"], undo_minutes=shop.undo_minutes)
        return stream(request, shop.begin(shop.talks[talk_id], request.headers["idempotency-key"], events, None))

    @app.post("/v1/conversations/{talk_id}/actions/{proposal_id}/undo")
    async def undo(talk_id: str, proposal_id: str, request: Request) -> Response:
        await noted(request)
        talk = shop.talks[talk_id]
        return stream(request, shop.begin(talk, request.headers["idempotency-key"], scripts.undo(talk_id), None))

    @app.post("/v1/conversations/{talk_id}/handoff")
    async def handoff(talk_id: str, request: Request) -> Response:
        await noted(request)
        talk = shop.talks[talk_id]
        return stream(request, shop.begin(talk, request.headers["idempotency-key"], scripts.handoff(talk_id), None))

    @app.post("/v1/conversations/{talk_id}/satisfaction/asked")
    async def asked(talk_id: str, request: Request) -> dict[str, Any]:
        await noted(request)
        first = talk_id not in shop.asked
        shop.asked.add(talk_id)
        return {"ask": first}

    @app.post("/v1/conversations/{talk_id}/satisfaction", status_code=204)
    async def rate(talk_id: str, request: Request) -> Response:
        await noted(request)
        if shop.reject:
            status, headers = shop.reject.pop(0)
            return _problem(status, "rejected", "Not now", headers)
        return Response(status_code=204)

    @app.post("/v1/conversations/{talk_id}/cancel", status_code=202)
    async def cancel(talk_id: str, request: Request) -> None:
        await noted(request)
        for turn in shop.talks[talk_id].turns.values():
            turn.cancelled = not turn.finished

    @app.post("/v1/conversations/{talk_id}/cart")
    async def add(talk_id: str, request: Request) -> dict[str, Any]:
        body = await noted(request)
        shop.in_cart.append(body["variant_id"])
        return {"cart": fixtures.cart(*shop.in_cart).model_dump(mode="json")}

    @app.post("/v1/events", status_code=202)
    async def events(request: Request) -> None:
        await noted(request)

    @app.get("/widget/shopkeeper.js")
    async def script() -> FileResponse:
        return FileResponse(SCRIPT, media_type="text/javascript", headers={"Cache-Control": "no-store"})

    @app.get("/pictures/{tone}.svg")
    async def picture(tone: str) -> Response:
        back, tent = TONES[tone]
        return Response(PICTURE.format(back=back, tent=tent), media_type="image/svg+xml")

    @app.get("/{path:path}")
    async def page(path: str, lang: str = "en", dir: str = "ltr", data: str = "") -> HTMLResponse:
        return HTMLResponse(PAGE.format(lang=lang, dir=dir, data=data))

    return app


if __name__ == "__main__":
    uvicorn.run(build(MockShop(pace=0.35)), host="127.0.0.1", port=8731, log_level="warning")
