"""The contract of CodeStore over every implementation."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from assistant.turn.codes import (
    CODE_LIFETIME,
    CODE_WINDOW,
    MAX_CODE_TRIES,
    MAX_CODES_IN_CONVERSATION,
    MAX_CODES_OF_ORDER,
    CodeStore,
)
from serve.storage.codes import SqlCodes
from serve.storage.codes_schema import step_up_codes
from serve.storage.database import Database
from tests.serve.contracts.samples import AT
from tests.support.codes import MemoryCodes


@pytest.fixture(params=["sql", "memory"])
def store(request: pytest.FixtureRequest, database: Database) -> CodeStore:
    return SqlCodes(database, b"key") if request.param == "sql" else MemoryCodes()


async def issued(store: CodeStore, conversation: str = "conv_a", order: str = "10003") -> str:
    code = await store.issue(conversation, order, AT)
    assert code is not None
    return code


def another(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


async def test_a_right_code_holds_once(store: CodeStore) -> None:
    code = await issued(store)
    assert len(code) == 6
    assert code.isdecimal()
    assert await store.redeem("conv_a", "10003", code, AT) == "right"
    assert await store.redeem("conv_a", "10003", code, AT) == "wrong"


@pytest.mark.parametrize(("conversation", "order"), [("conv_b", "10003"), ("conv_a", "10004")])
async def test_a_code_is_bound_to_its_conversation_and_order(store: CodeStore, conversation: str, order: str) -> None:
    code = await issued(store)
    assert await store.redeem(conversation, order, code, AT) == "wrong"
    assert await store.redeem("conv_a", "10003", code, AT) == "right"


async def test_a_code_ends_with_its_time_and_with_the_next_one(store: CodeStore) -> None:
    late = await issued(store)
    assert await store.redeem("conv_a", "10003", late, AT + CODE_LIFETIME) == "wrong"
    replaced, fresh = await issued(store), await issued(store)
    if replaced != fresh:
        assert await store.redeem("conv_a", "10003", replaced, AT) == "wrong"
    assert await store.redeem("conv_a", "10003", fresh, AT) == "right"


async def test_tries_are_limited_also_side_by_side(store: CodeStore) -> None:
    code = await issued(store)
    wrong = another(code)
    told = await asyncio.gather(*(store.redeem("conv_a", "10003", wrong, AT) for _ in range(2 * MAX_CODE_TRIES)))
    assert told.count("wrong") == MAX_CODE_TRIES - 1
    assert await store.redeem("conv_a", "10003", code, AT) == "used_up"


async def test_codes_are_few_in_a_conversation_and_for_an_order(store: CodeStore) -> None:
    for _ in range(MAX_CODES_IN_CONVERSATION):
        await issued(store)
    assert await store.issue("conv_a", "20001", AT) is None
    for number in range(MAX_CODES_OF_ORDER - MAX_CODES_IN_CONVERSATION):
        await issued(store, f"conv_{number}")
    assert await store.issue("conv_z", "10003", AT) is None
    assert await store.issue("conv_z", "10003", AT + CODE_WINDOW) is not None


async def test_nothing_is_kept_in_the_clear_nor_longer_than_needed(database: Database) -> None:
    store = SqlCodes(database, b"key")
    code = await issued(store)
    async with database.reading() as connection:
        kept = str((await connection.execute(select(step_up_codes))).all())
    assert code not in kept
    assert "10003" not in kept
    await store.issue("conv_b", "20001", AT + CODE_WINDOW + timedelta(seconds=1))
    async with database.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(step_up_codes))).scalar_one() == 1
    assert await SqlCodes(database, b"other").redeem("conv_b", "20001", code, AT) == "wrong"
