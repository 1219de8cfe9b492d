"""`shopkeeper llm …`: vLLM as the language model's engine, on this machine."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.errors import InvalidInput
from serve.cli.options import VarDir, settings_of

app = typer.Typer(
    help="Run vLLM on this machine: started, stopped, looked at, and given other adapters while it runs.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


@app.command(
    context_settings={"allow_extra_args": True},
    epilog="Examples: shopkeeper llm up && shopkeeper serve --llm-url http://127.0.0.1:8001/v1\n\n"
    "shopkeeper llm up --base Qwen/Qwen3-0.6B --adapter router=var/runs/qwen/adapter -- --gpu-memory-utilization 0.5",
)
def up(
    context: typer.Context,
    base: Annotated[
        str | None, typer.Option(help="A packaged name (smollm2-135m), a folder with a checkpoint, or a hub name.")
    ] = None,
    adapter: Annotated[
        list[str] | None, typer.Option(help="A LoRA adapter as NAME=FOLDER; may be repeated. Those in force, without.")
    ] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port on this machine (8001).")] = None,
    context_length: Annotated[
        int | None, typer.Option(min=256, help="Tokens of prompt and answer together (4096, or what the model has).")
    ] = None,
    cpu_cores: Annotated[
        int | None, typer.Option(min=1, help="Cores that compute, where there is no GPU; all but one, without.")
    ] = None,
    var_dir: VarDir = None,
) -> None:
    """Install vLLM into an environment of its own (once), start it, and wait until it answers.

    What stands after -- is handed to vLLM as it is.
    """
    from finetune.base import DEFAULT_BASE  # noqa: PLC0415
    from finetune.versions import AdapterVersions  # noqa: PLC0415
    from serve.cli.progress import progress_bars, stderr  # noqa: PLC0415
    from serve.llm.engine import Engine  # noqa: PLC0415
    from serve.llm.environment import EngineEnvironment, fitting_build, list_gpus  # noqa: PLC0415
    from serve.llm.up import Wish, engine_home, start_engine  # noqa: PLC0415

    settings, console = settings_of(var_dir=var_dir), stderr()
    in_force = AdapterVersions(settings.adapters).trained_on(base or DEFAULT_BASE)
    given = {
        "base": base,
        "adapters": _named(adapter or []) or in_force,
        "port": port,
        "context_length": context_length,
        "cores": cpu_cores,
        "extra": tuple(context.args),
    }
    wish = Wish(**{name: value for name, value in given.items() if value})  # type: ignore[arg-type]  # typer has checked
    home = engine_home(settings.var_dir)
    environment = EngineEnvironment(home, fitting_build(list_gpus()))
    with progress_bars(console) as report:
        record = start_engine(wish, Engine(home), environment, settings.var_dir / "models", report, sys.stderr)
    if not record.adapters:
        console.print("No adapter fits this base: tune one with shopkeeper train, or name it with --adapter.")
    model = "" if "router" in record.adapters else f"SHOPKEEPER_LLM_MODEL={record.name} "
    console.print("vLLM answers. Use it with:")
    sys.stdout.write(f"{model}shopkeeper serve --llm-url {record.url}\n")


@app.command(epilog="Example: shopkeeper llm install")
def install(var_dir: VarDir = None) -> None:
    """Only install vLLM, the build that fits this machine; `up` does it too where it is missing."""
    from serve.llm.environment import EngineEnvironment, fitting_build, list_gpus  # noqa: PLC0415
    from serve.llm.up import engine_home  # noqa: PLC0415

    build = fitting_build(list_gpus())
    EngineEnvironment(engine_home(settings_of(var_dir=var_dir).var_dir), build).ensure(sys.stderr)
    sys.stdout.write(f"{build.package} is installed.\n")


@app.command(epilog="Example: shopkeeper llm down")
def down(var_dir: VarDir = None) -> None:
    """Stop the vLLM that `up` has started; answers under way break off."""
    from serve.llm.engine import Engine  # noqa: PLC0415
    from serve.llm.up import engine_home  # noqa: PLC0415

    was_there = Engine(engine_home(settings_of(var_dir=var_dir).var_dir)).stop()
    sys.stdout.write("vLLM is stopped.\n" if was_there else "vLLM wasn't running.\n")


@app.command(epilog="Example: shopkeeper llm status --json")
def status(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
    var_dir: VarDir = None,
) -> None:
    """Say whether vLLM runs, where, and what it serves."""
    from serve.llm.engine import Engine  # noqa: PLC0415
    from serve.llm.up import engine_home  # noqa: PLC0415

    engine = Engine(engine_home(settings_of(var_dir=var_dir).var_dir))
    found = engine.status()
    record = found.record
    if as_json:
        figures = {"url": record.url, **asdict(record)} if record else {}
        sys.stdout.write(json.dumps({"state": found.state, "models": found.models, **figures}) + "\n")
    elif record is None:
        sys.stdout.write("vLLM isn't running. Start it: shopkeeper llm up\n")
    else:
        sys.stdout.write(f"vLLM is {found.state}, at {record.url} (process {record.process.pid}, {record.device})\n")
        sys.stdout.write(f"  base     {record.name} ({record.base}), context {record.context_length or 'its own'}\n")
        for name, folder in record.adapters.items():
            sys.stdout.write(f"  adapter  {name} ({folder})\n")
        sys.stdout.write(f"  log      {engine.log}\n")


@app.command(epilog="Example: shopkeeper llm load router var/runs/router-2/adapter")
def load(
    name: Annotated[str, typer.Argument(help="The name that requests use: router, writer.")],
    folder: Annotated[Path, typer.Argument(help="The folder of the LoRA adapter.")],
    var_dir: VarDir = None,
) -> None:
    """Let the adapter in a folder answer for a name from now on, without a dropped request; loading the one before
    goes back to it."""
    from serve.llm.switch import AdapterSwitch  # noqa: PLC0415
    from serve.llm.up import engine_home  # noqa: PLC0415

    version = AdapterSwitch(engine_home(settings_of(var_dir=var_dir).var_dir)).load(name, folder)
    sys.stdout.write(f"{name} is now answered by {folder} ({version}).\n")


def _named(given: list[str]) -> dict[str, Path]:
    """Read NAME=FOLDER pairs."""
    pairs = [pair.partition("=") for pair in given]
    for name, equals, folder in pairs:
        if not (name and equals and folder):
            raise InvalidInput(f"{name!r} is no adapter.", hint="Write it like --adapter router=path/to/folder")
    return {name: Path(folder) for name, _, folder in pairs}
