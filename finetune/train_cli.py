"""The training run's flags."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from finetune.mixture import Mixture
from finetune.train import TrainConfig


def parse_config(arguments: Sequence[str] | None) -> TrainConfig:
    """Read flags into a config; what isn't given keeps the recipe's own value."""
    parser = argparse.ArgumentParser(
        prog="python -m finetune.train",
        description="Train the router's LoRA adapter.",
        epilog="Example: python -m finetune.train --max-minutes 3 --composed 500  # a smoke run",
    )
    parser.add_argument("--name", default=TrainConfig().name, help="the run's folder under --runs-dir")
    parser.add_argument("--base", default=TrainConfig().base, help="packaged name, checkpoint folder or hub name")
    parser.add_argument("--adapter", type=Path, help="continue from this adapter")
    parser.add_argument(
        "--composed", type=int, nargs="+", help="composed rows of each epoch, e.g. --composed 3000 3000 0"
    )
    parser.add_argument("--data-dir", type=Path, help="folder with labelled *.jsonl rows")
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
    given = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value is not None}
    mixture: dict[str, object] = {
        name: given.pop(name) for name in ("composed", "data_dir", "dialogue_turns") if name in given
    }
    if "seed" in given:
        mixture["seed"] = given["seed"]
    return TrainConfig(mixture=Mixture.model_validate(mixture), **given)
