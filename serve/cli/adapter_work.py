"""What the commands about adapters do: measure, judge, keep, switch, forget."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from assistant.errors import InvalidInput, ModelUnavailable
from assistant.privacy import pseudonym
from finetune.forgetting import Wanted, find_learnt, write_without
from finetune.gates import GATES, figures_of, gates_table, judge_report, require_passed
from finetune.versions import AdapterVersions, Manifest
from serve.cli.progress import progress_bars, stderr
from serve.clock import utc_now
from serve.settings import Settings


def versions_of(settings: Settings) -> AdapterVersions:
    return AdapterVersions(settings.adapters)


def evaluate_run(settings: Settings, run: Path, metrics: Path | None) -> tuple[str, dict[str, Any]]:
    """Hold a run's adapter against the gates and return its task and its figures.

    Raises:
        InvalidInput: the run or the report can't be read.
        WorseAdapter: it fails a gate.
    """
    try:
        config = json.loads((run / "config.json").read_text(encoding="utf-8"))
        task, base = str(config["mixture"]["task"]), str(config["base"])
        report = json.loads(metrics.read_text(encoding="utf-8")) if metrics else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{metrics or run} can't be read.", hint="Give the folder of a training run.") from error
    versions = versions_of(settings)
    figures = figures_of(report if report is not None else measure(settings, task, run, base))
    before = figures_of(versions.manifest(task).metrics) if versions.versions(task) else None
    judgements = judge_report(task, figures, before)
    stderr().print(gates_table(judgements))
    require_passed(judgements)
    return task, figures


def accept_run(settings: Settings, run: Path, metrics: Path | None) -> tuple[str, str]:
    """Keep a run's adapter as a new version of its task's name, and return both; raises as `evaluate_run` does."""
    task, figures = evaluate_run(settings, run, metrics)
    return task, versions_of(settings).add(task, run, figures, utc_now())


def measure(settings: Settings, task: str, run: Path, base: str) -> dict[str, Any]:
    """Return the report of a run's adapter over the shipped held-out rows, measured as it will serve."""
    from finetune.measure import measure_adapter  # noqa: PLC0415 (brings the engine)
    from serve.cli.scope import open_scope  # noqa: PLC0415

    with progress_bars(stderr()) as report:
        return measure_adapter(
            task,
            run / "adapter",
            base,
            settings.var_dir / "models",
            report,
            open_scope=open_scope,
            threads=settings.llm_threads,
        )


def put_in_force(settings: Settings, name: str, version: str) -> None:
    """Let a version answer from now on."""
    versions_of(settings).use(name, version)
    swap(settings, name, version)


def swap(settings: Settings, name: str, version: str) -> None:
    """Give a running vLLM the version that is in force, and say who answers by it from when on."""
    from serve.llm.switch import AdapterSwitch  # noqa: PLC0415
    from serve.llm.up import engine_home  # noqa: PLC0415

    folder = versions_of(settings).folder(name, version)
    try:
        AdapterSwitch(engine_home(settings.var_dir)).load(name, folder)
    except ModelUnavailable:
        typer.echo(f"{name} {version} is in force: the next start of shopkeeper serve takes it.", err=True)
    else:
        typer.echo(f"{name} {version} is in force, and vLLM answers by it already.", err=True)


def forget_words(settings: Settings, conversation: str, owner: str, out: Path | None) -> dict[str, Any]:
    """Find the versions that learnt somebody's words, and write their sources without them.

    Raises:
        InvalidInput: nobody is named.
    """
    if not (conversation or owner):
        raise InvalidInput("Nobody is named.", hint="Give --conversation ID or --owner CUSTOMER.")
    versions, out = versions_of(settings), out or settings.adapters / "retrain"
    names = {Wanted(conversation, owner)} | (
        {Wanted(conversation, pseudonym(owner, settings.signing_key().encode()))} if owner else set()
    )
    learnt = {(one.name, one.version): one for wanted in names for one in find_learnt(versions, wanted)}
    files: dict[str, int] = {}
    for source in sorted({source for one in learnt.values() for source in one.sources}):
        if not source.is_file():
            typer.echo(f"{source} isn't there any more, so nothing is taken out of it.", err=True)
            continue
        target, gone = out / source.name, 0
        for number, wanted in enumerate(names):
            gone += write_without(target if number else source, target, wanted)
        files[str(target)] = gone
    for one in learnt.values():
        force = ", in force" if one.in_force else ""
        typer.echo(f"{one.name} {one.version}{force}: {one.rows} rows of theirs went in.", err=True)
    if not learnt:
        typer.echo("No adapter was trained on their words.", err=True)
    elif files:
        tasks = sorted({one.name for one in learnt.values()})
        typer.echo(f"Train again: shopkeeper train {tasks[0]} --from {' '.join(files)}", err=True)
    return {
        "versions": [
            {"name": one.name, "version": one.version, "rows": one.rows, "in_force": one.in_force}
            for one in learnt.values()
        ],
        "files": files,
    }


def manifests(versions: AdapterVersions) -> Iterator[Manifest]:
    """Yield the manifests of all versions."""
    for name in versions.names():
        for version in versions.versions(name):
            yield versions.manifest(name, version)


def versions_table(versions: AdapterVersions) -> Table:
    table = Table("adapter", "version", "made", "base", "conversations", "figures")
    for manifest in manifests(versions):
        figures = figures_of(manifest.metrics)
        told = ", ".join(
            f"{gate.words} {figures[gate.metric]:.1%}"
            for gate in GATES.get(manifest.name, ())
            if gate.metric in figures
        )
        star = " *" if manifest.version == versions.current(manifest.name) else ""
        made = f"{manifest.created_at:%Y-%m-%d %H:%M}"
        row = (manifest.name, f"{manifest.version}{star}", made, manifest.base, str(manifest.conversations), told)
        table.add_row(*row)
    return table
