"""Averages adapters of the same shape: a uniform soup (Wortsman et al. 2022, "Model soups", section 2).

Adapters that were trained on from a common one lie close together, and their mean is often better than each.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import InvalidInput
from finetune.base import publish
from finetune.registry import CONFIG, WEIGHTS


def average_adapters(folders: Sequence[Path], target: Path) -> Path:
    """Write the mean of some adapters' weights to a folder and return it; its config is the first one's.

    Raises:
        InvalidInput: fewer than two adapters, one that is missing, or one of another shape.
    """
    import torch  # noqa: PLC0415  # seconds to import
    from safetensors.torch import load_file, save_file  # noqa: PLC0415

    if len(folders) < 2:
        raise InvalidInput("An average takes two adapters or more.")
    missing = [folder for folder in folders if not (folder / WEIGHTS).is_file()]
    if missing:
        raise InvalidInput(f"There is no adapter in {missing[0]}.")
    parts = [load_file(str(folder / WEIGHTS)) for folder in folders]
    shapes = [{name: weight.shape for name, weight in part.items()} for part in parts]
    if any(shape != shapes[0] for shape in shapes):
        raise InvalidInput("These adapters differ in their layers or ranks, so they have no average.")
    mean = {name: torch.stack([part[name].float() for part in parts]).mean(0) for name in parts[0]}
    scratch = target.with_name(f".{target.name}")
    scratch.mkdir(parents=True, exist_ok=True)
    save_file({name: weight.to(parts[0][name].dtype) for name, weight in mean.items()}, str(scratch / WEIGHTS))
    shutil.copyfile(folders[0] / CONFIG, scratch / CONFIG)
    publish(scratch, target)
    return target
