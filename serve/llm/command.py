"""The command line and the environment variables that start vLLM."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
_INSIDE = Path(__file__).with_name("inside")
# Of our own interpreter; the last one would have vLLM compile its thousands of modules anew at every start.
_DROPPED = {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"}
_RANKS = (8, 16, 32, 64, 128, 256, 320, 512)  # what vLLM can be told
_SPARE_ADAPTERS = 2  # a version that takes over, beside the one that still ends its answers
_CACHE_GIB = 2  # keys and values on the CPU: 90,000 tokens of the default model
# The smallest that vLLM's attention on the CPU takes. A prefix is cached in whole blocks and prompts are short, so the
# default of 128 would hardly ever find one.
_BLOCK = 32
# Compact JSON, as the adapters were trained on: in vLLM 0.32 only this backend leaves out the blank after a comma.
_STRUCTURED = {"backend": "guidance", "disable_any_whitespace": True}


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What vLLM serves, and how.

    Attributes:
        base: a folder with a checkpoint, or a name that the Hugging Face hub knows.
        name: what the base is called in requests.
        adapters: LoRA adapters by name; `ranks` are theirs.
        context_length: tokens of prompt and answer together; None: what the model has.
        cores: CPU cores that compute; None: all but one.
        device: "cpu" or "gpu".
        extra: further arguments of vLLM's own; they win.
    """

    base: str
    name: str
    device: str
    port: int
    adapters: Mapping[str, Path] = field(default_factory=dict)
    ranks: Sequence[int] = ()
    context_length: int | None = None
    cores: int | None = None
    extra: Sequence[str] = ()


def arguments(options: EngineOptions) -> list[str]:
    """Return what follows the interpreter.

    The module and not the `vllm` command: of the CPU build, that one doesn't find its own release and dies.
    """
    command = ["-P", "-m", "vllm.entrypoints.openai.api_server", "--host", HOST, "--port", str(options.port)]
    command += ["--model", options.base, "--served-model-name", options.name]
    command += ["--generation-config", "vllm"]  # a request says itself how it wants to be sampled
    command += ["--structured-outputs-config", json.dumps(_STRUCTURED)]
    command += ["--enable-prefix-caching", "--enable-prompt-tokens-details", "--disable-uvicorn-access-log"]
    if options.context_length:
        command += ["--max-model-len", str(options.context_length)]
    if options.device == "cpu":
        command += ["--dtype", "bfloat16", "--block-size", str(_BLOCK)]
    if options.device == "cpu" and _quantised(options.base):
        return [*command, *options.extra]  # vLLM packs int8 weights for the CPU in a way that takes no adapters
    command += ["--enable-lora", "--middleware", "shopkeeper_adapters.AdapterSwitch"]
    command += ["--max-loras", str(len(options.adapters) + _SPARE_ADAPTERS)]
    command += ["--max-lora-rank", str(served_rank(options.ranks))]
    if options.adapters:
        named = [{"name": name, "path": str(folder)} for name, folder in options.adapters.items()]
        command += ["--lora-modules", *map(json.dumps, named)]
    return [*command, *options.extra]


def _quantised(base: str) -> bool:
    try:
        return "quantization_config" in json.loads((Path(base) / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def served_rank(ranks: Sequence[int]) -> int:
    """Return the smallest rank that vLLM can be told which holds all of these; at least 16, for adapters to come."""
    return next((rank for rank in _RANKS if rank >= max(16, *ranks, 0)), _RANKS[-1])


def variables(options: EngineOptions, inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment that vLLM starts in; what an operator has set for vLLM stays."""
    ours = {
        "VLLM_NO_USAGE_STATS": "1",
        "DO_NOT_TRACK": "1",
        "VLLM_ALLOW_RUNTIME_LORA_UPDATING": "True",
        "TOKENIZERS_PARALLELISM": "false",
    }
    if options.device == "cpu":
        ours["VLLM_CPU_KVCACHE_SPACE"] = str(_CACHE_GIB)
    if options.device == "cpu" and options.cores:
        ours["VLLM_CPU_OMP_THREADS_BIND"] = ",".join(map(str, _last_cores(options.cores)))
    if Path(options.base).is_dir():
        ours["HF_HUB_OFFLINE"] = "1"
    kept = {name: value for name, value in inherited.items() if name not in _DROPPED}
    return {**ours, **kept, "PYTHONPATH": str(_INSIDE), "PYTHONSAFEPATH": "1", "PYTHONUNBUFFERED": "1"}


def _last_cores(count: int) -> list[int]:
    """Return the last of the cores that this process may use: the first one serves the machine's interrupts."""
    usable = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))
    return usable[-count:]
