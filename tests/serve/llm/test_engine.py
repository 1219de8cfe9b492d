"""Starting, waiting for, looking at and stopping a process that stands in for vLLM."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import PortInUse, SetupError
from serve.llm.command import EngineOptions
from serve.llm.engine import Engine
from serve.llm.processes import Process, end_group, find_process
from tests.serve.llm.conftest import MakePython


def quiet(step: str, share: float) -> None:
    """Take progress and say nothing."""


def test_it_starts_answers_and_stops(engine: Engine, options: EngineOptions, fake_python: MakePython) -> None:
    assert engine.status().state == "down"
    steps: list[str] = []
    record = engine.start(fake_python("good"), options)
    engine.wait(record, lambda step, _: steps.append(step), seconds=60)
    assert steps[0] == "Starting vLLM: importing"
    assert steps[-1] == "vLLM is ready"
    status = engine.status()
    assert (status.state, status.models) == ("ready", ("base", "router"))
    assert record.url == f"http://127.0.0.1:{options.port}/v1"
    with pytest.raises(SetupError, match="runs already"):
        engine.start(fake_python("good"), options)
    assert engine.stop()
    assert find_process(record.process.pid) is None
    assert engine.status().state == "down"
    assert not engine.stop()


def test_one_that_dies_says_why_at_once(engine: Engine, options: EngineOptions, fake_python: MakePython) -> None:
    record = engine.start(fake_python("dying"), options)
    with pytest.raises(SetupError, match="can't read 9000 tokens: its context has 2048"):
        engine.wait(record, quiet, seconds=60)
    assert engine.status().state in {"died", "down"}


def test_one_that_is_killed_ran_out_of_memory(engine: Engine, options: EngineOptions, fake_python: MakePython) -> None:
    record = engine.start(fake_python("killed"), options)
    with pytest.raises(SetupError, match="memory"):
        engine.wait(record, quiet, seconds=60)


def test_one_that_never_gets_ready(engine: Engine, options: EngineOptions, fake_python: MakePython) -> None:
    record = engine.start(fake_python("hanging"), options)
    assert engine.status().state == "starting"
    with pytest.raises(SetupError, match="within 0 s"):
        engine.wait(record, quiet, seconds=0.3)


def test_a_busy_port_is_said_before_anything_starts(
    engine: Engine, options: EngineOptions, fake_python: MakePython
) -> None:
    with socket.create_server(("127.0.0.1", options.port)), pytest.raises(PortInUse):
        engine.start(fake_python("good"), options)
    assert engine.status().state == "down"


def test_one_that_does_not_listen_is_killed(engine: Engine, options: EngineOptions, fake_python: MakePython) -> None:
    record = engine.start(fake_python("stubborn"), options)
    engine.wait(record, quiet, seconds=60)
    assert engine.stop(grace=0.2)
    assert find_process(record.process.pid) is None


def test_what_a_killed_one_left_behind_is_ended_too(
    engine: Engine, home: Path, options: EngineOptions, fake_python: MakePython
) -> None:
    """Killed by hand or for its memory, its workers live on and hold the memory."""
    record = engine.start(fake_python("with a worker"), options)
    engine.wait(record, quiet, seconds=60)
    worker = int((home / "worker").read_text())
    os.kill(record.process.pid, signal.SIGKILL)
    while find_process(record.process.pid):
        pass
    assert Engine(home).status().state == "died"
    assert find_process(worker) is not None
    again = Engine(home).start(fake_python("good"), options)
    assert find_process(worker) is None
    engine.wait(again, quiet, seconds=60)


def test_a_record_of_a_process_that_is_another_one_now_ends_nobody() -> None:
    """The number was given away again: to a process that we didn't start."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True) as other:
        found = find_process(other.pid)
        assert found is not None
        end_group(Process(found.pid, found.group, "an earlier time"), grace=0.1)
        assert other.poll() is None
        other.communicate(b"\n")


@pytest.mark.parametrize("text", ["", "{}", "nonsense", '{"process": 1}'])
def test_a_broken_record_is_no_record(engine: Engine, home: Path, text: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "engine.json").write_text(text)
    assert engine.status().state == "down"
