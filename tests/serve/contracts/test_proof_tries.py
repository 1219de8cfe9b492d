"""The contract of ProofTries over every implementation."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from assistant.turn.ports import MAX_PROOF_TRIES, PROOF_WINDOW, ProofTries
from serve.storage.database import Database
from serve.storage.proof_tries import SqlProofTries
from serve.storage.schema import proof_tries
from tests.serve.contracts.samples import AT
from tests.support.proof_tries import MemoryProofTries


@pytest.fixture(params=["sql", "memory"])
def store(request: pytest.FixtureRequest, database: Database) -> ProofTries:
    return SqlProofTries(database) if request.param == "sql" else MemoryProofTries()


async def exhaust(store: ProofTries, *halves: str) -> None:
    for _ in range(MAX_PROOF_TRIES):
        assert await store.begin(halves, AT) is not None


@pytest.mark.parametrize("halves", [("order 1", "email b"), ("order 2", "email a"), ("email a", "order 1")])
async def test_either_half_alone_has_its_limit(store: ProofTries, halves: tuple[str, str]) -> None:
    await exhaust(store, "order 1", "email a")
    assert await store.begin(halves, AT) is None
    assert await store.begin(("order 2", "email b"), AT) is not None


async def test_a_refused_try_counts_for_nothing(store: ProofTries) -> None:
    await exhaust(store, "order 1", "email a")
    for _ in range(MAX_PROOF_TRIES):
        assert await store.begin(("order 1", "email b"), AT) is None
    assert await store.begin(("order 2", "email b"), AT) is not None


async def test_a_right_proof_is_forgiven_and_nothing_else(store: ProofTries) -> None:
    for _ in range(MAX_PROOF_TRIES - 1):
        await store.begin(("order 1", "email a"), AT)
    for _ in range(3):
        right = await store.begin(("order 1", "email a"), AT)
        assert right is not None
        await store.forgive(right)
    assert await store.begin(("order 1", "email a"), AT) is not None
    assert await store.begin(("order 1", "email a"), AT) is None


async def test_the_window_slides(store: ProofTries) -> None:
    await store.begin(("order 1", "email a"), AT)
    later = AT + PROOF_WINDOW / 2
    for _ in range(MAX_PROOF_TRIES - 1):
        assert await store.begin(("order 1", "email a"), later) is not None
    assert await store.begin(("order 1", "email a"), later) is None
    over = AT + PROOF_WINDOW + timedelta(seconds=1)
    assert await store.begin(("order 1", "email a"), over) is not None
    assert await store.begin(("order 1", "email a"), over) is None


async def test_many_at_once_get_no_more_than_one_after_the_other(store: ProofTries) -> None:
    begun = await asyncio.gather(*(store.begin(("order 1", f"email {n}"), AT) for n in range(3 * MAX_PROOF_TRIES)))
    assert sum(one is not None for one in begun) == MAX_PROOF_TRIES


async def test_no_address_is_kept_in_the_clear_and_none_longer_than_needed(database: Database) -> None:
    store = SqlProofTries(database)
    await store.begin(("order 1", "maya@example.com"), AT)
    async with database.reading() as connection:
        assert "maya" not in str((await connection.execute(select(proof_tries))).all())
    await store.begin(("order 2", "sam@example.com"), AT + 2 * PROOF_WINDOW)
    async with database.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(proof_tries))).scalar_one() == 2
