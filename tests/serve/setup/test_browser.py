"""The browser that drives the tests: the named one first, then what is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from serve.setup import browser


def test_the_named_browser_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(browser.VARIABLE, "/opt/my/chromium")
    assert browser.find_browser() == Path("/opt/my/chromium")


def test_playwrights_own_browser_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(browser, "_MAC", tmp_path / "nowhere")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert browser.find_browser() is None
    chrome = tmp_path / ".cache/ms-playwright/chromium-1200/chrome-linux/chrome"
    chrome.parent.mkdir(parents=True)
    chrome.touch()
    assert browser.find_browser() == chrome
