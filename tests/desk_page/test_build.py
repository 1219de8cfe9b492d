"""The committed files are what the sources build to, type-check strictly and stay small."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.desk_page.test_page import DESK

SERVE = DESK.parent
LARGEST = {"desk.js": 36_000, "desk.css": 9_000}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources, beside the widget's that they share, with the pinned tools installed."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Node is not installed; it is needed to build the desk only, not to run it")
    copy = tmp_path_factory.mktemp("desk")
    leave = shutil.ignore_patterns("node_modules", "dist")
    shutil.copytree(SERVE / "widget", copy / "widget", ignore=leave)
    shutil.copytree(DESK, copy / "desk_page", ignore=leave)
    install = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(install, cwd=copy / "desk_page", capture_output=True, text=True, timeout=150, check=False)
    if done.returncode and any(word in done.stderr for word in ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT")):
        pytest.skip("the npm registry can't be reached to install the pinned esbuild")
    assert done.returncode == 0, done.stderr
    return copy / "desk_page"


def _run(workshop: Path, script: str) -> None:
    done = subprocess.run(
        ["npm", "run", "--silent", script], cwd=workshop, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_committed_files_are_what_the_sources_build_to(workshop: Path) -> None:
    _run(workshop, "build")
    for name in LARGEST:
        same = (workshop / "dist" / name).read_bytes() == (DESK / "dist" / name).read_bytes()
        assert same, "serve/desk_page/dist is out of date: run `npm ci && npm run build` in serve/desk_page"


def test_the_sources_pass_the_strict_type_checker(workshop: Path) -> None:
    _run(workshop, "check")


@pytest.mark.parametrize("name", LARGEST)
def test_the_files_are_small(name: str) -> None:
    assert len(gzip.compress((DESK / "dist" / name).read_bytes(), 9)) <= LARGEST[name]
