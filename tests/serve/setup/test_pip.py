"""pip's complaints become one sentence each."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.errors import SetupError
from serve.setup.pip import NoSuchRelease, Pip, explain

NO_NETWORK = """
WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.
HTTPSConnection object>: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')'
ERROR: Could not find a version that satisfies the requirement torch==2.13.0 (from versions: none)
ERROR: No matching distribution found for torch==2.13.0
"""
NOT_THERE = """
ERROR: Could not find a version that satisfies the requirement torch==2.13.0+cpu (from versions: 2.12.0, 2.13.0)
ERROR: No matching distribution found for torch==2.13.0+cpu
"""
FULL = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
NO_COMPILER = """
  error: command 'gcc' failed: No such file or directory
  ERROR: Failed building wheel for fastthing
"""
CERTIFICATE = "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'))"


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (NO_NETWORK, "can't be reached"),
        (NOT_THERE, "has no torch==2.13.0+cpu"),
        (FULL, "The disk is full"),
        (NO_COMPILER, "needs a C compiler"),
        (CERTIFICATE, "certificate"),
        ("ERROR: something nobody thought of", "something nobody thought of"),
        ("", "it said nothing"),
    ],
)
def test_each_failure_has_its_sentence(output: str, said: str) -> None:
    error = explain(output, Path("var/setup.log"))
    assert said in error.detail
    assert "\n" not in error.detail
    assert error.hint


def test_only_a_missing_release_asks_for_another_index() -> None:
    assert isinstance(explain(NOT_THERE, Path("log")), NoSuchRelease)
    assert not isinstance(explain(NO_NETWORK, Path("log")), NoSuchRelease)


def test_a_real_failure_is_explained_and_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    log = tmp_path / "setup.log"
    with pytest.raises(SetupError) as caught:
        Pip(Path(sys.executable), log).install("nothing", "--no-index", "--dry-run", "no-such-package-of-ours==1.0")
    assert isinstance(caught.value, NoSuchRelease)
    assert "no-such-package-of-ours==1.0" in log.read_text(encoding="utf-8")
