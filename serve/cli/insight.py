"""`shopkeeper insight`: the report in the terminal."""

from __future__ import annotations

import asyncio
import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from serve.cli.logs import log_to_stderr
from serve.cli.progress import progress_bars, stderr
from serve.cli.render import plain
from serve.clock import utc_now
from serve.insight.report import InsightReport, Named, Share
from serve.insight.service import Insight
from serve.settings import Settings
from serve.storage.database import connect_database

_GROUPS = 15
_STEP = "reading new turns"


def insight(settings: Settings, days: int, *, as_json: bool) -> None:
    """Print the report of the last days; a running server is in nobody's way.

    Raises:
        SetupError: the database or the sentence encoder can't be opened.
    """
    log_to_stderr()
    report = asyncio.run(_report(settings, days))
    if as_json:
        sys.stdout.write(report.model_dump_json() + "\n")
    else:
        _print(Console(highlight=False), report)


async def _report(settings: Settings, days: int) -> InsightReport:
    database = connect_database(settings.database)
    try:
        await database.migrate()
        with progress_bars(stderr()) as report:
            encoder = MiniLM(await asyncio.to_thread(prepare, settings.var_dir / "models", report))
            found = Insight(database, encoder, settings.insight, utc_now)
            await found.read(told=lambda done, total: report(_STEP, done / total))
            return await found.report(days)
    finally:
        await database.close()


def _print(console: Console, report: InsightReport) -> None:
    volume = report.volume
    talks, days = f"{volume.conversations:,} conversations", f"{report.period.days} days"
    console.print(f"{talks}, {volume.turns:,} turns in {days}", style="bold")
    if volume.unread:
        console.print(f"{volume.unread:,} turns are not read yet.")
    console.print(_figures(report))
    sample = report.sample
    title = f"What shoppers ask ({sample.turns:,} of {sample.of:,} messages; {sample.alone:,} were said once)"
    groups = Table(title=title, title_justify="left")
    for name, side in (("asked", "left"), ("times", "right"), ("change", "right"), ("failed", "right"), ("by", "left")):
        groups.add_column(name, justify=side)  # type: ignore[arg-type]  # a literal, by the line above
    for group in report.groups[:_GROUPS]:
        change = "new" if group.change is None else f"{group.change:+.0%}"
        failed = f"{group.troubled.share or 0:.0%}"
        groups.add_row(Text(plain(group.label)), f"{group.count:,}", change, failed, _named(group.tools[:1]))
    console.print(groups)


def _figures(report: InsightReport) -> Table:
    resolved, thought, cost = report.resolution, report.satisfaction, report.cost
    sentence, took = report.times.first_sentence_ms, cost.model_seconds_a_conversation or 0
    figures = Table.grid(padding=(0, 2, 0, 0))
    figures.add_row("failed turns", _share(report.troubled), _named(report.troubles))
    figures.add_row("resolved", _share(resolved.resolved), f"by the assistant, for {resolved.window_days} days")
    figures.add_row("… so far", _share(resolved.so_far), "of all, as they stand")
    figures.add_row("handed over", _share(report.handovers.conversations), _named(report.handovers.reasons))
    figures.add_row("satisfied", _share(thought.satisfied), f"answered when asked: {_share(thought.responses)}")
    if sentence.p50 is not None:
        figures.add_row("first sentence", f"{sentence.p50:,.0f} ms", f"95 of 100 within {sentence.p95:,.0f} ms")
    spent = f"{cost.amount_a_conversation or 0:.4f} {cost.currency}"
    figures.add_row(
        "a conversation", f"{cost.tokens_a_conversation or 0:,.0f} tokens", f"{took:.1f} s of model, {spent}"
    )
    return figures


def _share(share: Share) -> str:
    low, high = share.ci95
    return "–" if share.share is None else f"{share.share:.0%} ({low:.0%} to {high:.0%}) of {share.of:,}"


def _named(counted: tuple[Named, ...]) -> str:
    return ", ".join(f"{each.name} {each.count:,}" for each in counted)
