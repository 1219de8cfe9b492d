"""Fakes of vLLM and of adapters, made here."""

from __future__ import annotations

import json
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from serve.llm.command import EngineOptions
from serve.llm.engine import Engine

MakePython = Callable[[str], Path]
MakeAdapter = Callable[..., Path]


@pytest.fixture
def fake_python(tmp_path: Path) -> MakePython:
    """Return what makes an interpreter that runs no vLLM but its stand-in, in a mode."""

    def make(mode: str) -> Path:
        script = tmp_path / f"python-{mode.replace(' ', '-')}"
        script.write_text(
            f'#!/bin/sh\nexec {sys.executable} {Path(__file__).with_name("fake_vllm.py")} "{mode}" "$@"\n'
        )
        script.chmod(0o755)
        return script

    return make


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def options(port: int, tmp_path: Path) -> EngineOptions:
    return EngineOptions(base=str(tmp_path), name="base", device="cpu", port=port, ranks=[16])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "llm"


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    engine = Engine(home)
    yield engine
    engine.stop(grace=0.2)


@pytest.fixture
def make_adapter(tmp_path: Path) -> MakeAdapter:
    """Return what makes a folder with a LoRA adapter: two layers, 8 wide, unless told otherwise."""

    def make(name: str = "adapter", *, width: int = 8, layers: int = 2, fill: int = 0, **config: object) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        rank = 16
        shapes = {}
        for layer in range(layers):
            stem = f"base_model.model.model.layers.{layer}.self_attn"
            shapes |= {f"{stem}.q_proj.lora_A.weight": [rank, width], f"{stem}.o_proj.lora_B.weight": [width, rank]}
        header: dict[str, object] = {"__metadata__": {"format": "pt"}}
        at = 0
        for tensor, (rows, columns) in shapes.items():
            header[tensor] = {"dtype": "F32", "shape": [rows, columns], "data_offsets": [at, at + 4 * rows * columns]}
            at += 4 * rows * columns
        text = json.dumps(header).encode()
        (folder / "adapter_model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + bytes([fill]) * at)
        (folder / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA", "r": rank, **config}))
        return folder

    return make
