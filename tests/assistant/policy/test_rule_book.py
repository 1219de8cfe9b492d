"""A policy file that changes while the shop runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from assistant.errors import SetupError
from assistant.policy.rule_book import RuleBook
from tests.support.shop import RULES

TEXT = RULES.read_text(encoding="utf-8")


def write(file: Path, text: str) -> None:
    """Write as an editor does, with another date even where the clock has hardly moved."""
    before = file.stat().st_mtime_ns if file.exists() else 0
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(before + 1_000_000, before + 1_000_000))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    write(path, TEXT)
    return path


def test_a_changed_file_is_in_force_at_once(file: Path) -> None:
    book = RuleBook(file)
    assert book.current.returns.window_days == 30
    write(file, TEXT.replace("window_days = 30", "window_days = 21"))
    assert book.current.returns.window_days == 21
    assert book.current is book.current


@pytest.mark.parametrize("broken", ["", "not = [toml", TEXT.replace("window_days = 30", 'window_days = "a while"')])
def test_a_broken_file_leaves_the_rules_as_they_were_and_says_so_once(file: Path, broken: str) -> None:
    book = RuleBook(file)
    write(file, broken)
    with capture_logs() as logs:
        assert book.current.returns.window_days == 30
        assert book.current.returns.window_days == 30
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [("policy_file_not_read", "error")]
    assert str(file) in logs[0]["reason"]
    write(file, TEXT.replace("window_days = 30", "window_days = 45"))
    assert book.current.returns.window_days == 45


def test_a_file_that_is_gone_leaves_the_rules_as_they_were(file: Path) -> None:
    book = RuleBook(file)
    file.unlink()
    assert book.current.returns.window_days == 30
    write(file, TEXT.replace("window_days = 30", "window_days = 7"))
    assert book.current.returns.window_days == 7


def test_a_shop_does_not_start_with_a_broken_file(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="policy file"):
        RuleBook(tmp_path / "none.toml")
