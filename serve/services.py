"""What the interfaces (HTTP, CLI) are given: the wired parts of one running shop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from fastapi import APIRouter, Request, Response

from assistant.tools.context import Shop
from assistant.turn.ports import EventLog
from retriever.catalogue.records import CatalogueItem
from retriever.catalogue.store import Refused
from serve.access import Access
from serve.assisting import Assistance
from serve.clock import Clock
from serve.desk.desk import Desk
from serve.identity import Identity
from serve.insight.drafts import HelpDrafts
from serve.insight.metrics import Metrics
from serve.insight.satisfaction import SqlSatisfaction
from serve.insight.service import Insight
from serve.settings import Settings
from serve.storage.conversations import SqlConversations
from serve.storage.proposals import SqlProposals
from serve.storage.turn_events import SqlTurnLog
from serve.storage.turn_records import SqlTurnRecords
from serve.turns import TurnRunner


class CatalogueWriter(Protocol):
    """Changes the catalogue; searches follow at once."""

    async def upsert(self, products: Iterable[CatalogueItem]) -> tuple[Refused, ...]:
        """Add or replace products; return those that can't stand beside the others."""
        ...

    async def delete(self, ids: Collection[str]) -> None: ...


class Readiness:
    """Which parts answer already; parts that only make answers better don't hold the service back."""

    def __init__(self) -> None:
        self._parts: dict[str, str] = {}
        self._needed: set[str] = set()

    def expect(self, part: str, *, needed: bool = True) -> None:
        """Announce a part that is on its way."""
        self._parts[part] = "starting"
        if needed:
            self._needed.add(part)

    def note(self, part: str, state: str) -> None:
        """Note the state of a part: "ready", or in a few words why not."""
        self._parts[part] = state

    @property
    def parts(self) -> dict[str, str]:
        return dict(self._parts)

    @property
    def ready(self) -> bool:
        return all(self._parts[part] == "ready" for part in self._needed)


@dataclass(frozen=True, slots=True)
class Services:
    """One shop's parts, wired; nothing in here is built by its users.

    Attributes:
        operator_token: opens the operator's routes.
        start, stop: run by the server's lifespan.
        assistance: the desk's; None for a server without one.
        pages: routers of the storefront that is served beside the API, if there is one.
        lost: answers with that storefront's page for an address that isn't there.
    """

    settings: Settings
    identity: Identity
    access: Access
    runner: TurnRunner
    shop: Shop
    catalogue: CatalogueWriter
    conversations: SqlConversations
    proposals: SqlProposals
    events: EventLog
    turn_log: SqlTurnLog
    insight: Insight
    satisfaction: SqlSatisfaction
    drafts: HelpDrafts
    metrics: Metrics
    turn_records: SqlTurnRecords
    desk: Desk
    readiness: Readiness
    operator_token: str
    clock: Clock
    start: Callable[[], Awaitable[None]]
    stop: Callable[[], Awaitable[None]]
    assistance: Assistance | None = field(default=None, repr=False)
    pages: Sequence[APIRouter] = field(default=())
    lost: Callable[[Request], Awaitable[Response]] | None = None
