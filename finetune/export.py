"""Makes the model that serves: the adapter merged into its base, quantised for onnxruntime-genai, once."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from assistant.errors import SetupError
from finetune.base import DEFAULT_BASE, hash_base, hash_file, prepare_base, publish
from finetune.registry import adapter_folder

Progress = Callable[[str, float], None]
"""Called with what is being done and the share done, 0 to 1."""

PRECISION = "int8"  # int4 chose a wrong tool for one message in five that int8 got right
BUILDER_OPTIONS = ("prune_lm_head=true",)  # logits of the last position only: a prompt is read a fifth faster
_MANIFEST = "manifest.json"


def prepare_model(
    adapter: str | None,
    models_dir: Path,
    progress: Progress,
    *,
    base: str = DEFAULT_BASE,
    name: str = "router",
) -> Path:
    """Return an onnxruntime-genai folder with the merged int8 model; one that is up to date is left as it is.

    Args:
        adapter: a shipped adapter's name ("router"), a folder with a LoRA adapter, or None for the base alone.
        models_dir: where models lie; the folder is called `name` there.
        base: the model that the adapter was trained on; a packaged name, a folder or a hub name.

    Raises:
        InvalidInput: there is no such adapter.
        SetupError: the base model's package is missing, or the model can't be built on this machine.
    """
    folder = adapter_folder(adapter) if adapter else None
    target = models_dir / name
    manifest = {
        "base": base,
        "base_sha256": hash_base(base),
        "adapter": adapter,
        "precision": PRECISION,
        "options": [*BUILDER_OPTIONS],
    }
    manifest["adapter_sha256"] = hash_file(folder / "adapter_model.safetensors") if folder else None
    if _read_manifest(target) == manifest:
        return target
    models_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models_dir, prefix=f".{name}-") as scratch:
        progress("Unpacking the language model", 0.05)
        checkpoint = prepare_base(base, models_dir)
        progress("Merging the adapter", 0.35)
        merged = Path(scratch) / "merged"
        merge_adapter(checkpoint, folder, merged)
        progress("Quantising the language model", 0.6)
        built = Path(scratch) / name
        _build(merged, built, Path(scratch) / "cache")
        (built / _MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
        publish(built, target)
    progress("The language model is ready", 1.0)
    return target


def merge_adapter(checkpoint: str, adapter: Path | None, target: Path) -> None:
    """Write the base with the adapter worked into its weights, in fp32, as an ordinary Hugging Face checkpoint."""
    import torch  # noqa: PLC0415  # seconds to import, and a start that finds its model never needs it
    from peft import PeftModel  # noqa: PLC0415
    from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415

    # fp32, so that the merge itself rounds nothing: the quantisation that follows is the only loss
    model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32)
    if adapter:
        model = PeftModel.from_pretrained(model, adapter).merge_and_unload()
    model.save_pretrained(target)
    AutoTokenizer.from_pretrained(checkpoint).save_pretrained(target)


def _build(merged: Path, target: Path, cache: Path) -> None:
    command = [sys.executable, "-m", "onnxruntime_genai.models.builder"]
    command += ["-m", str(merged), "-o", str(target), "-p", PRECISION, "-e", "cpu", "-c", str(cache)]
    command += ["--extra_options", *BUILDER_OPTIONS]
    try:  # a process of its own: the builder's modules import each other as top-level names
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # fixed command, own paths
    except subprocess.CalledProcessError as error:
        last = error.stderr.strip().splitlines()[-1:] or ["no message"]
        raise SetupError(f"The language model can't be quantised: {last[0]}") from error


def _read_manifest(folder: Path) -> dict[str, object] | None:
    try:
        read: dict[str, object] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return None
    return read
