"""A shop's rules as they stand now: the policy file is read anew when it has changed."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Protocol

import structlog

from assistant.errors import SetupError
from assistant.policy.rules import PolicyRules

log = structlog.get_logger(__name__)

Stamp = tuple[int, int, int]


class Rules(Protocol):
    """Where the rules come from: a file that may change, or rules that stand."""

    @property
    def current(self) -> PolicyRules:
        """Return the rules in force now."""
        ...


class RuleBook:
    """The rules of a policy file; a changed file is in force at the next question.

    A file that is broken or gone changes nothing: the last rules that could be read stay in force, and the log says so
    once.

    Raises:
        SetupError: at the start, where there are no earlier rules to go on with.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._stamp = self._look()
        self._rules = PolicyRules.from_toml(file)

    @property
    def current(self) -> PolicyRules:
        """Return the rules in force now; looks at the file's date and reads it when that has changed."""
        with self._lock:
            stamp = self._look()
            if stamp != self._stamp:
                self._stamp = stamp
                self._read()
            return self._rules

    def _read(self) -> None:
        try:
            self._rules = PolicyRules.from_toml(self._file)
        except SetupError as error:
            log.error("policy_file_not_read", file=str(self._file), reason=error.detail, in_force="the rules before")
        else:
            log.info("policy_file_read", file=str(self._file))

    def _look(self) -> Stamp | None:
        """Return what changes when the file does; None while it isn't there."""
        try:
            stat = self._file.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino
