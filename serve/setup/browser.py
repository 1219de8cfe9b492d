"""Finds the Chromium that drives the browser tests, or installs one. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VARIABLE = "SHOPKEEPER_CHROMIUM"
_COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_browser() -> Path | None:
    """Return the browser that is installed, if any: the one that SHOPKEEPER_CHROMIUM names first."""
    if given := os.environ.get(VARIABLE):
        return Path(given)
    found = next((path for command in _COMMANDS if (path := shutil.which(command))), None)
    if found:
        return Path(found)
    if _MAC.exists():
        return _MAC
    return max(_own_browsers(), default=None)


def install_browser(python: Path) -> bool:
    """Install a browser by the machine's own package manager, else by Playwright; return whether one is there."""
    if find_browser():
        return True
    sys.stdout.write("  browser: installing Chromium for the browser tests\n")
    sys.stdout.flush()
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _run(["apt-get", "update", "-qq"], quiet)
        _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], quiet)
    if not find_browser():
        _run([str(python), "-m", "playwright", "install", "chromium"], dict(os.environ))
    return find_browser() is not None


def _own_browsers() -> list[Path]:
    """Return the browsers that Playwright has downloaded."""
    places = (
        (Path.home() / "Library/Caches/ms-playwright", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"),
        (Path.home() / ".cache/ms-playwright", "chromium-*/chrome-linux*/chrome"),
    )
    return [path for folder, pattern in places for path in folder.glob(pattern)]


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(  # noqa: S603 (fixed commands)
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
    )
