"""Opens the storefront behind the assistant: the demo shop with its pages, or carts over a catalogue of one's own."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import structlog
from fastapi import APIRouter, Request, Response

from assistant.domain.product import Product
from assistant.errors import InvalidInput
from assistant.policy.rule_book import RuleBook, Rules
from assistant.tools.ports import Storefront
from assistant.turn.ports import EventLog
from retriever.catalogue.service import CatalogueService
from retriever.catalogue.store import ProductStore
from retriever.composition import Retriever
from serve import demo
from serve.clock import Clock
from serve.demo.art.router import art_router
from serve.demo.catalogue import authored_rows
from serve.demo.pages.logins import demo_logins
from serve.demo.pages.router import not_found_page, pages_router
from serve.demo.pages.services import PageServices
from serve.demo.pages.session import SESSION_LIFETIME, Sessions
from serve.demo.promotions import all_promotions
from serve.demo.seed import seed_demo
from serve.demo.shelf import CatalogueShelf
from serve.demo.storefront import DemoStorefront
from serve.demo.tables import demo_metadata
from serve.desk.hours import OpeningHours
from serve.identity import Identity
from serve.one_time_codes import mailbox
from serve.progress import Progress
from serve.retail import opening
from serve.retail.opening import open_retail, retail_rules
from serve.settings import Settings
from serve.storage.database import Database

_DEMO = Path(demo.__file__).parent
_SHOWN = 20  # bad rows that the log names
log = structlog.get_logger(__name__)


class ServedStorefront(Storefront, Protocol):
    """A storefront that is served here: it also hands an anonymous cart to the customer who signs in."""

    async def merge_carts(self, session_id: str, customer_id: str) -> None: ...


@dataclass(frozen=True, slots=True)
class OpenedStorefront:
    """A storefront with its rules and, if it has pages of its own, their routers and its page for lost visitors."""

    storefront: ServedStorefront
    rules: Rules
    pages: tuple[APIRouter, ...] = ()
    lost: Callable[[Request], Awaitable[Response]] | None = None


def policy_pages(settings: Settings) -> Path | None:
    """Return the folder of the shop's own pages."""
    if settings.policy_pages is not None or (settings.retail_data is None and not settings.demo):
        return settings.policy_pages
    return _DEMO / "policies" if settings.demo else opening.POLICIES


def page_folders(settings: Settings) -> tuple[Path, ...]:
    """Return every folder in which pages of the shop lie, approved ones included."""
    return tuple(dict.fromkeys(folder for folder in (policy_pages(settings), settings.approved_pages) if folder))


def desk_hours(settings: Settings) -> OpeningHours | None:
    """Return when people answer: as the settings say, or as the demo's page on contact does; None for always."""
    if settings.desk_hours is not None or not settings.demo:
        return settings.desk_hours
    return OpeningHours.from_toml(_DEMO / "hours.toml")


async def open_storefront(
    settings: Settings,
    *,
    database: Database,
    retriever: Retriever,
    events: EventLog,
    identity: Identity,
    clock: Clock,
    progress: Progress | None,
) -> OpenedStorefront:
    """Open the storefront and, on the first start, fill its catalogue.

    Raises:
        SetupError: the policy file can't be used.
        InvalidInput: the catalogue file, or the records, can't be read.
    """
    if settings.retail_data is not None:
        shop = await open_retail(settings.retail_data, database=database, retriever=retriever, clock=clock)
        return OpenedStorefront(shop, retail_rules(settings.policy_rules))
    rules = RuleBook(settings.policy_rules or _DEMO / "policy.toml")
    shelf = CatalogueShelf(retriever.store)
    if not settings.demo:
        await _own_catalogue(settings, database, retriever.service, progress)
        return OpenedStorefront(DemoStorefront(database, shelf, rules, (), clock), rules)
    state = await seed_demo(
        database,
        store=retriever.store,
        service=retriever.service,
        events=events,
        rules=rules.current,
        now=clock(),
        progress=progress,
    )
    storefront = DemoStorefront(database, shelf, rules, all_promotions(state.as_of.date()), clock)
    await storefront.start()
    pages = _page_services(settings, storefront, retriever, events, identity)
    if settings.code_delivery == "outbox":
        pages = replace(pages, outbox=mailbox(settings, database, clock))
    routers = (pages_router(pages), art_router(authored_rows()))
    return OpenedStorefront(storefront, rules, routers, partial(not_found_page, pages))


async def _own_catalogue(
    settings: Settings, database: Database, service: CatalogueService, progress: Progress | None
) -> None:
    """Read the catalogue file when it is new or has changed; an interrupted reading begins again."""
    async with database.writing() as connection:
        await connection.run_sync(demo_metadata.create_all)
    file = settings.catalogue
    if file is None:
        return
    note = settings.shop_dir / "catalogue.sha256"
    digest = await asyncio.to_thread(_digest, file)
    if note.is_file() and note.read_text(encoding="ascii") == digest:
        return

    def told(step: str, done: int, total: int) -> None:
        if progress:
            progress(step, done / total if total else 0.0)

    report = await service.ingest(file, currency=settings.currency, progress=told)
    for row in report.bad_rows[:_SHOWN]:
        log.warning("row_left_out", line=row.line, reason=row.reason)
    if report.bad_rows:
        log.warning("rows_left_out", rows=len(report.bad_rows), products=report.products)
    if not report.products:
        raise InvalidInput(
            f"Nothing in {file} can be sold; line {report.bad_rows[0].line}: {report.bad_rows[0].reason}."
            if report.bad_rows
            else f"There is no product in {file}.",
            hint="Correct the file and start again; prices in one currency, which --currency may name.",
        )
    note.write_text(digest, encoding="ascii")


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise InvalidInput(f"The catalogue {file} can't be read: {error.strerror}.") from error


def _page_services(
    settings: Settings, storefront: DemoStorefront, retriever: Retriever, events: EventLog, identity: Identity
) -> PageServices:
    return PageServices(
        search=retriever.search,
        recommender=retriever.recommender,
        catalogue=retriever.catalogue,
        assortment=StoreAssortment(retriever.store),
        policy_pages=page_folders(settings),
        storefront=storefront,
        sessions=Sessions(settings.signing_key()),
        issue_token=identity.issue_token,
        issue_visitor_token=partial(identity.issue_session_token, lifetime=SESSION_LIFETIME),
        events=events,
        logins=demo_logins(),
        shop_name=settings.shop_name,
    )


class StoreAssortment:
    """All products in catalogue order, read anew when the catalogue has changed."""

    def __init__(self, store: ProductStore) -> None:
        self._store = store
        self._read: tuple[int, tuple[Product, ...]] = (-1, ())

    async def products(self) -> Sequence[Product]:
        version = self._store.version
        if self._read[0] != version:
            self._read = (version, await asyncio.to_thread(self._all))
        return self._read[1]

    def _all(self) -> tuple[Product, ...]:
        ids = self._store.all_ids()
        found = self._store.get_many(ids)
        return tuple(found[product_id] for product_id in ids if product_id in found)
