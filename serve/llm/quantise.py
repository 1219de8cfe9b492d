"""Makes checkpoints smaller for vLLM with LLM Compressor, in an environment of its own.

LLM Compressor pins an older transformers than ours and another compressed-tensors than vLLM's, so it lives beside both.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import redirect_stdout
from pathlib import Path
from typing import TextIO

from assistant.errors import SetupError
from serve.setup.lock import alone
from serve.setup.pip import Pip
from serve.setup.preflight import check_disk, check_python
from serve.setup.virtual import VirtualEnvironment, install_torch, made_for

PACKAGE = "llmcompressor==0.14.0.1"
_TORCH = "torch==2.13.0"
_CONSTRAINTS = Path(__file__).with_name("constraints-quantise.txt")
_SCRIPT = Path(__file__).parent / "inside" / "quantise_checkpoint.py"
_BYTES = 3_000_000_000


class Quantiser:
    """Turns a checkpoint into an int8 one.

    Args:
        home: the folder of its environment and logs, installed at first use.
        out: where the installation tells how far it is.
    """

    def __init__(self, home: Path, out: TextIO) -> None:
        self._home = home.absolute()
        self._out = out
        self._made_for = made_for(self._home)
        self._virtual = VirtualEnvironment(self._home / "env", self._made_for)
        self._stamp = self._virtual.folder / ".shopkeeper"

    def int8(self, source: Path, target: Path) -> str:
        """Quantise weights and activations to int8; returns in a few words what was done.

        Raises:
            SetupError: it can't be installed, or it fails.
        """
        with redirect_stdout(self._out), alone(self._home / "install.lock", "Another process is installing; waiting."):
            if not self._ready():
                self._install()
        log = self._home / "quantise.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        with log.open("wb") as said:
            done = subprocess.run(  # noqa: S603  # own interpreter, own script
                [str(self._virtual.python), "-P", str(_SCRIPT), str(source), str(target)],
                stdout=said,
                stderr=said,
                check=False,
                env={**kept, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"},
            )
        if done.returncode:
            raise SetupError("The model can't be quantised.", hint=f"What went wrong stands in {log}.")
        return f"int8 weights and activations (W8A8, {PACKAGE})"

    def _ready(self) -> bool:
        try:
            return self._virtual.python.exists() and self._stamp.read_text(encoding="utf-8") == self._wanted()
        except OSError:
            return False

    def _install(self) -> None:
        check_python()
        check_disk(self._home, _BYTES)
        self._out.write(f"Installing {PACKAGE} into {self._virtual.folder} (once; some minutes)\n")
        self._virtual.create()
        pip = Pip(self._virtual.python, self._home / "install.log")
        install_torch(pip, _TORCH, "-c", str(_CONSTRAINTS))
        pip.install("LLM Compressor", "-c", str(_CONSTRAINTS), PACKAGE)
        self._stamp.write_text(self._wanted(), encoding="utf-8")

    def _wanted(self) -> str:
        return f"{self._made_for}\n{PACKAGE}\n{_CONSTRAINTS.read_text(encoding='utf-8')}"
