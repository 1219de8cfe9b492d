"""A limit on proofs in memory; the contract suite runs over it and over the SQL one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.turn.ports import MAX_PROOF_TRIES, PROOF_WINDOW


class MemoryProofTries:
    def __init__(self) -> None:
        self._tries: dict[str, tuple[frozenset[str], datetime]] = {}
        self._begun = 0

    async def begin(self, halves: Sequence[str], now: datetime) -> str | None:
        recent = [known for known, at in self._tries.values() if at > now - PROOF_WINDOW]
        if any(sum(half in known for known in recent) >= MAX_PROOF_TRIES for half in halves):
            return None
        self._begun += 1
        self._tries[str(self._begun)] = (frozenset(halves), now)
        return str(self._begun)

    async def forgive(self, try_id: str) -> None:
        self._tries.pop(try_id, None)
