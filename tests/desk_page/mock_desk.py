"""A server of the desk's contract with scripted answers; `python -m tests.desk_page.mock_desk` shows it on 8320."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from serve.http import desk_page
from tests.desk_page import cases
from tests.widget import fixtures
from tests.widget.mock_shop import PICTURE, TONES

AGENTS = {agent["email"]: agent for agent in (cases.MIA, cases.TOM)}


class Refused(Exception):
    """A problem document."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


@dataclass
class Stream:
    """A stream's log; whoever follows it gets what comes after their last event."""

    log: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)

    def add(self, name: str, /, **payload: Any) -> None:
        self.log.append((len(self.log) + 1, name, payload))

    async def follow(self, after: int, desk: MockDesk) -> AsyncIterator[bytes]:
        yield b": welcome\n\n"
        cut = desk.cuts
        while desk.cuts == cut:
            for number, name, payload in self.log[after:]:
                yield f"id: {number}\nevent: {name}\ndata: {json.dumps(payload)}\n\n".encode()
            after = len(self.log)
            await asyncio.sleep(0.01)


@dataclass
class MockDesk:
    """The server's memory, with knobs for the tests.

    Attributes:
        pace: seconds between two words of a suggestion.
        reject: problem documents for the next requests whose path, or path and query, ends so.
        expired: tokens that are no longer good.
        cuts: raised to break all live streams off.
    """

    pace: float = 0.0
    rows: dict[str, dict[str, Any]] = field(default_factory=lambda: {row["id"]: row for row in cases.rows()})
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    queue: Stream = field(default_factory=Stream)
    streams: dict[str, Stream] = field(default_factory=dict)
    reject: dict[str, list[Refused]] = field(default_factory=dict)
    expired: set[str] = field(default_factory=set)
    cuts: int = 0
    macros: list[dict[str, Any]] = field(default_factory=lambda: copy.deepcopy(cases.MACROS))
    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    logins: int = 0
    executed: list[str] = field(default_factory=list)

    def calls(self, path_end: str) -> list[Any]:
        return [body for _, path, body in self.requests if path.endswith(path_end)]

    def view(self, case_id: str) -> dict[str, Any]:
        if case_id not in self.rows:
            raise Refused(404, "case_not_found", "There is no such case.")
        view = self.views.setdefault(case_id, cases.view(self.rows[case_id]))
        return {**view, "case": self.rows[case_id]}

    def stream(self, case_id: str) -> Stream:
        return self.streams.setdefault(case_id, Stream())

    def change(self, case_id: str, **values: Any) -> dict[str, Any]:
        self.rows[case_id] = {**self.rows[case_id], **values}
        self.queue.add("queue", case=self.rows[case_id])
        self.stream(case_id).add("case", case=self.rows[case_id])
        return self.rows[case_id]

    def open(self, row: dict[str, Any]) -> None:
        """A new case comes in."""
        self.rows[row["id"]] = row
        self.queue.add("queue", case=row)

    def say(self, case_id: str, role: str, text: str, agent: str | None = None) -> dict[str, Any]:
        """Somebody says something in a conversation."""
        view = self.view(case_id)
        said = cases.message(len(view["entries"]) + 100, role, text, datetime.now(UTC), agent)
        stored = self.views[case_id]
        stored["entries"].append(said)
        stored["last_message_id"] = said["id"]
        self.stream(case_id).add("message", message=said)
        self.change(case_id, last_message={"role": role, "text": text, "at": said["at"]}, waiting_seconds=0)
        return said

    def claim(self, case_id: str, agent: dict[str, str], *, force: bool = False) -> dict[str, Any]:
        holder = self.rows[case_id]["assigned_to"]
        if holder and holder["id"] != agent["id"] and not force:
            raise Refused(409, "case_taken", f"{holder['name']} has claimed this case.")
        return self.change(case_id, state="claimed", assigned_to={"id": agent["id"], "name": agent["name"]})

    async def suggest(self, case_id: str) -> AsyncIterator[bytes]:
        for rank, script in enumerate(cases.SUGGESTIONS, 1):
            words = script["text"].split(" ")
            offer = {**script, "id": f"{case_id}-{len(self.requests)}-{rank}", "rank": rank}
            for count in range(4, len(words), 4) if self.pace else ():
                yield _event("suggestion", {**offer, "text": " ".join(words[:count]), "final": False})
                await asyncio.sleep(self.pace)
            yield _event("suggestion", {**offer, "final": True})
        yield _event("done", {})


def _event(name: str, payload: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(payload)}\n\n".encode()


def build(desk: MockDesk) -> FastAPI:
    """The application over this memory."""
    app = FastAPI()
    app.include_router(desk_page.router)

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        body = {"title": "Refused", "status": error.status, "detail": error.detail, "code": error.code}
        return JSONResponse(body, error.status, media_type="application/problem+json")

    async def admitted(request: Request) -> tuple[dict[str, str], Any]:
        """Who asks, and for what; the same key again is the same answer."""
        body = json.loads(await request.body() or b"null")
        path = request.url.path
        desk.requests.append((request.method, path, body))
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token in desk.expired or token.rsplit("/", 1)[0] not in AGENTS:
            raise Refused(401, "not_verified", "Please sign in.")
        for end, waiting in desk.reject.items():
            if waiting and (path.endswith(end) or f"{path}?{request.url.query}".endswith(end)):
                raise waiting.pop(0)
        return AGENTS[token.rsplit("/", 1)[0]], body

    async def mine(case_id: str, request: Request) -> tuple[dict[str, str], Any]:
        agent, body = await admitted(request)
        holder = desk.view(case_id)["case"]["assigned_to"]
        if not holder or holder["id"] != agent["id"]:
            raise Refused(409, "case_taken", "You don't have this case.")
        return agent, body

    @app.post("/v1/desk/login")
    async def login(request: Request) -> dict[str, Any]:
        body = await request.json()
        agent = AGENTS.get(body["email"])
        if agent is None or body["password"] != cases.PASSWORD:
            raise Refused(401, "wrong_credentials", "This e-mail and password don't belong together.")
        desk.logins += 1
        expires = datetime.now(UTC) + timedelta(hours=8)
        return {"token": f"{agent['email']}/{desk.logins}", "expires_at": expires.isoformat(), "agent": agent}

    @app.get("/v1/desk/me")
    async def me(request: Request) -> dict[str, Any]:
        agent, _ = await admitted(request)
        can = {"languages": ["en", "de", "ar"], "rewrite": True, "translate": True, "macros": True}
        return {"agent": agent, "shop_name": "Larkfell Outfitters", **can}

    @app.get("/v1/desk/cases")
    async def listed(request: Request, state: str, limit: int = 50) -> dict[str, Any]:
        agent, _ = await admitted(request)

        def fits(row: dict[str, Any]) -> bool:
            own = (row["assigned_to"] or {}).get("id") == agent["id"]
            return (
                (row["state"] == "claimed" and own == (state == "mine"))
                if state in {"mine", "claimed"}
                else (row["state"] == state)
            )

        return {"cases": [row for row in desk.rows.values() if fits(row)][:limit], "next": None}

    @app.get("/v1/desk/events")
    async def events(request: Request) -> Response:
        await admitted(request)
        last = request.headers.get("last-event-id")
        after = len(desk.queue.log) if last is None else int(last)
        return StreamingResponse(desk.queue.follow(after, desk), media_type="text/event-stream")

    @app.get("/v1/desk/cases/{case_id}")
    async def read(case_id: str, request: Request) -> dict[str, Any]:
        await admitted(request)
        return desk.view(case_id)

    @app.get("/v1/desk/cases/{case_id}/events")
    async def case_events(case_id: str, request: Request) -> Response:
        await admitted(request)
        last = request.headers.get("last-event-id")
        after = len(desk.stream(case_id).log) if last is None else int(last)
        return StreamingResponse(desk.stream(case_id).follow(after, desk), media_type="text/event-stream")

    @app.get("/v1/desk/cases/{case_id}/suggestions")
    async def suggestions(case_id: str, request: Request) -> Response:
        await admitted(request)
        return StreamingResponse(desk.suggest(case_id), media_type="text/event-stream")

    @app.post("/v1/desk/cases/{case_id}/suggestions/{suggestion}/feedback", status_code=204)
    async def feedback(case_id: str, suggestion: str, request: Request) -> None:
        await admitted(request)

    @app.post("/v1/desk/cases/{case_id}/claim")
    async def claim(case_id: str, request: Request) -> dict[str, Any]:
        agent, body = await admitted(request)
        return desk.claim(case_id, agent, force=body["force"])

    @app.post("/v1/desk/cases/{case_id}/release")
    async def release(case_id: str, request: Request) -> dict[str, Any]:
        await mine(case_id, request)
        return desk.change(case_id, state="waiting", assigned_to=None)

    @app.post("/v1/desk/cases/{case_id}/return")
    async def give_back(case_id: str, request: Request) -> dict[str, Any]:
        await mine(case_id, request)
        return desk.change(case_id, state="returned")

    @app.post("/v1/desk/cases/{case_id}/solve")
    async def solve(case_id: str, request: Request) -> dict[str, Any]:
        await mine(case_id, request)
        return desk.change(case_id, state="solved")

    @app.post("/v1/desk/cases/{case_id}/messages")
    async def send(case_id: str, request: Request) -> dict[str, Any]:
        agent, body = await mine(case_id, request)
        key = request.headers["idempotency-key"]
        if key not in desk.answers:
            entries = desk.view(case_id)["entries"]
            ids = [entry["id"] for entry in entries if entry["type"] == "message"]
            later = ids[ids.index(body["seen"]) + 1 :] if body["seen"] else ids
            other = [entry for entry in entries if entry["id"] in later and entry["role"] == "agent"]
            if other:
                raise Refused(409, "answered_already", f"{other[-1]['agent']} answered just now.")
            desk.answers[key] = {"message": desk.say(case_id, "agent", body["text"], agent["name"])}
        answer: dict[str, Any] = desk.answers[key]
        return answer

    @app.post("/v1/desk/cases/{case_id}/typing", status_code=204)
    async def typing(case_id: str, request: Request) -> None:
        await admitted(request)

    @app.post("/v1/desk/cases/{case_id}/notes")
    async def note(case_id: str, request: Request) -> dict[str, Any]:
        agent, body = await admitted(request)
        desk.view(case_id)
        written = {
            "id": f"note_{len(desk.requests)}",
            "agent": agent["name"],
            "text": body["text"],
            "at": datetime.now(UTC).isoformat(),
        }
        desk.views[case_id]["notes"].append(written)
        desk.stream(case_id).add("note", note=written)
        return {"note": written}

    @app.post("/v1/desk/cases/{case_id}/actions")
    async def prepare(case_id: str, request: Request) -> dict[str, Any]:
        _, body = await mine(case_id, request)
        proposal = fixtures.proposal(f"conv_{case_id}").model_dump(mode="json")
        allowed = body["kind"] != "exchange_items"
        verdict = {"allowed": allowed, "reason": "" if allowed else "An order is exchanged once.", "page": "exchanges"}
        return {"proposal": {**proposal, "action": body} if allowed else None, "verdict": verdict}

    @app.post("/v1/desk/cases/{case_id}/actions/{proposal_id}/confirm")
    async def confirm(case_id: str, proposal_id: str, request: Request) -> dict[str, Any]:
        _, body = await mine(case_id, request)
        key = request.headers["idempotency-key"]
        if key not in desk.answers:
            state = "executed" if body["accept"] else "declined"
            proposal = {**fixtures.proposal(f"conv_{case_id}").model_dump(mode="json"), "state": state}
            if body["accept"]:
                desk.executed.append(proposal_id)
                desk.views[case_id]["entries"].append(
                    {"type": "action", "id": 900, "turn_id": "", "proposal": proposal}
                )
            desk.answers[key] = {"proposal": proposal, "order": None}
        answer: dict[str, Any] = desk.answers[key]
        return answer

    @app.post("/v1/desk/cases/{case_id}/rewrite")
    async def rewrite(case_id: str, request: Request) -> dict[str, Any]:
        _, body = await admitted(request)
        return {"text": f"{body['text']} ({body['tone']})", "changed": body["tone"] != "plainer"}

    @app.post("/v1/desk/cases/{case_id}/translate")
    async def translate(case_id: str, request: Request) -> dict[str, Any]:
        _, body = await admitted(request)
        return {"text": f"[{body['to']}] {body['text']}", "changed": True}

    @app.get("/v1/desk/macros")
    async def macros(request: Request) -> dict[str, Any]:
        await admitted(request)
        return {"macros": desk.macros}

    @app.post("/v1/desk/macros")
    async def add_macro(request: Request) -> dict[str, Any]:
        _, body = await admitted(request)
        desk.macros.append({"id": f"m{len(desk.macros) + 1}", **body})
        return desk.macros[-1]

    @app.put("/v1/desk/macros/{macro_id}")
    async def put_macro(macro_id: str, request: Request) -> dict[str, Any]:
        _, body = await admitted(request)
        changed = {"id": macro_id, **body}
        desk.macros = [changed if macro["id"] == macro_id else macro for macro in desk.macros]
        return changed

    @app.delete("/v1/desk/macros/{macro_id}", status_code=204)
    async def drop_macro(macro_id: str, request: Request) -> None:
        await admitted(request)
        desk.macros = [macro for macro in desk.macros if macro["id"] != macro_id]

    @app.get("/v1/desk/solved")
    async def solved(request: Request, q: str) -> dict[str, Any]:
        await admitted(request)
        words = set(q.lower().split())
        return {"cases": [case for case in cases.SOLVED if words & set(str(case).lower().split())]}

    @app.get("/v1/desk/products/{product_id}")
    async def product(product_id: str, request: Request) -> dict[str, Any]:
        await admitted(request)
        cards = fixtures.cards(*fixtures.PRODUCTS, fixtures.MUG)
        return next(card.model_dump(mode="json") for card in cards if card.product_id == product_id)

    @app.get("/pictures/{tone}.svg")
    async def picture(tone: str) -> Response:
        back, tent = TONES[tone]
        return Response(PICTURE.format(back=back, tent=tent), media_type="image/svg+xml")

    return app


if __name__ == "__main__":
    uvicorn.run(build(MockDesk(pace=0.12)), host="127.0.0.1", port=8320, log_level="warning")
