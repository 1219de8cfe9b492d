"""One process owns a folder; the others learn where it listens."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import SetupError
from serve.cli.owner import owner_url, owning

_OWNER = """
import sys, time
from pathlib import Path
from serve.cli.owner import owning
with owning(Path(sys.argv[1]), "http://127.0.0.1:1"):
    print("owned", flush=True)
    time.sleep(60)
"""


def test_a_second_owner_is_refused_and_told_who_is_there(tmp_path: Path) -> None:
    with owning(tmp_path, "http://127.0.0.1:8000"):
        assert owner_url(tmp_path) == "http://127.0.0.1:8000"
        with pytest.raises(SetupError, match="serves at http"), owning(tmp_path):
            pass
    assert owner_url(tmp_path) is None


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _OWNER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "owned\n"
        assert owner_url(tmp_path) == "http://127.0.0.1:1"
        owner.send_signal(signal.SIGKILL)
    assert owner_url(tmp_path) is None
    with owning(tmp_path):
        assert owner_url(tmp_path) is None


def test_nobody_owns_a_folder_that_isnt_there(tmp_path: Path) -> None:
    assert owner_url(tmp_path / "nowhere") is None
