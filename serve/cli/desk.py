"""`shopkeeper desk …`: the people at the desk."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from serve.cli.options import Demo, VarDir, settings_of

if TYPE_CHECKING:
    from serve.desk.agents import Agents
    from serve.settings import Settings

Found = TypeVar("Found")

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
    agent = asyncio.run(_at_desk(settings_of(demo=demo, var_dir=var_dir), lambda desk: desk.add(name, email, password)))
    told = json.dumps(agent.model_dump()) if as_json else f"{agent.name} can sign in at /desk with {agent.email}."
    sys.stdout.write(f"{told}\n")


@app.command(epilog="Example: shopkeeper desk agents --json")
def agents(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
    demo: Demo = None,
    var_dir: VarDir = None,
) -> None:
    """List who works at the desk."""
    found = asyncio.run(_at_desk(settings_of(demo=demo, var_dir=var_dir), lambda desk: desk.all()))
    told = json.dumps({"agents": [agent.model_dump() for agent in found]})
    sys.stdout.write(f"{told}\n" if as_json else "".join(f"{one.name}  {one.email or one.id}\n" for one in found))


@app.command("remove-agent", epilog="Example: shopkeeper desk remove-agent sam@shop.example")
def remove_agent(
    who: Annotated[str, typer.Argument(help="The address that they sign in with, or their id.")],
    demo: Demo = None,
    var_dir: VarDir = None,
) -> None:
    """Let somebody in no more, from this moment on; what they did stays on record."""
    gone = asyncio.run(_at_desk(settings_of(demo=demo, var_dir=var_dir), lambda desk: desk.remove(who)))
    sys.stdout.write(f"{gone.name} can't sign in any more.\n")


async def _at_desk(settings: Settings, work: Callable[[Agents], Awaitable[Found]]) -> Found:
    from serve.clock import utc_now  # noqa: PLC0415
    from serve.desk.agents import Agents  # noqa: PLC0415
    from serve.storage.database import connect_database  # noqa: PLC0415

    database = connect_database(settings.database)
    try:
        await database.migrate()
        return await work(Agents(database, settings.signing_key(), utc_now))
    finally:
        await database.close()
