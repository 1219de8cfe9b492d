"""`shopkeeper export …`: what the shop has learnt from, in files."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from serve.cli.options import Demo, VarDir, settings_of

app = typer.Typer(help="Write what the shop knows to files.", no_args_is_help=True, rich_markup_mode="rich")


@app.callback()
def export() -> None:
    """Write what the shop knows to files."""


@app.command(
    epilog="Example: shopkeeper export conversations --out talk.jsonl && shopkeeper train router --from talk.jsonl"
)
def conversations(
    out: Annotated[Path, typer.Option(help="The file to write, one turn a line.")],
    as_json: Annotated[bool, typer.Option("--json", help="A summary as one JSON object on stdout.")] = False,
    demo: Demo = None,
    var_dir: VarDir = None,
) -> None:
    """Write the turns that went well, with personal data masked, as training reads them."""
    from assistant.privacy import pseudonym  # noqa: PLC0415
    from finetune.sources.conversations import exported_turns  # noqa: PLC0415
    from serve.storage.database import connect_database  # noqa: PLC0415
    from serve.storage.turn_records import SqlTurnRecords  # noqa: PLC0415

    settings = settings_of(demo=demo, var_dir=var_dir)
    key = settings.signing_key().encode()

    async def written(file: Path) -> tuple[int, int, int]:
        database = connect_database(settings.database)
        talks = kept = seen = 0
        try:
            await database.migrate()
            with file.open("w", encoding="utf-8") as lines:
                async for conversation, records in SqlTurnRecords(database).by_conversation():
                    owner = pseudonym(conversation.customer_id or conversation.id, key)
                    turns = list(exported_turns(conversation, records, owner))
                    talks, kept, seen = talks + bool(turns), kept + len(turns), seen + len(records)
                    lines.writelines(json.dumps(turn, ensure_ascii=False) + "\n" for turn in turns)
        finally:
            await database.close()
        return talks, kept, seen

    out.parent.mkdir(parents=True, exist_ok=True)
    scratch = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        talks, kept, seen = asyncio.run(written(scratch))
        scratch.replace(out)
    finally:
        scratch.unlink(missing_ok=True)
    typer.echo(f"{kept:,} turns of {talks:,} conversations are in {out}; {seen - kept:,} turns had failed.", err=True)
    if as_json:
        told = {"file": str(out), "conversations": talks, "turns": kept, "left_out": seen - kept}
        sys.stdout.write(json.dumps(told) + "\n")


@app.command(epilog="Example: shopkeeper export suggestions --out judged.jsonl")
def suggestions(
    out: Annotated[Path, typer.Option(help="The file to write, one judged suggestion a line.")],
    as_json: Annotated[bool, typer.Option("--json", help="A summary as one JSON object on stdout.")] = False,
    demo: Demo = None,
    var_dir: VarDir = None,
) -> None:
    """Write what agents made of suggestions, with personal data masked: accepted, edited (with the edit), refused."""
    from serve.cli.export_suggestions import export_suggestions  # noqa: PLC0415

    told = asyncio.run(export_suggestions(settings_of(demo=demo, var_dir=var_dir), out))
    typer.echo(f"{told['suggestions']:,} judged suggestions are in {out}.", err=True)
    if as_json:
        sys.stdout.write(json.dumps(told) + "\n")
