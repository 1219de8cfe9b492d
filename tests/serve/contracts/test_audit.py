"""The audit of proposals: whatever is changed, cut out or slipped in is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from assistant.domain.actions import ProposalState
from assistant.turn.ports import Why
from serve.storage.audit import Audit, Finding
from serve.storage.audit_chain import Witness, row_hash
from serve.storage.database import Database
from serve.storage.proposals import SqlProposals
from serve.storage.schema import proposal_audit, proposals
from tests.serve.contracts.samples import proposal

PENDING, CONFIRMED, EXECUTED = ProposalState.PENDING, ProposalState.CONFIRMED, ProposalState.EXECUTED
KEY = "a-key-for-tests-only"


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path / "audit.witness", KEY)


@pytest.fixture
async def store(database: Database, witness: Witness) -> SqlProposals:
    """A store with two proposals: one carried out, one declined."""
    store = SqlProposals(database, witness=witness)
    await store.add(proposal())
    await store.move("prop_1", PENDING, CONFIRMED, Why(actor="c1", verdict="allowed (see cancel)"))
    await store.add(proposal("prop_2", action={"kind": "cancel_order", "order_id": "HT-10002"}))
    await store.move("prop_1", CONFIRMED, EXECUTED, Why(actor="ann for c1", outcome="order HT-10001 is cancelled"))
    await store.move("prop_2", PENDING, ProposalState.DECLINED, Why(actor="c1"))
    return store


@pytest.fixture
def audit(database: Database, witness: Witness, store: SqlProposals) -> Audit:
    return Audit(database, witness)


async def rows(database: Database) -> list[dict[str, object]]:
    async with database.reading() as connection:
        found = await connection.execute(select(proposal_audit).order_by(proposal_audit.c.seq))
        return [dict(row) for row in found.mappings()]


async def test_what_nobody_touched_is_whole(audit: Audit, database: Database) -> None:
    report = await audit.check()
    assert report.findings == ()
    assert report.rows == 5
    assert report.head == (await rows(database))[-1]["hash"]


async def test_the_history_tells_who_what_why_and_what_it_came_to(audit: Audit) -> None:
    (history,) = await audit.histories("HT-10001")
    assert history.proposal.id == "prop_1"
    assert [(entry.before, entry.after, entry.actor) for entry in history.entries] == [
        (None, "pending", "c1"),
        ("pending", "confirmed", "c1"),
        ("confirmed", "executed", "ann for c1"),
    ]
    assert history.entries[1].verdict == "allowed (see cancel)"
    assert history.entries[2].outcome == "order HT-10001 is cancelled"
    assert [found.proposal.id for found in await audit.histories("prop_2")] == ["prop_2"]
    assert await audit.histories("HT-1") == ()


@pytest.mark.parametrize("column", ["after", "actor", "verdict", "outcome", "body_hash", "proposal_id"])
async def test_a_changed_row_is_named(audit: Audit, database: Database, column: str) -> None:
    seq = (await rows(database))[2]["seq"]
    async with database.writing() as connection:
        await connection.execute(update(proposal_audit).where(proposal_audit.c.seq == seq).values({column: "x"}))
    assert seq in [finding.seq for finding in (await audit.check()).findings]


@pytest.mark.parametrize("place", [0, 2, 4])
async def test_a_missing_row_is_named(audit: Audit, database: Database, place: int) -> None:
    seq = (await rows(database))[place]["seq"]
    async with database.writing() as connection:
        await connection.execute(delete(proposal_audit).where(proposal_audit.c.seq == seq))
    assert Finding("The row was witnessed and is missing.", seq=seq) in (await audit.check()).findings


async def test_a_last_row_that_is_written_anew_is_named(audit: Audit, database: Database) -> None:
    last = (await rows(database))[-1]
    forged = last | {"after": "executed"}
    forged["hash"] = row_hash(forged)
    async with database.writing() as connection:
        await connection.execute(delete(proposal_audit).where(proposal_audit.c.seq == last["seq"]))
        await connection.execute(insert(proposal_audit).values(forged))
        await connection.execute(update(proposals).where(proposals.c.id == "prop_2").values(state="executed"))
    assert Finding("The row isn't the one that was witnessed.", seq=last["seq"]) in (await audit.check()).findings


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"state": "pending"}, "its last audit row says executed"),
        ({"body": proposal(action={"kind": "cancel_order", "order_id": "X"}).model_dump(mode="json")}, "asks for"),
    ],
)
async def test_a_proposal_that_its_rows_do_not_bear_out_is_named(
    audit: Audit, database: Database, values: dict[str, object], problem: str
) -> None:
    async with database.writing() as connection:
        await connection.execute(update(proposals).where(proposals.c.id == "prop_1").values(values))
    (finding,) = (await audit.check()).findings
    assert finding.proposal_id == "prop_1"
    assert problem in finding.problem


@pytest.mark.parametrize("table", ["proposals", "rows"])
async def test_a_proposal_and_its_rows_miss_each_other(audit: Audit, database: Database, table: str) -> None:
    async with database.writing() as connection:
        lost = (
            delete(proposals).where(proposals.c.id == "prop_2")
            if table == "proposals"
            else delete(proposal_audit).where(proposal_audit.c.proposal_id == "prop_2")
        )
        await connection.execute(lost)
    assert any("missing" in f.problem and f.proposal_id == "prop_2" for f in (await audit.check()).findings)


@pytest.mark.parametrize("line", ["", "nonsense", "1 x y", "99999999999999999999 a b", "7 " + "0" * 64 + " é"])
async def test_a_line_that_the_witness_did_not_write_is_named(audit: Audit, witness: Witness, line: str) -> None:
    with witness.path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    (finding,) = (await audit.check()).findings
    assert f"Line 6 of {witness.path}" in finding.problem


async def test_a_file_that_cannot_be_written_holds_nothing_up(database: Database, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    store = SqlProposals(database, witness=Witness(tmp_path / "taken", KEY))
    await store.add(proposal())
    assert (await store.move("prop_1", PENDING, CONFIRMED)).state is CONFIRMED


async def test_rows_of_before_there_were_actors_still_count(database: Database, audit: Audit) -> None:
    old: dict[str, object] = (await rows(database))[-1]
    old = {**old, "seq": 100, "actor": None, "verdict": None, "outcome": None, "previous_hash": old["hash"]}
    old["hash"] = row_hash(old)
    async with database.writing() as connection:
        await connection.execute(insert(proposal_audit).values(old))
    assert (await audit.check()).findings == ()
