"""Reads the audit: whether it is whole, and what has become of a proposal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, or_, select

from assistant.domain.actions import ActionProposal
from serve.storage.audit_chain import GENESIS, Testimony, Witness, action_digest, row_hash
from serve.storage.database import Database
from serve.storage.schema import proposal_audit, proposals


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that isn't as it was written.

    Attributes:
        seq: the audit row that it is about, if it is about one.
    """

    problem: str
    proposal_id: str = ""
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a check came to: how many rows there are, the newest one's hash, and what is wrong."""

    rows: int
    head: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One move of a proposal; `before` is None where it begins."""

    seq: int
    at: datetime
    before: str | None
    after: str
    actor: str
    verdict: str
    outcome: str


@dataclass(frozen=True, slots=True)
class History:
    """A proposal with all that has become of it."""

    proposal: ActionProposal
    entries: tuple[Entry, ...]


class Audit:
    """Checks the chain against itself, the witness and the proposals, and tells histories; writes nothing."""

    def __init__(self, database: Database, witness: Witness) -> None:
        self._database = database
        self._witness = witness

    async def check(self) -> Report:
        """Name every row that was changed, cut out or slipped in, and every proposal that its rows don't bear out."""
        testimonies = self._witness.testimonies()  # read first: rows that come meanwhile are no contradiction
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(proposal_audit).order_by(proposal_audit.c.seq))).mappings().all()
            stored = (await connection.execute(select(proposals))).mappings().all()
        latest = {row["proposal_id"]: row for row in rows}
        findings = [
            *_chain(rows),
            *self._witnessed({row["seq"]: row["hash"] for row in rows}, testimonies),
            *(finding for row in stored for finding in _proposal(row, latest.get(row["id"]))),
        ]
        known = {row["id"] for row in stored}
        findings += [
            Finding("The proposal is missing, and its audit rows are there.", lost)
            for lost in latest
            if lost not in known
        ]
        return Report(len(rows), rows[-1]["hash"] if rows else GENESIS, tuple(findings))

    async def histories(self, wanted: str) -> tuple[History, ...]:
        """Return what has become of an order's proposals, or of one proposal, oldest first."""
        its_order = proposals.c.body["action"]["order_id"].as_string() == wanted
        query = select(proposals).where(or_(proposals.c.id == wanted, its_order)).order_by(proposals.c.created_at)
        async with self._database.reading() as connection:
            found = (await connection.execute(query)).mappings().all()
            mine = proposal_audit.c.proposal_id.in_([row["id"] for row in found])
            moves = await connection.execute(select(proposal_audit).where(mine).order_by(proposal_audit.c.seq))
            rows = moves.mappings().all()
        return tuple(
            History(
                ActionProposal.model_validate({**row["body"], "state": row["state"], "owner": row["owner"]}),
                tuple(_entry(move) for move in rows if move["proposal_id"] == row["id"]),
            )
            for row in found
        )

    def _witnessed(self, hashes: Mapping[int, str], testimonies: Sequence[Testimony]) -> Iterator[Finding]:
        for seen in testimonies:
            if not seen.sound:
                yield Finding(f"Line {seen.line} of {self._witness.path} isn't as the witness wrote it.")
            elif seen.seq not in hashes:
                yield Finding("The row was witnessed and is missing.", seq=seen.seq)
            elif hashes[seen.seq] != seen.hash:
                yield Finding("The row isn't the one that was witnessed.", seq=seen.seq)


def _chain(rows: Sequence[RowMapping]) -> Iterator[Finding]:
    previous, place = GENESIS, "the beginning"
    for row in rows:
        if row["hash"] != row_hash(row):
            yield Finding("The row was changed after it was written.", row["proposal_id"], row["seq"])
        elif row["previous_hash"] != previous:
            problem = f"Rows between {place} and this one are missing, or were changed or slipped in."
            yield Finding(problem, row["proposal_id"], row["seq"])
        previous, place = row["hash"], f"row {row['seq']}"


def _proposal(row: RowMapping, latest: RowMapping | None) -> Iterator[Finding]:
    if latest is None:
        yield Finding("The proposal is there, and its audit rows are missing.", row["id"])
        return
    if row["state"] != latest["after"]:
        problem = f"The proposal is {row['state']}, and its last audit row says {latest['after']}."
        yield Finding(problem, row["id"], latest["seq"])
    if latest["actor"] is not None and action_digest(row["body"]["action"]) != latest["body_hash"]:
        yield Finding("What the proposal asks for isn't what was audited.", row["id"], latest["seq"])


def _entry(row: RowMapping) -> Entry:
    return Entry(
        seq=row["seq"],
        at=row["at"],
        before=row["before"],
        after=row["after"],
        actor=row["actor"] or "",
        verdict=row["verdict"] or "",
        outcome=row["outcome"] or "",
    )
