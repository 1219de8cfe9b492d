"""The whole path in one place: rows in, an adapter in force out, or a sentence that says why not.

    sources -> cleaning -> mixture -> train -> export -> evaluate -> gate -> registry

python -m finetune.recipe --task router --from talk.jsonl        (shopkeeper train router --from talk.jsonl)
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from finetune.command_line import quieten, run_command
from finetune.export import Progress
from finetune.gates import Judgement, figures_of, gates_table, judge_report, require_passed
from finetune.measure import OpenScope, measure_adapter
from finetune.train import TrainConfig, load_task, train
from finetune.versions import AdapterVersions


@dataclass(frozen=True)
class Recipe:
    """What to make.

    Attributes:
        config: the mixture and the training.
        adapters: where versions are kept.
        limit: measure on so many held-out rows of each file; all without.
        use: put the version in force when it passes.
    """

    config: TrainConfig
    adapters: Path = Path("var/adapters")
    limit: int | None = None
    use: bool = True


def follow(
    recipe: Recipe,
    progress: Progress,
    tell: Callable[[list[Judgement]], None],
    open_scope: OpenScope | None = None,
) -> tuple[str, str]:
    """Follow the recipe and return the adapter's name and its new version.

    Args:
        progress: told what is being done, beside training's own bar.
        tell: given what the gates say, before a bad adapter is refused.
        open_scope: so that a router is measured as it serves, with the classifier of what no shop does beside it.

    Raises:
        InvalidInput: a row is broken, or the base can't be tuned.
        SetupError: the machine has to change first.
        WorseAdapter: it fails a gate; the run's folder keeps it all the same.
    """
    config = recipe.config
    task, run = config.mixture.task, config.runs_dir / config.name

    # Sources, cleaned and mixed: the written rows, the files named with --from, what is composed; nothing that is
    # measured on, nothing twice, nobody's personal data. The counts stand in the run's counts.json.
    learnt = load_task(config.mixture)

    # LoRA on all linear layers. A run that was interrupted goes on where its last checkpoint was.
    adapter = train(config, learnt)

    # Merged into its base and quantised, as it will serve, and measured on rows that nothing was tuned on.
    report = measure_adapter(
        task,
        adapter,
        config.base,
        config.models_dir,
        progress,
        open_scope=open_scope,
        limit=recipe.limit,
        threads=config.threads,
    )

    # No worse than the version in force on any gate, and above the floors.
    versions = AdapterVersions(recipe.adapters)
    before = versions.manifest(task).metrics if versions.versions(task) else None
    judgements = judge_report(task, report, figures_of(before) if before else None)
    tell(judgements)
    require_passed(judgements)

    # Kept with its papers: hashes of data and base, counts, figures, seed, settings, and whose words went in.
    version = versions.add(task, run, report, datetime.now(UTC))
    if recipe.use:
        versions.use(task, version)
    return task, version


def parse_recipe(arguments: Sequence[str] | None) -> tuple[Recipe, bool]:
    """Read flags into a recipe, and whether to stop after training."""
    from finetune.train_cli import parse_config  # noqa: PLC0415  # which needs this module's flags in its help

    parser = argparse.ArgumentParser(
        add_help=False, allow_abbrev=False
    )  # or --adapter would be taken for --adapters-dir
    parser.add_argument("--train-only", action="store_true")
    parser.add_argument("--no-use", action="store_true")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--adapters-dir", type=Path, default=Path("var/adapters"))
    given, rest = parser.parse_known_args(arguments)
    recipe = Recipe(parse_config(rest, epilog=_MORE), given.adapters_dir, given.limit, use=not given.no_use)
    return recipe, given.train_only


_MORE = """After training the adapter is measured on held-out rows and put in force where it passes the gates:
--train-only stops before that; --no-use keeps it without putting it in force; --limit N measures on N rows of each
file; --adapters-dir names where versions are kept (var/adapters)."""


def main(arguments: Sequence[str] | None = None, open_scope: OpenScope | None = None) -> None:
    """Follow the recipe from the command line; `follow` says what `open_scope` is for."""
    quieten()
    recipe, train_only = parse_recipe(arguments)
    console = Console(stderr=True, highlight=False)
    if train_only:
        print(train(recipe.config))  # noqa: T201
        return
    steps: set[str] = set()

    def progress(step: str, share: float) -> None:
        if step not in steps:
            steps.add(step)
            console.print(f"  {step} …")

    name, version = follow(recipe, progress, lambda judgements: console.print(gates_table(judgements)), open_scope)
    force = f" and in force; go back with: shopkeeper adapters rollback {name}" if recipe.use else ""
    print(f"{name} {version} is kept{force}")  # noqa: T201


if __name__ == "__main__":
    run_command(main)
