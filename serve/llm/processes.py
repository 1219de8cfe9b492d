"""Finds and ends the processes that the engine consists of, and no others."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Process:
    """One process as the system knows it.

    Attributes:
        group: the leader's id, for all that it started.
        started: when, in the system's own notation; together with the id it names a process for good.
    """

    pid: int
    group: int
    started: str


def list_processes() -> list[Process]:
    """Return the processes that run; those that only wait for their parent to notice their end are left out."""
    if (_PROC / "self" / "stat").exists():
        return [found for entry in _PROC.iterdir() if entry.name.isdigit() and (found := _read_stat(entry))]
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,pgid=,stat=,lstart="],  # noqa: S607 (where there is no /proc, it is in a known place)
        capture_output=True,
        text=True,
        check=False,
    )
    rows = (line.split(None, 3) for line in listed.stdout.splitlines())
    return [Process(int(row[0]), int(row[1]), row[3]) for row in rows if len(row) == 4 and "Z" not in row[2]]


def find_process(pid: int) -> Process | None:
    """Return the process of this id, if it runs."""
    return next((process for process in list_processes() if process.pid == pid), None)


def end_group(leader: Process, grace: float, wait: Callable[[float], None] = time.sleep) -> bool:
    """End a process and all that it started: asked first, then killed; return whether asking was enough.

    Args:
        leader: the leader of its group, as it was recorded when it was started; it may have died in between.
        grace: seconds that it has for ending by itself.
    """
    if _leads(leader):
        _signal(leader.pid, signal.SIGTERM, os.kill)
        deadline = time.monotonic() + grace
        while _group(leader) and time.monotonic() < deadline:
            wait(_LOOK_SECONDS)
    asked_enough = not _group(leader)
    while _group(leader):  # what was killed takes a moment to be gone
        _signal(leader.group, signal.SIGKILL, os.killpg)
        wait(_LOOK_SECONDS)
    return asked_enough


def _leads(leader: Process) -> bool:
    found = find_process(leader.pid)
    return found is not None and found.started == leader.started


def _group(leader: Process) -> list[Process]:
    """Return what still runs of a leader's group.

    A system doesn't give a number away while a group bears it. So the group is another one only if its leader is.
    """
    members = [process for process in list_processes() if process.group == leader.group]
    heads = [process for process in members if process.pid == leader.pid]
    return members if all(head.started == leader.started for head in heads) else []


def _read_stat(entry: Path) -> Process | None:
    try:
        text = (entry / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has ended meanwhile
        return None
    state, _, group, *rest = text.rpartition(")")[2].split()
    return None if state in {"Z", "X"} else Process(int(entry.name), int(group), rest[16])


def _signal(target: int, number: signal.Signals, send: Callable[[int, int], None]) -> None:
    try:
        send(target, number)
    except ProcessLookupError:
        return
