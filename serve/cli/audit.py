"""`shopkeeper audit …`: whether the record of what was proposed, confirmed and done is whole, and what it says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from assistant.errors import NotFound, SetupError
from serve.cli.options import Demo, VarDir, settings_of

if TYPE_CHECKING:
    from serve.settings import Settings
    from serve.storage.audit import Audit, Finding, History

app = typer.Typer(
    help="Check the record of what was proposed, confirmed and done, and read it.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, for programs.")]
_T = TypeVar("_T")


@app.command(epilog="Example: shopkeeper audit verify || echo 'somebody was at the audit'")
def verify(as_json: AsJson = False, demo: Demo = None, var_dir: VarDir = None) -> None:
    """Check every row of the audit; exits with 1 and names each one that was changed, cut out or slipped in."""
    report = _ask(settings_of(demo=demo, var_dir=var_dir), lambda audit: audit.check())
    if as_json:
        found = [{"row": f.seq, "proposal": f.proposal_id, "problem": f.problem} for f in report.findings]
        typer.echo(json.dumps({"rows": report.rows, "head": report.head, "findings": found}))
    else:
        for finding in report.findings:
            typer.echo(_line(finding))
        whole = "whole" if not report.findings else f"not whole: {len(report.findings)} findings"
        typer.echo(f"The audit of {report.rows} rows is {whole}. Its newest hash is {report.head}.")
    if report.findings:
        raise typer.Exit(1)


@app.command(epilog="Example: shopkeeper audit show HT-10482")
def show(
    wanted: Annotated[str, typer.Argument(metavar="ORDER", help="An order's number, or a proposal's id.")],
    as_json: AsJson = False,
    demo: Demo = None,
    var_dir: VarDir = None,
) -> None:
    """Say what was proposed for an order, who decided it, by which rule, and what it came to."""
    histories = _ask(settings_of(demo=demo, var_dir=var_dir), lambda audit: audit.histories(wanted))
    if not histories:
        raise NotFound(f"Nothing was ever proposed for {wanted}.", hint="Give an order's number, or a proposal's id.")
    if as_json:
        typer.echo(json.dumps([_plain(history) for history in histories]))
        return
    for history in histories:
        typer.echo("\n".join(_told(history)) + "\n")


def _ask(settings: Settings, question: Callable[[Audit], Awaitable[_T]]) -> _T:
    """Ask the audit beside a server that may be running."""
    from sqlalchemy.engine import make_url  # noqa: PLC0415

    from serve.storage.audit import Audit  # noqa: PLC0415
    from serve.storage.audit_chain import Witness  # noqa: PLC0415
    from serve.storage.database import connect_database  # noqa: PLC0415

    url = make_url(settings.database)
    file = settings.shop_dir / "shopkeeper.db"
    if settings.database_url is None and not file.is_file():
        raise SetupError(f"There is no database at {file}.", hint="Name the folder of the shop with --var-dir.")

    async def asked() -> _T:
        database = connect_database(url.render_as_string(hide_password=False))
        try:
            await database.migrate()
            return await question(Audit(database, Witness(settings.witness_file, settings.signing_key())))
        finally:
            await database.close()

    return asyncio.run(asked())


def _line(finding: Finding) -> str:
    where = [f"Row {finding.seq}" if finding.seq is not None else "", finding.proposal_id]
    place = ", ".join(part for part in where if part)
    return f"{place}: {finding.problem}" if place else finding.problem


def _told(history: History) -> list[str]:
    proposal = history.proposal
    lines = [f"{proposal.title}  [{proposal.id}, now {proposal.state.value}]", *(f"  {e}" for e in proposal.effects)]
    for entry in history.entries:
        did = "proposed" if entry.before is None else entry.after
        actor = f" by {entry.actor}" if entry.actor else ""
        because = "; ".join(part for part in (entry.verdict, entry.outcome) if part)
        lines.append(f"  {entry.at:%Y-%m-%d %H:%M:%S} UTC  {did}{actor}{f': {because}' if because else ''}")
    return lines


def _plain(history: History) -> dict[str, object]:
    moves = [
        {
            "row": entry.seq,
            "at": entry.at.isoformat(),
            "before": entry.before,
            "after": entry.after,
            "actor": entry.actor,
            "verdict": entry.verdict,
            "outcome": entry.outcome,
        }
        for entry in history.entries
    ]
    return {"proposal": history.proposal.model_dump(mode="json"), "moves": moves}
