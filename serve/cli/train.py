"""`shopkeeper train …`: tuning on the shop's own machine; the trainers read their own flags."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from serve.cli.options import VarDir, settings_of

app = typer.Typer(help="Tune the models on the shop's own data.", no_args_is_help=True, rich_markup_mode="rich")

_OWN_FLAGS = {"allow_extra_args": True, "ignore_unknown_options": True}


@app.command(
    context_settings=_OWN_FLAGS,
    add_help_option=False,
    epilog="Example: shopkeeper train router --max-minutes 3 --composed 500",
)
def router(context: typer.Context) -> None:
    """Tune the router, which turns messages into tool calls: train, measure, put in force; --help lists all flags."""
    from finetune.recipe import main  # noqa: PLC0415 (brings torch)
    from serve.cli.scope import open_scope  # noqa: PLC0415

    main(["--task", "router", *context.args], open_scope)


@app.command(
    context_settings=_OWN_FLAGS,
    add_help_option=False,
    epilog="Example: shopkeeper train writer --max-minutes 30 --epochs 2",
)
def writer(context: typer.Context) -> None:
    """Tune the writer, which says what the tools found: train, measure, put in force; --help lists all flags."""
    from finetune.recipe import main  # noqa: PLC0415 (brings torch)

    main(["--task", "writer", *context.args])


@app.command(epilog="Example: shopkeeper train assist --cases solved.jsonl --guidelines policy.md --out weights.json")
def assist(
    cases: Annotated[list[Path], typer.Option(help="Solved cases to learn from; never those to be measured on.")],
    guidelines: Annotated[list[Path] | None, typer.Option(help="What the shop's agents go by.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the weights are written to; else they are only told.")] = None,
    var_dir: VarDir = None,
) -> None:
    """Learn in which order suggestions stand: some twenty weights, written as they can be read."""
    from serve.cli.train_assist import train_assist  # noqa: PLC0415 (brings torch)

    train_assist(settings_of(var_dir=var_dir), cases, guidelines or (), out)
