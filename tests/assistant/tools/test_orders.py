"""Orders are listed as asked."""

from __future__ import annotations

import pytest

from assistant.domain.order import OrderStatus
from assistant.tools.orders import list_orders
from assistant.tools.result import Outcome
from tests.support.shop import context, memory_shop


async def test_a_status_narrows_the_list() -> None:
    result = await list_orders(context(memory_shop()), "delivered")
    assert result.orders
    assert {order.status for order in result.orders} == {OrderStatus.DELIVERED}
    assert result.subject == "delivered"


@pytest.mark.parametrize("word", ["all", "recent", "my"])
async def test_words_that_are_no_status_narrow_nothing(word: str) -> None:
    shop = memory_shop()
    result = await list_orders(context(shop), word)
    assert result == await list_orders(context(shop))
    assert result.outcome is Outcome.FOUND
