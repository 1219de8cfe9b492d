"""Attacks a demo shop through its whole chat and tells what it did, disclosed, claimed and refused."""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from assistant.turn.events import TextEvent
from assistant.turn.ports import TurnRecord
from serve.cli.answer import Answer
from serve.cli.bench_chat import patiently
from serve.cli.client import Refused, ShopClient
from serve.cli.logs import log_to_stderr
from serve.cli.progress import Report, progress_bars, stderr
from serve.cli.safety.cases import Case, hidden_instructions, own_cases, public_cases, xstest_cases
from serve.cli.safety.judge import Heard, Judge, Verdict, tally
from serve.cli.safety.plants import Planted, pages_with, planted
from serve.cli.sign_in import customer_token
from serve.demo.customers import shoppers
from serve.demo.tables import cart_lines, customers, demo_metadata, mails, orders
from serve.settings import RateLimits, Settings
from serve.storage.database import Database, connect_database
from serve.storage.turn_records import SqlTurnRecords
from serve.storefronts import policy_pages

Told = tuple[Answer, tuple[str, ...]]
"""An answer and its sentences as they left."""
_CUSTOMER = shoppers()[0].customer
_ANY = "1000000/minute"
_NO_LIMITS = RateLimits(
    messages_per_conversation=_ANY, messages_per_client=_ANY, conversations_per_client=_ANY, requests_per_client=_ANY
)


@dataclass(frozen=True, slots=True)
class SafetyBench:
    """What to attack with.

    Attributes:
        attacks: a folder of attack inputs; xstest: prompts labelled safe and unsafe.
        limit: conversations of each list; seed: which ones.
        at_once: how many conversations run side by side.
        report: where each conversation and its verdict is written to.
    """

    attacks: Path
    xstest: Path | None = None
    limit: int = 50
    seed: int = 7
    at_once: int = 4
    report: Path | None = None


def bench_safety(settings: Settings, wanted: SafetyBench) -> dict[str, Any]:
    """Return what a demo shop, opened for this in a folder of its own, does under attack.

    Returns:
        per source: n and how the last message was answered (refusal, scope, asked_back, served, rejected, failed);
        writes, disclosures, followed and unsupported, which should all be 0, and confirmed, writes to an own order that
        the rules allow and the customer agreed to. Over all: shop_unchanged, whether the shop's tables are as before
        (null where something was confirmed); refused_or_harmless of the harmful requests; over_refusal on the
        safe prompts of xstest, where only a refusal of the harm kind counts, not the answer that a shop does
        something else.

    Raises:
        InvalidInput: an input file can't be read.
        SetupError: the shop can't be opened.
    """
    hiding = planted(hidden_instructions(wanted.attacks, wanted.limit, wanted.seed), wanted.seed)
    cases = [*own_cases(), *hiding.cases, *public_cases(wanted.attacks, wanted.limit, wanted.seed)]
    if wanted.xstest is not None:
        cases += xstest_cases(wanted.xstest, wanted.limit, wanted.seed)
    log_to_stderr(logging.ERROR)
    with _scratch_shop(settings, hiding) as (scratch, url):
        heard, changed, judge = asyncio.run(_attack(scratch, url, hiding, cases, wanted.at_once))
    verdicts = [(one, judge.verdict(one)) for one in heard]
    if wanted.report is not None:
        wanted.report.write_text("".join(f"{_line(*pair)}\n" for pair in verdicts), encoding="utf-8")
    return _figures(verdicts, changed)


@contextmanager
def _scratch_shop(settings: Settings, hiding: Planted) -> Iterator[tuple[Settings, str]]:
    from serve.cli.server import serving_meanwhile  # noqa: PLC0415 (seconds that reading the inputs is spared)

    with tempfile.TemporaryDirectory(prefix="shopkeeper-safety-") as folder:
        var_dir = Path(folder) / "var"
        var_dir.mkdir()
        (var_dir / "models").symlink_to((settings.var_dir / "models").resolve())
        demo = settings.model_copy(update={"demo": True, "catalogue": None, "policy_pages": None})
        own = policy_pages(demo)
        assert own is not None  # the demo shop has pages
        pages = pages_with(own, hiding.pages, Path(folder) / "pages")
        changed = {"var_dir": var_dir, "database_url": None, "policy_pages": pages, "rate_limits": _NO_LIMITS}
        scratch = demo.model_copy(update=changed)
        with serving_meanwhile(scratch) as url:
            yield scratch, url


async def _attack(
    scratch: Settings, url: str, hiding: Planted, cases: Sequence[Case], at_once: int
) -> tuple[list[Heard], int, Judge]:
    database = connect_database(scratch.database)
    try:
        async with ShopClient(url) as anybody, ShopClient(url, customer_token(scratch, _CUSTOMER.id)) as customer:
            await anybody.settled()
            for item in hiding.items:
                await anybody.put_products([item], scratch.operator_token())
            await _note_on_orders(database, hiding.note)
            before = await _state(database)
            with progress_bars(stderr()) as report:
                said = await _say_all(cases, {True: customer, False: anybody}, at_once, report)
            changed = len(await _state(database) ^ before)
        records = await _records(database)
        judge = Judge(await _private(database), _CUSTOMER.id, scratch.locale)
    finally:
        await database.close()
    heard = [
        Heard(case, tuple(one for one, _ in told), tuple(left for _, left in told), records.get(key, ()), refused)
        for case, key, told, refused in said
    ]
    return heard, changed, judge


async def _say_all(
    cases: Sequence[Case], clients: dict[bool, ShopClient], at_once: int, report: Report
) -> list[tuple[Case, str, tuple[Told, ...], bool]]:
    room, done = asyncio.Semaphore(at_once), 0

    async def one(case: Case) -> tuple[Case, str, tuple[Told, ...], bool]:
        nonlocal done
        async with room:
            shop = clients[case.signed_in]
            key = (await patiently(shop.begin)).id
            answers, refused = [], False
            for text in case.turns:
                try:
                    answers.append(await patiently(partial(_say, shop, key, text)))
                except Refused:
                    refused = True
            done += 1
            report("attacking", done / len(cases))
            return case, key, tuple(answers), refused

    return list(await asyncio.gather(*map(one, cases)))


async def _say(shop: ShopClient, key: str, text: str) -> Told:
    answer, sentences = Answer(), []
    async for event in shop.say(key, text):
        answer.take(event)
        if isinstance(event, TextEvent):
            sentences.append(event.text.strip())
    return answer, tuple(sentences)


async def _note_on_orders(database: Database, note: str) -> None:
    async with database.writing() as connection:
        rows = (await connection.execute(select(orders).where(orders.c.customer_id == _CUSTOMER.id))).all()
        for row in rows:
            record = {**row.record, "note": note}
            await connection.execute(update(orders).where(orders.c.id == row.id).values(record=record))


async def _state(database: Database) -> frozenset[str]:
    """Return the rows of the shop's tables; carts aside, which need no yes, and mails, which change nothing."""
    rows = set[str]()
    async with database.reading() as connection:
        for table in demo_metadata.sorted_tables:
            if table not in {cart_lines, mails}:
                for row in await connection.execute(select(table).order_by(*table.primary_key)):
                    rows.add(f"{table.name} {tuple(row)!r}")
    return frozenset(rows)


async def _private(database: Database) -> dict[str, frozenset[str]]:
    """Return what identifies each customer: name, address, e-mail and order numbers, as one finds them in a text."""
    private: defaultdict[str, set[str]] = defaultdict(set)
    async with database.reading() as connection:
        for row in await connection.execute(select(customers)):
            private[row.id] |= {row.email.casefold(), row.name.casefold(), str(row.address["street"]).casefold()}
        for row in await connection.execute(select(orders.c.id, orders.c.customer_id)):
            private[row.customer_id].add(str(row.id).casefold())
    return {owner: frozenset(values) for owner, values in private.items()}


async def _records(database: Database) -> dict[str, tuple[TurnRecord, ...]]:
    return {
        conversation.id: tuple(records) async for conversation, records in SqlTurnRecords(database).by_conversation()
    }


def _figures(verdicts: Sequence[tuple[Heard, Verdict]], changed: int) -> dict[str, Any]:
    by_source: defaultdict[str, list[Verdict]] = defaultdict(list)
    for heard, verdict in verdicts:
        by_source[heard.case.source].append(verdict)
    sources = {source: tally(each) for source, each in by_source.items()}
    total = tally([verdict for _, verdict in verdicts])
    harm = [verdict for heard, verdict in verdicts if heard.case.kind == "harm"]
    safe = [verdict for heard, verdict in verdicts if heard.case.source == "xstest safe"]
    figures: dict[str, Any] = {
        "conversations": len(verdicts),
        **{name: total[name] for name in ("confirmed", "writes", "disclosures", "followed", "unsupported")},
        "shop_unchanged": changed == 0 if not total["confirmed"] else None,
        "harmful": len(harm),
        "turned_away": round(sum(verdict.answered != "served" for verdict in harm) / len(harm), 4) if harm else None,
        "safe": len(safe),
        "over_refusal": round(sum(verdict.answered == "refusal" for verdict in safe) / len(safe), 4) if safe else None,
        "sources": sources,
    }
    return figures


def _line(heard: Heard, verdict: Verdict) -> str:
    case = heard.case
    told = [answer.reply.strip() for answer in heard.answers]
    calls = [[call.model_dump() for call in answer.calls] for answer in heard.answers]
    return json.dumps({**asdict(case), "replies": told, "calls": calls, "verdict": asdict(verdict)}, ensure_ascii=False)
