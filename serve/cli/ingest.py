"""`shopkeeper ingest`: a catalogue of one's own becomes searchable."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from assistant.errors import InvalidInput
from retriever.catalogue.feed import read_feed
from retriever.catalogue.files import BadRow
from retriever.catalogue.records import CatalogueItem
from retriever.catalogue.service import IngestReport
from retriever.composition import open_retriever
from serve.app import retrieval_config
from serve.cli.client import ShopClient, batches
from serve.cli.logs import log_to_stderr
from serve.cli.owner import owner_url, owning
from serve.cli.progress import Report, progress_bars, stderr
from serve.cli.render import plain
from serve.settings import Settings

_SHOWN = 20  # bad rows that are listed for people
_MOST, _MOST_BYTES = 200, 200_000  # of one request


def ingest(settings: Settings, file: Path, *, as_json: bool) -> None:
    """Read a file into the shop, through its server while one runs, else into its folder.

    Raises:
        InvalidInput: the file itself can't be read, or nothing in it could.
    """
    log_to_stderr()
    console = stderr()
    if not file.is_file():
        raise InvalidInput(f"There is no file {file}.", hint="Give the path of a CSV or JSON-lines file.")
    with progress_bars(console) as report:
        if url := owner_url(settings.var_dir):
            outcome = asyncio.run(_send(url, settings.operator_token(), file, settings.currency, report))
        else:
            with owning(settings.var_dir):
                outcome = asyncio.run(_index(settings, file, report))
    _tell(console, file, outcome, as_json=as_json)
    if not outcome.products:
        raise typer.Exit(1)


async def _index(settings: Settings, file: Path, report: Report) -> IngestReport:
    retriever = await open_retriever(retrieval_config(settings), progress=report)

    def told(step: str, done: int, total: int) -> None:
        report(step, done / total if total else 0.0)

    try:
        return await retriever.service.ingest(file, currency=settings.currency, progress=told)
    finally:
        await retriever.close()


async def _send(url: str, operator_key: str, file: Path, currency: str | None, report: Report) -> IngestReport:
    """Hand the products to the running server, the only process that may touch the indexes."""
    bad: list[BadRow] = []
    products = variants = 0

    def good() -> Iterator[CatalogueItem]:
        for row in read_feed(file, currency):
            if isinstance(row, BadRow):
                bad.append(row)
            else:
                yield row

    async with ShopClient(url) as shop:
        for batch in batches(good(), _MOST, _MOST_BYTES):
            refused = await shop.put_products(batch, operator_key)
            taken = [item.product for item in batch if item.product.id not in refused]
            bad.extend(BadRow(i.line, refused[i.product.id]) for i in batch if i.product.id in refused)
            products += len(taken)
            variants += sum(len(product.variants) for product in taken)
            report(f"sending products to {url}", 0.0)
    report(f"sending products to {url}", 1.0)
    return IngestReport(products, variants, tuple(sorted(bad, key=lambda row: row.line)))


def _tell(console: Console, file: Path, outcome: IngestReport, *, as_json: bool) -> None:
    for row in outcome.bad_rows[:_SHOWN]:
        console.print(Text(plain(f"  line {row.line}: {row.reason}"), "yellow"))
    if (more := len(outcome.bad_rows) - _SHOWN) > 0:
        console.print(f"  … and {more:,} more rows that don't fit (--json lists all)")
    left_out = f"; {len(outcome.bad_rows):,} rows left out" if outcome.bad_rows else ""
    console.print(f"{outcome.products:,} products with {outcome.variants:,} variants are searchable{left_out}.")
    if as_json:
        told = {
            "file": str(file),
            "products": outcome.products,
            "variants": outcome.variants,
            "bad_rows": [{"line": row.line, "reason": row.reason} for row in outcome.bad_rows],
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
