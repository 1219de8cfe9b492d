"""LoRA adapters on disk: checked before vLLM is asked, and kept under names that say what is in them."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import struct
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import InvalidInput

_CONFIG = "adapter_config.json"
_WEIGHTS = "adapter_model.safetensors"
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,60}")
_LAYER = re.compile(r"\.layers\.(\d+)\..*\b(q_proj|o_proj)\.lora_([AB])\.")
_HEADER_BYTES = 100_000_000  # a header that claims more is no header


@dataclass(frozen=True, slots=True)
class Adapter:
    """A LoRA adapter that was looked at.

    Attributes:
        rank: the largest rank in it.
        digest: sha256 of its two files, so that changed weights never pass for the ones before.
    """

    name: str
    folder: Path
    rank: int
    digest: str


def read_adapter(name: str, folder: Path, base: str) -> Adapter:
    """Look at an adapter's files.

    Args:
        name: what requests shall call it.
        base: the model that it shall work on; looked at where it is a folder.

    Raises:
        InvalidInput: in one sentence, why it can't be served.
    """
    if not _NAME.fullmatch(name):
        raise InvalidInput(f"{name!r} is no name for an adapter.", hint="Use letters, digits, dots and dashes.")
    if not (folder / _WEIGHTS).is_file():
        raise InvalidInput(
            f"There is no LoRA adapter in {folder}.", hint=f"Its folder holds {_CONFIG} and {_WEIGHTS}, as peft saves."
        )
    rank = _read_rank(folder)
    _require_fit(folder, _read_shapes(folder / _WEIGHTS), Path(base))
    digest = hashlib.sha256()
    for file in (_CONFIG, _WEIGHTS):
        digest.update((folder / file).read_bytes())
    return Adapter(name, folder.absolute(), rank, digest.hexdigest())


def shelf(home: Path) -> Path:
    """Return where the engine's folder keeps copies of adapters."""
    return home.absolute() / "adapters"


def keep_adapter(adapter: Adapter, place: Path) -> Path:
    """Copy an adapter to where nobody changes it any more, under a name of its content; return the folder.

    vLLM may read a folder again at any time, and takes what it has cached for the same as long as the path is the same.
    """
    target = place / f"{adapter.name}-{adapter.digest[:16]}"
    if target.is_dir():
        return target
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place, prefix=".") as scratch:
        fresh = Path(scratch) / "adapter"
        fresh.mkdir()
        for file in (_CONFIG, _WEIGHTS):
            shutil.copyfile(adapter.folder / file, fresh / file)
        fresh.rename(target)
    return target


def sweep_shelf(place: Path, used: Collection[Path]) -> None:
    """Remove the copies that nobody uses; only while no vLLM runs that may read them again."""
    for folder in place.glob("*"):
        if folder not in used:
            shutil.rmtree(folder, ignore_errors=True)


def _read_rank(folder: Path) -> int:
    try:
        config = json.loads((folder / _CONFIG).read_text(encoding="utf-8"))
        kind, ranks = config["peft_type"], [config["r"], *(config.get("rank_pattern") or {}).values()]
        rank = max(ranks)
        dora = bool(config.get("use_dora"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInput(f"{folder / _CONFIG} can't be read.", hint="Save the adapter again.") from error
    if kind != "LORA" or dora or not isinstance(rank, int) or rank < 1:
        raise InvalidInput(f"The adapter in {folder} is not a plain LoRA.", hint="Train it with peft's LoraConfig.")
    return rank


def _read_shapes(weights: Path) -> dict[str, list[int]]:
    """Return the shapes of the tensors, after making sure that all of them are there."""
    try:
        with weights.open("rb") as file:
            (size,) = struct.unpack("<Q", file.read(8))
            if size > _HEADER_BYTES:
                raise ValueError("no header")
            header: dict[str, Any] = json.loads(file.read(size))
        tensors = {name: spec for name, spec in header.items() if name != "__metadata__"}
        end = max(int(spec["data_offsets"][1]) for spec in tensors.values())
        shapes = {name: [int(side) for side in spec["shape"]] for name, spec in tensors.items()}
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, struct.error) as error:
        raise InvalidInput(f"The weights in {weights} can't be read.", hint="Fetch or train them again.") from error
    if weights.stat().st_size != 8 + size + end:
        raise InvalidInput(f"The weights in {weights} are cut off.", hint="Fetch or train them again.")
    return shapes


def _require_fit(folder: Path, shapes: dict[str, list[int]], base: Path) -> None:
    """Compare layers and width with the base's, where it is at hand."""
    try:
        config = json.loads((base / "config.json").read_text(encoding="utf-8"))
        config = config.get("text_config", config)
        layers, width = int(config["num_hidden_layers"]), int(config["hidden_size"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return  # vLLM will say it
    for name, shape in shapes.items():
        found = _LAYER.search(name)
        if found is None:
            continue
        layer, module, half = found.groups()
        side = {("q_proj", "A"): shape[-1], ("o_proj", "B"): shape[0]}.get((module, half), width)
        if int(layer) >= layers or side != width:
            raise InvalidInput(
                f"The adapter in {folder} was trained on another base model than {base.name}.",
                hint="Train it on this base, or name its own with --base.",
            )
