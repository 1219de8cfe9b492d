"""Who has a case open and who is typing: known to this process only, and forgotten with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from serve.signals import Signals

DESK = "desk"


@dataclass(frozen=True, slots=True)
class Typing:
    """A sign that somebody is typing; `count` tells one sign from the next, `held` whether the case is theirs."""

    count: int
    agent_id: str
    name: str
    held: bool


class Presence:
    """Notes who is where, and rings for those who watch."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._here: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._version = 0
        self._changed_at: dict[str, int] = {}
        self._typing: dict[str, Typing] = {}

    @contextmanager
    def here(self, case_id: str, name: str) -> Iterator[None]:
        """Count an agent as looking at a case for as long as the context lasts."""
        self._here[case_id][name] += 1
        self._changed(case_id)
        try:
            yield
        finally:
            self._here[case_id][name] -= 1
            self._changed(case_id)

    def agents(self, case_id: str) -> list[str]:
        """Return the names of those who look at a case."""
        return sorted(name for name, count in self._here.get(case_id, {}).items() if count > 0)

    @property
    def version(self) -> int:
        """Where the changes stand; give it to `changed_since` later."""
        return self._version

    def changed_since(self, version: int) -> list[str]:
        """Return the cases at which somebody has come or gone since a version."""
        return [case_id for case_id, at in self._changed_at.items() if at > version]

    def types(self, conversation_id: str, agent_id: str, name: str, *, held: bool) -> None:
        """Let those who follow a conversation know that somebody is typing."""
        last = self._typing.get(conversation_id)
        self._typing[conversation_id] = Typing(last.count + 1 if last else 1, agent_id, name, held)
        self._signals.tell(conversation_id)

    def typing(self, conversation_id: str) -> Typing | None:
        """Return the last sign that somebody was typing."""
        return self._typing.get(conversation_id)

    def _changed(self, case_id: str) -> None:
        self._version += 1
        self._changed_at[case_id] = self._version
        self._signals.tell(DESK)
