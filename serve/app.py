"""The composition root: the one place where settings become a running shop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog

from assistant.assist.translating import Translator
from assistant.errors import ShopkeeperError
from assistant.guard.guard import Guard
from assistant.planner.planner import Planner
from assistant.tools.context import Shop
from assistant.tools.registry import build_spoken_tools, build_tools
from assistant.turn.decide import Decisions
from assistant.turn.turn import TurnEngine
from assistant.writer.model_writer import ModelWriter
from assistant.writer.writer import PlainWriter
from retriever.composition import RetrieverConfig, open_retriever
from retriever.policies.service import PolicyService
from serve.access import Access
from serve.assisting import DEMO_CASES, open_assistance, open_library
from serve.clock import utc_now
from serve.deadline import PatientStorefront
from serve.desk.desk import DeskStores, open_desk
from serve.identity import Identity
from serve.insight.drafts import HelpDrafts
from serve.insight.folder import PageFolder
from serve.insight.metrics import MeteredConversations, MeteredEngine, Metrics
from serve.insight.satisfaction import SqlSatisfaction
from serve.insight.service import Insight
from serve.insight.solved import SqlSolvedCases
from serve.interrupted import InterruptedTurns
from serve.language_model import PART, LateChatModel, bring_up
from serve.one_time_codes import one_time_codes
from serve.progress import Progress
from serve.services import Readiness, Services
from serve.settings import ROUTER, WRITER, Settings
from serve.signals import Signals
from serve.storage.audit_chain import Witness
from serve.storage.conversations import SqlConversations
from serve.storage.database import connect_database
from serve.storage.events import ObservedEventLog, SqlBehaviour, SqlEventLog
from serve.storage.proof_tries import SqlProofTries
from serve.storage.proposals import SqlProposals
from serve.storage.turn_events import SqlTurnLog
from serve.storage.turn_records import SqlTurnRecords
from serve.storefronts import desk_hours, open_storefront, page_folders, policy_pages
from serve.turns import TurnRunner
from serve.unfinished import THE_SHOP, UnfinishedWrites

log = structlog.get_logger(__name__)

_MODEL_FIRST = 20.0  # seconds in which the language model, which every message needs, has the cores to itself

_LOOKED_AFTER = 30.0  # seconds between two looks at what was left open


async def build_services(settings: Settings, progress: Progress | None = None) -> Services:
    """Open everything that a shop needs, in the running event loop; the language model follows with `start`.

    Raises:
        SetupError: a setting, a file or the machine has to change first.
    """
    database = connect_database(settings.database)
    await database.migrate()
    retriever = await open_retriever(retrieval_config(settings), SqlBehaviour(database), progress=progress)
    witness = Witness(settings.witness_file, settings.signing_key())
    conversations, proposals = SqlConversations(database), SqlProposals(database, utc_now, witness)
    events, turn_log = ObservedEventLog(SqlEventLog(database), retriever.observe), SqlTurnLog(database)
    identity, signals = Identity(settings.signing_key(), utc_now), Signals()
    opened = await open_storefront(
        settings,
        database=database,
        retriever=retriever,
        events=events,
        identity=identity,
        clock=utc_now,
        progress=progress,
    )
    storefront = PatientStorefront(opened.storefront, settings.storefront_seconds)
    shop = Shop(
        search=retriever.search,
        recommender=retriever.recommender,
        catalogue=retriever.catalogue,
        evidence=retriever.evidence,
        policy_pages=retriever.policy_pages,
        orders=storefront,
        order_desk=storefront,
        carts=storefront,
        promotions=storefront,
        rule_book=opened.rules,
    )
    decisions = Decisions(shop, proposals)
    stores = DeskStores(database, conversations, proposals, turn_log, signals)
    desk = open_desk(stores, shop, decisions, settings.signing_key(), utc_now, hours=desk_hours(settings))
    tools, late, metrics = build_tools(), LateChatModel(), Metrics()
    planner = Planner(
        late,
        tools,
        count_tokens=late.count_tokens,
        context_length=late.context_length,
        name=settings.model_name(ROUTER),
        deadline=settings.llm_seconds,
        scope=retriever.scope,
    )
    writer = ModelWriter(
        late,
        count_tokens=late.count_tokens,
        context_length=late.context_length,
        name=settings.model_name(WRITER),
        deadline=settings.llm_seconds,
    )
    engine = TurnEngine(
        shop=shop,
        tools=tools | build_spoken_tools(),
        planner=planner,
        writer=writer if settings.writes else PlainWriter(),
        guard=Guard(settings.locale),
        conversations=MeteredConversations(conversations, metrics),
        proposals=proposals,
        proof_tries=SqlProofTries(database),
        handovers=desk.cases,
        event_log=events,
        clock=utc_now,
        codes=one_time_codes(settings, database, utc_now),
    )
    assistance = open_assistance(
        shop,
        tools,
        planner,
        database,
        retriever.encoder,
        utc_now,
        locale=settings.locale,
        file=DEMO_CASES if settings.demo else None,
    )
    unfinished = UnfinishedWrites(replace(decisions, agent=THE_SHOP), conversations, turn_log, desk.telling)
    metered = MeteredEngine(engine, metrics)
    aftermath = InterruptedTurns(engine, conversations, proposals, turn_log, unfinished)
    runner = TurnRunner(metered, conversations, turn_log, utc_now, aftermath, settings.turn_seconds, signals)
    insight = Insight(database, retriever.encoder, settings.insight, utc_now)
    drafts = HelpDrafts(
        database,
        SqlSolvedCases(database),
        retriever.policy_pages,
        PageFolder(settings.approved_pages, page_folders(settings)),
        retriever.encoder,
        utc_now,
        settings.locale,
    )
    readiness = Readiness()
    readiness.expect(PART, needed=False)
    for part in ("store", "search", "storefront"):
        readiness.expect(part)
        readiness.note(part, "ready")
    opening: list[asyncio.Task[None]] = []

    async def start() -> None:
        # In the background: a start never waits for the shop's own system, which may hang.
        opening.append(asyncio.create_task(look_after(runner, unfinished)))
        model = asyncio.create_task(bring_up(late, planner, settings, readiness))
        pages = asyncio.create_task(read_ahead(retriever.policy_pages, model))
        opening.extend((model, pages, asyncio.create_task(open_library(assistance.library, (model, pages)))))
        opening.append(asyncio.create_task(insight.keep_reading()))

    async def stop() -> None:
        await runner.close()
        for task in opening:
            task.cancel()
        await asyncio.gather(*opening, return_exceptions=True)
        late.close()
        await retriever.close()
        await database.close()

    return Services(
        settings=settings,
        identity=identity,
        access=Access(identity, conversations, opened.storefront.merge_carts, unfinished),
        runner=runner,
        shop=shop,
        catalogue=retriever.service,
        conversations=conversations,
        proposals=proposals,
        events=events,
        turn_log=turn_log,
        assistance=assistance,
        insight=insight,
        satisfaction=SqlSatisfaction(database),
        drafts=drafts,
        metrics=metrics,
        turn_records=SqlTurnRecords(database),
        desk=assistance.at(desk, Translator(late, settings.llm_model) if settings.llm_model else None),
        readiness=readiness,
        operator_token=settings.operator_token(),
        clock=utc_now,
        start=start,
        stop=stop,
        pages=opened.pages,
        lost=opened.lost,
    )


async def look_after(runner: TurnRunner, unfinished: UnfinishedWrites, every: float = _LOOKED_AFTER) -> None:
    """Settle what was left open, at start and now and then, so that a yes is carried out though nobody comes back."""
    await _looked_after(runner.recover, unfinished.recover)
    while True:
        await asyncio.sleep(every)
        await _looked_after(runner.end_overdue, unfinished.settle)


async def _looked_after(*steps: Callable[[], Awaitable[None]]) -> None:
    try:
        for step in steps:
            await step()
    except ShopkeeperError as error:
        log.warning("not_looked_after", code=error.code)


async def read_ahead(pages: PolicyService, after: asyncio.Task[None]) -> None:
    """Read the shop's pages before anybody asks about them, behind a task that needs the cores more.

    What stands in the way is told, and tried again at each question.
    """
    await asyncio.wait([after], timeout=_MODEL_FIRST)
    try:
        await pages.reload()
    except Exception:
        log.exception("policy_pages_not_read")


def retrieval_config(settings: Settings) -> RetrieverConfig:
    """Return where retrieval keeps its things; also for those who only fill the catalogue."""
    return RetrieverConfig(
        data_dir=settings.shop_dir / "catalogue",
        models_dir=settings.var_dir / "models",
        policies_dir=policy_pages(settings),
        approved_dir=settings.approved_pages,
    )
