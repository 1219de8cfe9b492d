"""The committed file is what the sources build to, type-checks strictly and stays small."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

WIDGET = Path(__file__).parents[2] / "serve/widget"
BUILT = WIDGET / "dist/shopkeeper.js"
LARGEST = 35_000


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources with the pinned tools installed."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("Node is not installed; it is needed to build the widget only, not to run it")
    copy = tmp_path_factory.mktemp("widget") / "widget"
    shutil.copytree(WIDGET, copy, ignore=shutil.ignore_patterns("node_modules", "dist"))
    install = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(install, cwd=copy, capture_output=True, text=True, timeout=150, check=False)
    if done.returncode and any(word in done.stderr for word in ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT")):
        pytest.skip("the npm registry can't be reached to install the pinned esbuild")
    assert done.returncode == 0, done.stderr
    return copy


def _run(workshop: Path, script: str) -> None:
    done = subprocess.run(
        ["npm", "run", "--silent", script], cwd=workshop, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_committed_file_is_what_the_sources_build_to(workshop: Path) -> None:
    _run(workshop, "build")
    same = (workshop / "dist/shopkeeper.js").read_bytes() == BUILT.read_bytes()
    assert same, "serve/widget/dist is out of date: run `npm ci && npm run build` in serve/widget"


def test_the_sources_pass_the_strict_type_checker(workshop: Path) -> None:
    _run(workshop, "check")


def test_the_file_is_small() -> None:
    assert len(gzip.compress(BUILT.read_bytes(), 9)) <= LARGEST


def test_data_never_becomes_markup() -> None:
    for source in WIDGET.glob("src/**/*.ts"):
        text = source.read_text()
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert word not in text, f"{source.name} uses {word}"
