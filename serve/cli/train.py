"""`shopkeeper train …`: tuning on the shop's own machine; the trainers read their own flags."""

from __future__ import annotations

import typer

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
