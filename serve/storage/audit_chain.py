"""The audit's chain of hashes, and the witness outside of the database that knows how far it reached."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import structlog
from anyio import to_thread
from sqlalchemy import RowMapping

log = structlog.get_logger(__name__)

GENESIS = "0" * 64


def row_hash(row: RowMapping | dict[str, Any]) -> str:
    """Return the hash of an audit row, which covers the hash of the row before it."""
    covered = [row["previous_hash"], row["proposal_id"], row["before"], row["after"], row["body_hash"]]
    covered.append(row["at"].astimezone(UTC).isoformat())
    if row["actor"] is not None:  # rows from before there were actors don't cover them
        covered += [row["actor"], row["verdict"], row["outcome"]]
    return hashlib.sha256(json.dumps(covered).encode()).hexdigest()


def action_digest(action: Mapping[str, Any]) -> str:
    """Return the digest of an action as it is stored."""
    return hashlib.sha256(json.dumps(action, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Testimony:
    """What the witness saw of one row; not `sound` when its line isn't as the witness wrote it."""

    line: int
    seq: int
    hash: str
    sound: bool


class Witness:
    """Notes each audit row's hash in a file, signed, so that rows can't be cut off at the end of the chain unnoticed.

    Args:
        key: signs the lines; who can write to the database only can't sign.
    """

    def __init__(self, path: Path, key: str) -> None:
        self.path = path
        self._key = hashlib.sha256(f"audit witness {key}".encode()).digest()

    async def saw(self, seq: int, digest: str) -> None:
        """Note a row that has been committed; a file that can't be written is told to the log, and holds nothing up."""
        try:
            await to_thread.run_sync(self._append, f"{seq} {digest} {self._signature(seq, digest)}\n")
        except OSError:
            log.exception("audit_row_not_witnessed", seq=seq, hash=digest)

    def testimonies(self) -> list[Testimony]:
        """Return all that was noted, in its order; nothing where there is no file yet."""
        if not self.path.is_file():
            return []
        lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        return [self._testimony(number, line) for number, line in enumerate(lines, 1)]

    def _append(self, line: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="ascii") as file:
            file.write(line)

    def _testimony(self, number: int, line: str) -> Testimony:
        seq, digest, signature = (*line.split(), "", "", "")[:3]
        count = int(seq) if seq.isascii() and seq.isdecimal() and len(seq) < 19 else 0
        sound = hmac.compare_digest(self._signature(count, digest).encode(), signature.encode())
        return Testimony(line=number, seq=count, hash=digest, sound=sound)

    def _signature(self, seq: int, digest: str) -> str:
        return hmac.new(self._key, f"{seq} {digest}".encode(), hashlib.sha256).hexdigest()
