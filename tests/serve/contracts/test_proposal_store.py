"""The contract of ProposalStore over every implementation; the audit of the SQL one."""

from __future__ import annotations

import asyncio

import pytest

from assistant.domain.actions import ProposalState
from assistant.errors import ProposalNotFound, ProposalSettled
from assistant.turn.ports import ProposalStore
from serve.storage.database import Database
from serve.storage.proposals import SqlProposals
from serve.storage.schema import proposal_audit
from tests.serve.contracts.samples import proposal
from tests.support.proposals import MemoryProposals

PENDING, CONFIRMED, EXECUTED = ProposalState.PENDING, ProposalState.CONFIRMED, ProposalState.EXECUTED
DECLINED = ProposalState.DECLINED


@pytest.fixture(params=["sql", "memory"])
def store(request: pytest.FixtureRequest, database: Database) -> ProposalStore:
    return SqlProposals(database) if request.param == "sql" else MemoryProposals()


async def test_an_unknown_proposal_is_not_found(store: ProposalStore) -> None:
    with pytest.raises(ProposalNotFound):
        await store.get("prop_unknown")
    with pytest.raises(ProposalNotFound):
        await store.move("prop_unknown", PENDING, CONFIRMED)


async def test_a_proposal_comes_back_as_it_was_made(store: ProposalStore) -> None:
    await store.add(proposal())
    assert await store.get("prop_1") == proposal()


async def test_moving_returns_the_proposal_in_its_new_state(store: ProposalStore) -> None:
    await store.add(proposal())
    assert (await store.move("prop_1", PENDING, CONFIRMED)).state is CONFIRMED
    assert (await store.get("prop_1")) == proposal(state=CONFIRMED)


async def test_a_settled_proposal_does_not_move(store: ProposalStore) -> None:
    await store.add(proposal())
    await store.move("prop_1", PENDING, DECLINED)
    with pytest.raises(ProposalSettled):
        await store.move("prop_1", PENDING, CONFIRMED)
    assert (await store.get("prop_1")).state is DECLINED


async def test_what_was_confirmed_and_not_settled_is_found(store: ProposalStore) -> None:
    for number, conversation_id in enumerate(["conv_a", "conv_b", "conv_a", "conv_a"]):
        await store.add(proposal(f"prop_{number}", conversation_id=conversation_id))
        if number < 3:
            await store.move(f"prop_{number}", PENDING, CONFIRMED)
    await store.move("prop_2", CONFIRMED, EXECUTED)
    assert {found.id for found in await store.confirmed()} == {"prop_0", "prop_1"}
    assert [found.id for found in await store.confirmed("conv_a")] == ["prop_0"]


async def test_what_was_confirmed_comes_in_the_order_of_the_yeses(store: ProposalStore) -> None:
    for number in range(3):
        await store.add(proposal(f"prop_{number}"))
    for number in (2, 0, 1):
        await store.move(f"prop_{number}", PENDING, CONFIRMED)
    assert [found.id for found in await store.confirmed()] == ["prop_2", "prop_0", "prop_1"]


async def test_of_many_confirmations_at_once_one_wins(store: ProposalStore) -> None:
    await store.add(proposal())
    outcomes = await asyncio.gather(
        *(store.move("prop_1", PENDING, CONFIRMED) for _ in range(12)), return_exceptions=True
    )
    assert sum(not isinstance(outcome, ProposalSettled) for outcome in outcomes) == 1
    assert (await store.get("prop_1")).state is CONFIRMED


async def test_every_move_is_audited_in_a_chain(database: Database) -> None:
    store = SqlProposals(database)
    await asyncio.gather(*(store.add(proposal(f"prop_{n}")) for n in range(6)))
    await asyncio.gather(*(store.move(f"prop_{n}", PENDING, CONFIRMED) for n in range(6)))
    await store.move("prop_0", CONFIRMED, EXECUTED)
    with pytest.raises(ProposalSettled):
        await store.move("prop_0", CONFIRMED, EXECUTED)
    async with database.reading() as connection:
        rows = (await connection.execute(proposal_audit.select().order_by(proposal_audit.c.seq))).mappings().all()
    moves = [(row["before"], row["after"]) for row in rows if row["proposal_id"] == "prop_0"]
    assert moves == [(None, "pending"), ("pending", "confirmed"), ("confirmed", "executed")]
