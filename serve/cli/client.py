"""A shopper's side of the HTTP interface, as the terminal and the benches use it."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self, get_args

import httpx
from pydantic import BaseModel, TypeAdapter

from assistant.errors import InvalidInput, ShopkeeperError, Unavailable
from assistant.turn.events import TurnEvent
from retriever.catalogue.records import CatalogueItem

_TRIES = 4  # of one turn, when the line is lost
_PATIENCE = httpx.Timeout(10.0, read=90.0)  # heartbeats come every ten seconds
_EVENT: TypeAdapter[TurnEvent] = TypeAdapter(TurnEvent)
_KNOWN = frozenset(kind.model_fields["type"].default for kind in get_args(get_args(TurnEvent)[0]))


class Refused(ShopkeeperError):
    """The server answered with a problem document.

    Attributes:
        code: the problem's own code.
        retry_after: seconds to wait, when the server says so.
    """

    def __init__(self, detail: str, hint: str, code: str, retry_after: float | None = None) -> None:
        super().__init__(detail, hint=hint)
        self._code = code
        self.retry_after = retry_after

    @property
    def code(self) -> str:
        return self._code


class Begun(BaseModel):
    """A conversation that has just begun."""

    id: str
    greeting: str
    suggestions: tuple[str, ...]
    shop_name: str


@dataclass(frozen=True, slots=True)
class _Sent:
    """One server-sent event."""

    id: str
    type: str
    data: str


class ShopClient:
    """Talks to one server; use it as an async context manager.

    Args:
        url: where the server listens.
        token: a customer's identity token.

    Raises:
        Unavailable: from every method, when the server can't be reached.
        Refused: from every method, when the server says no.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        if not url.startswith(("http://", "https://")):
            raise InvalidInput(f"{url!r} is no address of a server.", hint="Write it like http://127.0.0.1:8000.")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.url = url.rstrip("/")
        self._http = httpx.AsyncClient(base_url=self.url, headers=headers, timeout=_PATIENCE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._http.aclose()

    async def settled(self) -> None:
        """Wait until the server's parts have started, the language model included; at most a minute."""
        for _ in range(120):
            try:
                health = (await self._http.get("/readyz")).json()
            except (httpx.TransportError, ValueError) as error:
                raise self._unreachable() from error
            if "starting" not in dict(health.get("parts", {})).values():
                return
            await asyncio.sleep(0.5)

    async def begin(self) -> Begun:
        """Begin a conversation."""
        return Begun.model_validate(await self._json("POST", "/v1/conversations", {}))

    async def cancel(self, conversation_id: str) -> None:
        """Stop the answer that is under way."""
        await self._json("POST", f"/v1/conversations/{conversation_id}/cancel", {})

    def say(self, conversation_id: str, text: str) -> AsyncIterator[TurnEvent]:
        """Say something and yield the answer's events as they come."""
        return self._turn(f"/v1/conversations/{conversation_id}/messages", {"text": text})

    def decide(self, conversation_id: str, proposal_id: str, *, accept: bool) -> AsyncIterator[TurnEvent]:
        """Say yes or no to a proposal and yield the answer's events as they come."""
        return self._turn(f"/v1/conversations/{conversation_id}/actions/{proposal_id}/confirm", {"accept": accept})

    async def put_products(self, items: Sequence[CatalogueItem], operator_key: str) -> dict[str, str]:
        """Add or replace products; return the reasons, by id, of those that the shop left out."""
        body = {"products": [{**item.product.model_dump(mode="json"), "goes_with": item.goes_with} for item in items]}
        authorization = {"Authorization": f"Bearer {operator_key}"}
        answer = await self._json("PUT", "/v1/catalog/products", body, authorization)
        return {left["id"]: left["reason"] for left in answer.get("refused", [])}

    async def _turn(self, path: str, body: dict[str, Any]) -> AsyncIterator[TurnEvent]:
        """Follow a turn to its end; after a lost line, join the same turn where it was left."""
        headers = {"Accept": "text/event-stream", "Idempotency-Key": secrets.token_urlsafe(16)}
        done = False
        for left in reversed(range(_TRIES)):
            try:
                async with self._http.stream("POST", path, json=body, headers=headers) as response:
                    await _check(response)
                    async for sent in _events(response.aiter_lines()):
                        headers["Last-Event-ID"] = sent.id
                        if sent.type in _KNOWN:  # a newer server may say more
                            yield _EVENT.validate_json(sent.data)
                        done = done or sent.type == "done"
            except httpx.TransportError as error:
                if not left and not done:
                    raise self._unreachable() from error
            if done:
                return
        raise Unavailable("The answer broke off.")

    async def _json(self, method: str, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
        try:
            response = await self._http.request(method, path, json=body, headers=headers)
        except httpx.TransportError as error:
            raise self._unreachable() from error
        await _check(response)
        return response.json()

    def _unreachable(self) -> Unavailable:
        return Unavailable(f"No shop answers at {self.url}.", hint="Start one with: shopkeeper serve")


async def _check(response: httpx.Response) -> None:
    """Raise what a problem document says; anything else that is no success as well as it can be told."""
    if response.is_success:
        return
    try:
        problem = json.loads(await response.aread())
        detail, hint, code = (str(problem.get(name, "")) for name in ("detail", "hint", "code"))
    except (ValueError, AttributeError):
        detail, hint, code = f"The server answered with status {response.status_code}.", "Is it a Shopkeeper?", "http"
    seconds = response.headers.get("Retry-After", "")
    raise Refused(detail, hint, code, float(seconds) if seconds.isdigit() else None)


async def _events(lines: AsyncIterator[str]) -> AsyncIterator[_Sent]:
    """Read server-sent events; comments are heartbeats."""
    fields: dict[str, str] = {}
    async for line in lines:
        if not line:
            if "data" in fields:
                yield _Sent(id=fields.get("id", ""), type=fields.get("event", "message"), data=fields["data"])
            fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            fields[name] = f"{fields[name]}\n{value}" if name == "data" and name in fields else value


def batches(items: Iterable[CatalogueItem], most: int, most_bytes: int) -> Iterator[list[CatalogueItem]]:
    """Group products so that each group fits a request's body."""
    batch: list[CatalogueItem] = []
    size = 0
    for item in items:
        length = len(item.product.model_dump_json().encode())
        if batch and (len(batch) == most or size + length > most_bytes):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += length
    if batch:
        yield batch
