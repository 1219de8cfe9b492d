"""A desk with two agents, and the whole application on a port of its own for a real browser."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from assistant.domain.conversation import ToolCall
from serve.http.app import create_app
from tests.serve.served import OPERATOR, Clock, Served, build

PERSON = "I'd like to talk to a person."
PAGE = """<!doctype html><html lang="en"><title>Shop</title><body><h1>Shop</h1>
<script src="/widget/shopkeeper.js" data-shop="Alder &amp; Co"></script></body></html>"""


@dataclass
class AtDesk:
    """One agent's requests."""

    client: httpx.AsyncClient
    headers: dict[str, str]
    name: str

    async def get(self, path: str, **query: Any) -> Any:
        answer = await self.client.get(f"/v1/desk{path}", params=query, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: object = None, status: int | None = None, **headers: str) -> Any:
        answer = await self.client.post(f"/v1/desk{path}", json=body, headers={**self.headers, **headers})
        assert answer.status_code == status or (status is None and answer.is_success), answer.text
        return answer.json() if answer.content else None

    async def put(self, path: str, body: object, status: int = 200) -> Any:
        answer = await self.client.put(f"/v1/desk{path}", json=body, headers=self.headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def delete(self, path: str, status: int = 204) -> None:
        answer = await self.client.delete(f"/v1/desk{path}", headers=self.headers)
        assert answer.status_code == status, answer.text


async def agent_of(served: Served, agent_id: str, name: str) -> AtDesk:
    body = {"agent_id": agent_id, "name": name}
    headers = {"Authorization": f"Bearer {OPERATOR}"}
    answer = await served.client.post("/v1/desk/tokens", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return AtDesk(served.client, {"Authorization": f"Bearer {answer.json()['token']}"}, name)


@pytest.fixture
async def sam(served: Served) -> AtDesk:
    return await agent_of(served, "sam", "Sam")


@pytest.fixture
async def kim(served: Served) -> AtDesk:
    return await agent_of(served, "kim", "Kim")


@dataclass
class Live:
    """The application behind a real address."""

    url: str
    agent: httpx.Client

    def waiting(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.agent.get("/v1/desk/cases").json()["cases"]
        return found

    def post(self, path: str, body: object = None) -> Any:
        answer = self.agent.post(f"/v1/desk{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    services, _, planner, _ = build(tmp_path, Clock())
    planner.script[PERSON] = [ToolCall(name="handoff_to_human")]
    app = create_app(services)
    _add_page(app)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical")
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    url = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=url) as client:
        headers = {"Authorization": f"Bearer {OPERATOR}"}
        answer = client.post("/v1/desk/tokens", json={"agent_id": "sam", "name": "Sam"}, headers=headers)
        client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        yield Live(url, client)
    server.should_exit = True
    thread.join(10)


def _add_page(app: FastAPI) -> None:
    @app.get("/", response_class=HTMLResponse)
    async def page() -> str:
        return PAGE
