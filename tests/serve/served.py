"""The real application over a real SQLite file, with a small shop in memory and a planner that follows a script."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from langchain_core.tools import StructuredTool

from assistant.domain.conversation import ToolCall
from assistant.guard.guard import Guard
from assistant.planner.context import PlanContext
from assistant.planner.planner import Plan
from assistant.tools.context import Shop
from assistant.tools.registry import build_spoken_tools, build_tools
from assistant.turn.codes import CodeSender, OneTimeCodes
from assistant.turn.decide import Decisions
from assistant.turn.turn import TurnEngine
from assistant.writer.writer import PlainWriter
from retriever.catalogue.records import CatalogueItem
from retriever.catalogue.store import Refused
from serve.access import Access
from serve.deadline import PatientStorefront
from serve.desk.desk import DeskStores, open_desk
from serve.http.app import create_app
from serve.identity import Identity
from serve.insight.drafts import HelpDrafts
from serve.insight.folder import PageFolder
from serve.insight.metrics import MeteredConversations, MeteredEngine, Metrics
from serve.insight.satisfaction import SqlSatisfaction
from serve.insight.service import Insight
from serve.insight.solved import SqlSolvedCases
from serve.interrupted import InterruptedTurns
from serve.services import Readiness, Services
from serve.settings import Settings
from serve.signals import Signals
from serve.storage.audit import Audit
from serve.storage.audit_chain import Witness
from serve.storage.codes import SqlCodes
from serve.storage.conversations import SqlConversations
from serve.storage.database import connect_database
from serve.storage.events import SqlEventLog
from serve.storage.proof_tries import SqlProofTries
from serve.storage.proposals import SqlProposals
from serve.storage.turn_events import SqlTurnLog
from serve.storage.turn_records import SqlTurnRecords
from serve.turns import TurnRunner
from serve.unfinished import UnfinishedWrites
from tests.support.encoder import WordEncoder
from tests.support.shop import NOW, MemoryShop, memory_shop

KEY = "a-key-for-tests-only-0123456789abcdef"
OPERATOR = "an-operator-key-for-tests-0123456789"


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class ScriptedPlanner:
    """Plans by the message's text; a planner that waits shows what happens while a turn runs.

    Attributes:
        script: calls by message; anything else is a greeting.
        failure: raised instead of a plan.
        gate: when set, each plan waits for it.
    """

    script: dict[str, Sequence[ToolCall]] = field(default_factory=dict)
    failure: Exception | None = None
    gate: asyncio.Event | None = None
    asked: list[str] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def plan(self, context: PlanContext, *, locale: str = "en") -> Plan:
        self.asked.append(context.message)
        self.begun.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        calls = self.script.get(context.message, [ToolCall(name="reply", args={"kind": "greeting"})])
        return Plan(calls=tuple(calls), prompt_tokens=9, completion_tokens=3, duration_ms=1.0, origin="model")


@dataclass
class MemoryCatalogue:
    """Changes the products of the shop in memory."""

    shop: MemoryShop
    related: dict[str, tuple[str, ...]] = field(default_factory=dict)

    async def upsert(self, products: Iterable[CatalogueItem]) -> tuple[Refused, ...]:
        refused = []
        for item in products:
            others = [other for other in self.shop.products.values() if other.id != item.product.id]
            taken = {variant.id for other in others for variant in other.variants}
            if taken & {variant.id for variant in item.product.variants}:
                refused.append(Refused(item, "a variant is another product's"))
            else:
                self.shop.products[item.product.id] = item.product
                self.related[item.product.id] = item.goes_with
        return tuple(refused)

    async def delete(self, ids: Collection[str]) -> None:
        for product_id in ids:
            self.shop.products.pop(product_id, None)


@dataclass
class MemoryPages:
    """The pages of the shop in memory, which counts how often they were read anew."""

    shop: MemoryShop
    reloads: int = 0

    async def reload(self) -> int:
        self.reloads += 1
        return len(self.shop.passages_found)


@dataclass
class Served:
    """One running application with its parts at hand."""

    app: FastAPI
    client: httpx.AsyncClient
    services: Services
    shop: MemoryShop
    planner: ScriptedPlanner
    clock: Clock
    engine: TurnEngine

    @property
    def audit(self) -> Audit:
        return Audit(self.services.proposals._database, Witness(self.services.settings.witness_file, KEY))

    def token(self, customer_id: str = "c1", **values: Any) -> dict[str, str]:
        issued = self.services.identity.issue_token(customer_id, "Maya Torres", f"{customer_id}@example.com", **values)
        return {"Authorization": f"Bearer {issued}"}

    async def conversation(self, **headers: str) -> str:
        answer = await self.client.post("/v1/conversations", json={}, headers=headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def say(self, conversation_id: str, text: str, **headers: str) -> dict[str, Any]:
        answer = await self.client.post(
            f"/v1/conversations/{conversation_id}/messages",
            json={"text": text},
            headers={"Accept": "application/json", **headers},
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@cache
def _tools() -> dict[str, StructuredTool]:
    """The registry holds no state, and takes a tenth of a second to build."""
    return build_tools() | build_spoken_tools()


def build(
    folder: Path, clock: Clock, instead: Shop | None = None, sender: CodeSender | None = None, **settings: Any
) -> tuple[Services, MemoryShop, ScriptedPlanner, TurnEngine]:
    """Wire the services as serve/app.py does, over the shop in memory or, instead of it, over another one."""
    chosen = Settings(var_dir=folder, secret_key=KEY, operator_key=OPERATOR, shop_name="Alder & Co", **settings)
    database = connect_database(chosen.database)
    shop, planner = memory_shop(), ScriptedPlanner()
    patient = PatientStorefront(shop, chosen.storefront_seconds)
    ports = instead or replace(shop.ports(), orders=patient, order_desk=patient, carts=patient, promotions=patient)
    witness = Witness(chosen.witness_file, KEY)
    conversations, proposals = SqlConversations(database), SqlProposals(database, clock, witness)
    events, turn_log, signals, metrics = SqlEventLog(database), SqlTurnLog(database), Signals(), Metrics()
    decisions = Decisions(ports, proposals)
    stores = DeskStores(database, conversations, proposals, turn_log, signals)
    desk = open_desk(stores, ports, decisions, KEY, clock, hours=chosen.desk_hours)
    engine = TurnEngine(
        shop=ports,
        tools=_tools(),
        planner=planner,  # type: ignore[arg-type]
        writer=PlainWriter(),
        guard=Guard(),
        conversations=MeteredConversations(conversations, metrics),
        proposals=proposals,
        proof_tries=SqlProofTries(database),
        handovers=desk.cases,
        event_log=events,
        clock=clock,
        codes=OneTimeCodes(SqlCodes(database, KEY.encode()), sender) if sender else None,
    )
    unfinished = UnfinishedWrites(decisions, conversations, turn_log, desk.telling)
    metered = MeteredEngine(engine, metrics)
    aftermath = InterruptedTurns(engine, conversations, proposals, turn_log, unfinished)
    runner = TurnRunner(metered, conversations, turn_log, clock, aftermath, chosen.turn_seconds, signals)
    identity = Identity(KEY, clock)
    readiness = Readiness()
    readiness.expect("store")

    async def start() -> None:
        await database.migrate()
        await runner.recover()
        await unfinished.recover()
        readiness.note("store", "ready")

    async def stop() -> None:
        await runner.close(grace_seconds=0.2)
        await database.close()

    async def merge(session_id: str, customer_id: str) -> None:
        for line in (await shop.get_cart(session_id)).lines:
            await shop.change(customer_id, "add", line.variant_id, line.quantity)
        await shop.change(session_id, "clear")

    services = Services(
        settings=chosen,
        identity=identity,
        access=Access(identity, conversations, merge, unfinished),
        runner=runner,
        shop=ports,
        catalogue=MemoryCatalogue(shop),
        conversations=conversations,
        proposals=proposals,
        events=events,
        turn_log=turn_log,
        insight=Insight(database, WordEncoder(), chosen.insight, clock),
        satisfaction=SqlSatisfaction(database),
        drafts=HelpDrafts(
            database,
            SqlSolvedCases(database),
            MemoryPages(shop),
            PageFolder(chosen.approved_pages),
            WordEncoder(),
            clock,
        ),
        metrics=metrics,
        turn_records=SqlTurnRecords(database),
        desk=desk,
        readiness=readiness,
        operator_token=chosen.operator_token(),
        clock=clock,
        start=start,
        stop=stop,
    )
    return services, shop, planner, engine


@asynccontextmanager
async def serving(
    folder: Path, instead: Shop | None = None, sender: CodeSender | None = None, **settings: Any
) -> AsyncIterator[Served]:
    """Run the application in this process; requests go straight into it."""
    clock = Clock()
    services, shop, planner, engine = build(folder, clock, instead, sender, **settings)
    app = create_app(services)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            yield Served(app, client, services, shop, planner, clock, engine)


def parse_stream(text: str) -> list[tuple[int, str, Mapping[str, Any]]]:
    """Return (id, event, data) of a stream's events."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((int(lines["id"]), lines["event"], json.loads(lines["data"])))
    return found
