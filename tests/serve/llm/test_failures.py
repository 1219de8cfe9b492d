"""What vLLM 0.32 really wrote on each bad day, and the sentence made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import PortInUse
from serve.llm.failures import explain, read_tail

LOG = Path("vllm.log")
SAID = {
    "its context has 8192": "  Value error, User-specified max_model_len (20000) is greater than the derived"
    " max_model_len (max_position_embeddings=8192.0 or model_max_length=None in model's config.json).",
    "no such base model": "  Value error, Invalid repository ID or local directory specified: '/m/empty'.",
    "models of the kind foo": "  Value error, The checkpoint you are trying to load has model type `foo` but"
    " Transformers does not recognize this architecture. This could be because of an issue with the checkpoint",
    "hub can't be reached": "OSError: We couldn't connect to 'https://huggingface.co' to load the files, and couldn't"
    " find them in the cached files.",
    "rank of 64 is more than the 16": "ValueError: Call to add_lora method failed: Worker failed with error 'LoRA rank"
    " 64 is greater than max_lora_rank 16.', please check the stack trace above for the root cause",
    "doesn't fit the base": "ValueError: While loading /a, expected target modules in {'qkv_proj'} but received ['x'].",
    "out of memory": "ValueError: Available memory on node 0 (1.0/4.0 GiB) on kv cache allocation is less than"
    " requested memory for kv (8.0/8.0 GiB). Reduce CPU memory used by other processes.",
    "ran out of memory": "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB.",
    "port is in use": "OSError: [Errno 98] Address already in use",
    "disk is full": "OSError: [Errno 28] No space left on device",
    "weights is broken": "safetensors_rust.SafetensorError: Error while deserializing header: incomplete metadata",
    "something new entirely": "(EngineCore pid=1) ERROR 11-22 23:16:56 [core.py:1] KeyError: something new entirely",
}


@pytest.mark.parametrize(("sentence", "said"), SAID.items())
def test_each_bad_day_has_its_sentence(sentence: str, said: str) -> None:
    error = explain(f"INFO all is well\nTraceback (most recent call last):\n{said}\nwarnings.warn('leaked')\n", LOG)
    assert sentence.casefold() in error.detail.casefold()
    assert error.hint


def test_a_busy_port_has_its_own_error() -> None:
    assert isinstance(explain("OSError: [Errno 98] Address already in use", LOG), PortInUse)


def test_one_that_was_killed_without_a_word() -> None:
    assert "memory" in explain("INFO loading weights", LOG, killed=True).detail
    assert "memory" in explain("RuntimeError: Failed core proc(s): {'EngineCore_DP0': -9}", LOG).detail


def test_silence_points_to_the_log() -> None:
    assert "vllm.log" in explain("", LOG).hint


def test_only_the_end_of_a_long_log_is_read(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert read_tail(log) == ""
    log.write_text("x" * 1_000_000 + "the end")
    assert read_tail(log).endswith("the end")
    assert len(read_tail(log)) < 100_000
