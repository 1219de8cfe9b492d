"""What is logged tells what happened and to whom it didn't matter."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator

import pytest
import structlog

from serve.cli.logs import log_to_stderr


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    before, stream = structlog.get_config(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    log_to_stderr()
    yield stream
    structlog.configure(**before)


def test_log_lines_hold_no_personal_data(logged: io.StringIO) -> None:
    log = structlog.get_logger("test")
    log.warning(
        "tool_failed", detail="no order for maya@example.com", tried=["12 Elm Street, Salem, OR 97301"], order=7
    )
    try:
        raise ValueError("maya@example.com called from 0151 496 0123")
    except ValueError:
        log.exception("turn_failed")
    first, second = map(json.loads, logged.getvalue().splitlines())
    assert (first["event"], first["detail"], first["order"]) == ("tool_failed", "no order for [email]", 7)
    assert first["tried"] == ["[address]"]
    assert "maya@" not in json.dumps(second)
    assert "0123" not in json.dumps(second["exception"][0]["exc_value"])
