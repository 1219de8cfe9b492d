"""`shopkeeper desk …`: the people at the desk."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from serve.cli.options import Demo, VarDir, settings_of

if TYPE_CHECKING:
    from serve.desk.agents import Agent
    from serve.settings import Settings

app = typer.Typer(help="The desk: who works there.", no_args_is_help=True, rich_markup_mode="rich")


@app.command("add-agent", epilog='Example: shopkeeper desk add-agent sam@shop.example --name "Sam"')
def add_agent(
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    name: Annotated[str, typer.Option(help="The name that shoppers are told.", prompt=True)],
    password: Annotated[
        str,
        typer.Option(
            help="At least 12 characters; asked for, without.",
            prompt=True,
            confirmation_prompt=True,
            hide_input=True,
            envvar="SHOPKEEPER_AGENT_PASSWORD",
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="The agent as one JSON object on stdout.")] = False,
    demo: Demo = None,
    var_dir: VarDir = None,
) -> None:
    """Let somebody sign in at the desk."""
    agent = asyncio.run(_add(settings_of(demo=demo, var_dir=var_dir), name, email, password))
    told = json.dumps(agent.model_dump()) if as_json else f"{agent.name} can sign in at /desk with {agent.email}."
    sys.stdout.write(f"{told}\n")


async def _add(settings: Settings, name: str, email: str, password: str) -> Agent:
    from serve.clock import utc_now  # noqa: PLC0415
    from serve.desk.agents import Agents  # noqa: PLC0415
    from serve.storage.database import connect_database  # noqa: PLC0415

    database = connect_database(settings.database)
    try:
        await database.migrate()
        return await Agents(database, settings.signing_key(), utc_now).add(name, email, password)
    finally:
        await database.close()
