"""Makes virtual environments that survive being interrupted, and puts PyTorch's CPU build into them.

Runs with the system's own interpreter: standard library only.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

from assistant.errors import SetupError
from serve.setup.pip import NoSuchRelease, Pip

# The CPU build of PyTorch, where the configured index doesn't have it; used for this one package.
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"


class VirtualEnvironment:
    """A virtual environment that is made anew when it was made elsewhere, or for another Python.

    Args:
        folder: where it is.
        made_for: what it has to have been made for; see `made_for`.
    """

    def __init__(self, folder: Path, made_for: str) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        self._made_for = made_for

    def create(self) -> None:
        """Make an empty environment, unless this one fits: moved or of another Python, its scripts wouldn't start.

        Raises:
            SetupError: this Python can't make one, or the folder is a link to somebody else's.
        """
        marker = self.folder / ".made-for"
        if marker.is_file() and marker.read_text(encoding="utf-8") == self._made_for and self._has_pip():
            self._drop_halves()
            return
        if self.folder.is_symlink():
            raise SetupError(
                f"{self.folder} is a link to another folder, which would be emptied.",
                hint="Remove the link; an environment of its own is made in its place.",
            )
        sys.stdout.write(f"  environment: making {self.folder}\n")
        sys.stdout.flush()
        try:
            venv.create(self.folder, clear=True, with_pip=True, symlinks=True)
            marker.write_text(self._made_for, encoding="utf-8")
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


def made_for(root: Path) -> str:
    """Return the place and the Python that an environment below `root` is made for."""
    return f"{root} {sys.version_info[0]}.{sys.version_info[1]}"


def install_torch(pip: Pip, pin: str, *arguments: str) -> None:
    """Install PyTorch's CPU build: elsewhere than on macOS, the plain one brings gigabytes for GPUs.

    Args:
        pin: the wanted release, as "torch==2.13.0".
        arguments: what else pip is told, e.g. ("-c", "constraints.txt").

    Raises:
        SetupError: why that failed.
    """
    if sys.platform == "darwin":
        pip.install("PyTorch", *arguments, pin)
        return
    try:
        pip.install("PyTorch", *arguments, f"{pin}+cpu")
    except NoSuchRelease:
        pip.install("PyTorch, from its own index", *arguments, "--extra-index-url", TORCH_CPU_INDEX, f"{pin}+cpu")
