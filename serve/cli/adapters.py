"""`shopkeeper adapters …`: which versions of the router and the writer there are, and which one answers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from serve.cli.options import Demo, VarDir, settings_of

app = typer.Typer(
    help="The tuned adapters: accept what training made, switch between versions, go back, forget.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
Name = Annotated[str, typer.Argument(help="router or writer.")]


@app.command("list", epilog="Example: shopkeeper adapters list")
def list_versions(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
    var_dir: VarDir = None,
) -> None:
    """List all versions with their figures; a star marks the one in force."""
    from serve.cli.adapter_work import manifests, versions_of, versions_table  # noqa: PLC0415
    from serve.cli.progress import stderr  # noqa: PLC0415

    versions = versions_of(settings_of(var_dir=var_dir))
    stderr().print(versions_table(versions))
    if as_json:
        sys.stdout.write(json.dumps([one.model_dump(mode="json") for one in manifests(versions)]) + "\n")


@app.command(epilog="Example: shopkeeper adapters show router v2")
def show(
    name: Name,
    version: Annotated[str | None, typer.Argument(help="A version; the one in force, without.")] = None,
    var_dir: VarDir = None,
) -> None:
    """Print what a version was made of: base, data, counts, figures, seed, settings, parent."""
    from serve.cli.adapter_work import versions_of  # noqa: PLC0415

    manifest = versions_of(settings_of(var_dir=var_dir)).manifest(name, version)
    sys.stdout.write(manifest.model_dump_json(indent=2) + "\n")


Run = Annotated[Path, typer.Argument(help="The folder of a training run that has ended.")]
Metrics = Annotated[
    Path | None, typer.Option(help="Its bench report, JSON; it is measured now, which takes minutes, without.")
]


@app.command(epilog="Example: shopkeeper adapters evaluate var/runs/router")
def evaluate(run: Run, metrics: Metrics = None, var_dir: VarDir = None) -> None:
    """Measure a trained adapter on held-out rows and hold it against the gates; nothing is kept. The figures are one
    JSON object on stdout."""
    from serve.cli.adapter_work import evaluate_run  # noqa: PLC0415

    task, figures = evaluate_run(settings_of(var_dir=var_dir), run, metrics)
    typer.echo(f"It may take the place of the {task} in force: shopkeeper adapters accept {run}", err=True)
    sys.stdout.write(json.dumps(figures) + "\n")


@app.command(epilog="Example: shopkeeper adapters accept var/runs/router")
def accept(
    run: Run,
    metrics: Metrics = None,
    switch: Annotated[bool, typer.Option("--use/--no-use", help="Put it in force at once.")] = True,
    var_dir: VarDir = None,
) -> None:
    """Measure a trained adapter and keep it as a new version, unless it is worse on any gate than the one in force."""
    from serve.cli.adapter_work import accept_run, put_in_force  # noqa: PLC0415

    settings = settings_of(var_dir=var_dir)
    name, version = accept_run(settings, run, metrics)
    typer.echo(f"{name} {version} is accepted.", err=True)
    if switch:
        put_in_force(settings, name, version)


@app.command(epilog="Example: shopkeeper adapters use router v2")
def use(
    name: Name,
    version: Annotated[str, typer.Argument(help="A version as `list` shows it.")],
    var_dir: VarDir = None,
) -> None:
    """Let a version answer from now on; a vLLM that `llm up` has started takes it without a dropped request."""
    from serve.cli.adapter_work import put_in_force  # noqa: PLC0415

    put_in_force(settings_of(var_dir=var_dir), name, version)


@app.command(epilog="Example: shopkeeper adapters rollback router")
def rollback(name: Name, var_dir: VarDir = None) -> None:
    """Go back to the version that was in force before."""
    from serve.cli.adapter_work import swap, versions_of  # noqa: PLC0415

    settings = settings_of(var_dir=var_dir)
    version = versions_of(settings).rollback(name)
    swap(settings, name, version)


@app.command(epilog="Example: shopkeeper adapters forget --owner cust_7 --out var/without && shopkeeper train …")
def forget(
    conversation: Annotated[str, typer.Option(help="The conversation's id.")] = "",
    owner: Annotated[str, typer.Option(help="The customer's id, or the pseudonym that an export shows.")] = "",
    out: Annotated[
        Path | None, typer.Option(help="Where the training files without their rows go (var/adapters/retrain).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
    demo: Demo = None,
    var_dir: VarDir = None,
) -> None:
    """Say which versions were trained on somebody's words, and write the training files without them."""
    from serve.cli.adapter_work import forget_words  # noqa: PLC0415

    told = forget_words(settings_of(demo=demo, var_dir=var_dir), conversation, owner, out)
    if as_json:
        sys.stdout.write(json.dumps(told) + "\n")
