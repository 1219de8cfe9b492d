"""Looks at the machine before anything is installed, so that what is missing is said at once and in one sentence.

Runs with the system's own interpreter: standard library only.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import shutil
import socket
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from assistant.errors import PortInUse, SetupError

ENVIRONMENT_BYTES = 4_200_000_000  # the environment with its test tools, and the packages while they are fetched
MODELS_BYTES = 1_500_000_000  # checkpoints, the models that are served, and the scratch space in between
DEFAULT_PORT = 8000
OLDEST_PYTHON = (3, 11)


def check_python(version: tuple[int, ...] = sys.version_info[:2]) -> None:
    """Raise SetupError when this interpreter is too old, or can't make environments."""
    if version < OLDEST_PYTHON:
        wanted, have = (".".join(map(str, number)) for number in (OLDEST_PYTHON, version))
        raise SetupError(
            f"Python {wanted} or newer is needed; this is {have}.",
            hint=f"Install it, then run: make PYTHON=python{wanted} run",
        )
    check_modules(("venv", "ensurepip"))


def check_modules(names: Iterable[str]) -> None:
    """Raise SetupError when the interpreter was packaged without its venv or pip modules, as Debian does it."""
    if missing := [name for name in names if importlib.util.find_spec(name) is None]:
        version = ".".join(map(str, sys.version_info[:2]))
        raise SetupError(
            f"This Python can't make virtual environments: its module {missing[0]} is missing.",
            hint=f"On Debian or Ubuntu, run: apt-get install python{version}-venv",
        )


def check_disk(folder: Path, needed: int) -> None:
    """Raise SetupError when the folder's disk has fewer free bytes than needed."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise SetupError(
            f"The disk is too full: {needed / 1e9:.1f} GB are needed in {folder}, {free / 1e9:.1f} GB are free.",
            hint="Free some space, then run the same command again; what is done already is kept.",
        )


def check_writable(folder: Path) -> None:
    """Raise SetupError when nothing can be written to the folder."""
    if not os.access(folder, os.W_OK):
        raise SetupError(f"The folder {folder} can't be written to.", hint="Clone the repository to a folder you own.")


def check_port(host: str, port: int) -> None:
    """Raise PortInUse when another process listens there, SetupError when this user can't listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server itself: no wait after a restart
        try:
            probe.bind((host, port))
        except OSError as cause:
            if cause.errno == errno.EADDRINUSE:
                raise PortInUse(
                    f"Port {port} is in use by another program.",
                    hint=f"Stop that program, or choose another port: SHOPKEEPER_PORT={_another(port)} make run",
                ) from cause
            reason = cause.strerror or str(cause)
            raise SetupError(
                f"The server can't listen on {host}, port {port}: {reason}.", hint="Choose another address or port."
            ) from cause


def wanted_port(root: Path) -> int:
    """Return the port that the server will take, as far as it can be told without its settings."""
    config = Path(os.environ.get("SHOPKEEPER_CONFIG", root / "shopkeeper.toml"))
    try:
        given = os.environ.get("SHOPKEEPER_PORT") or tomllib.loads(config.read_text(encoding="utf-8"))["port"]
        return int(given)
    except (OSError, ValueError, KeyError, TypeError):
        return DEFAULT_PORT  # the settings themselves complain in better words later


def _another(port: int) -> int:
    return port + 1 if port < 65_535 else DEFAULT_PORT
