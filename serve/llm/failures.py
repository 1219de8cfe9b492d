"""Turns what vLLM wrote before it gave up into one sentence."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.errors import PortInUse, SetupError

_TAIL_BYTES = 64_000
_LAST_ERROR = re.compile(r"^(?:\([^)]*\) )?(?:ERROR .*?\] )?([A-Za-z_.]*(?:Error|Exception)): (.+)$", re.MULTILINE)
_OUT_OF_MEMORY = re.compile(
    r"out of memory|Cannot allocate memory|std::bad_alloc|MemoryError|not enough memory|DefaultCPUAllocator"
    r"|No available memory for the cache blocks|Available memory on node|less than desired GPU memory"
    r"|VLLM_CPU_KVCACHE_SPACE, or reduce|Failed core proc\(s\): \{[^}]*-9",
    re.IGNORECASE,
)
_HINT_LOG = "All that vLLM said is in {log}."


def read_tail(log: Path) -> str:
    """Return the end of a log; empty when there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _TAIL_BYTES))
            return file.read().decode(errors="replace")
    except OSError:
        return ""


def explain(tail: str, log: Path, *, killed: bool = False) -> SetupError:
    """Return why vLLM isn't there.

    Args:
        tail: the end of what it wrote.
        log: where all of it is.
        killed: it ended without a word, by a signal that we didn't send.
    """
    if re.search(r"No space left on device|Errno 28", tail):
        return SetupError("The disk is full.", hint="Free some space and run the same command again.")
    if found := re.search(r"max_model_len \((\d+)\) is greater than the derived max_model_len \(\w+=(\d+)", tail):
        return SetupError(
            f"The model can't read {found[1]} tokens: its context has {found[2]}.",
            hint=f"Say --context-length {found[2]} or less.",
        )
    if re.search(r"Address already in use|Errno 98|Errno 48", tail):
        return PortInUse("vLLM's port is in use by another program.", hint="Choose another one with --port.")
    if found := re.search(r"LoRA rank (\d+) is greater than max_lora_rank (\d+)", tail):
        return SetupError(
            f"The adapter's rank of {found[1]} is more than the {found[2]} that vLLM was started for.",
            hint="Start vLLM with this adapter: shopkeeper llm down, then shopkeeper llm up --adapter …",
        )
    if re.search(r"(No adapter found|adapter .* cannot be found|lora_path|target modules in|add_lora.*failed)", tail):
        return SetupError("An adapter doesn't fit the base model.", hint=_HINT_LOG.format(log=log))
    if found := re.search(r"model type `([^`]+)` but Transformers does not recognize|architectures \['([^']+)'", tail):
        return SetupError(
            f"vLLM can't serve models of the kind {found[1] or found[2]}.",
            hint="Choose another base; vLLM's documentation lists the kinds that it serves.",
        )
    if re.search(
        r"Invalid repository ID or local directory|RepositoryNotFoundError|is not a valid model identifier", tail
    ):
        return SetupError(
            "There is no such base model.", hint="Name a folder with a checkpoint, or a model of the Hugging Face hub."
        )
    if re.search(r"couldn't connect to 'https://huggingface.co'|LocalEntryNotFoundError|OfflineModeIsEnabled", tail):
        return SetupError(
            "The base model is not on this machine, and the Hugging Face hub can't be reached.",
            hint="Check the connection, or name a folder with a checkpoint.",
        )
    if re.search(r"SafetensorError|Error while deserializing header|HeaderTooLarge|incomplete metadata", tail):
        return SetupError("A file with weights is broken.", hint="Fetch or train it again.")
    if killed or _OUT_OF_MEMORY.search(tail):
        return SetupError(
            "vLLM ran out of memory."
            if _OUT_OF_MEMORY.search(tail)
            else "vLLM was killed, most likely for its memory.",
            hint="Free some, choose a smaller base or --context-length, or set VLLM_CPU_KVCACHE_SPACE=1 (gigabytes).",
        )
    last = _LAST_ERROR.findall(tail)
    said = f": {last[-1][1][:200]}" if last else ""
    return SetupError(f"vLLM didn't start{said}", hint=_HINT_LOG.format(log=log))
