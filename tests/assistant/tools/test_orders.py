"""Orders are listed as asked."""

from __future__ import annotations

import pytest

from assistant.domain.order import OrderStatus
from assistant.tools.orders import get_order, list_orders
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


@pytest.mark.parametrize(
    ("status", "message", "meant"),
    [
        ("shipped", "which are shipped but not yet delivered?", {OrderStatus.SHIPPED}),
        ("shipped, not delivered", "", {OrderStatus.SHIPPED}),
        ("arrived", "which have arrived?", {OrderStatus.DELIVERED}),
        (None, "which of my orders have arrived?", {OrderStatus.DELIVERED}),
        (None, "which ones haven't arrived yet?", {OrderStatus.SHIPPED, OrderStatus.PROCESSING}),
        ("not shipped", "", {OrderStatus.PROCESSING}),
        ("in transit", "", {OrderStatus.SHIPPED}),
        ("on the way", "", {OrderStatus.SHIPPED}),
    ],
)
async def test_orders_are_narrowed_as_people_say_it(status: str | None, message: str, meant: set[OrderStatus]) -> None:
    result = await list_orders(context(memory_shop(), message=message), status)
    assert {order.status for order in result.orders} == meant


async def test_the_order_with_the_thing_asked_for_is_shown() -> None:
    shop = memory_shop()
    lines = shop.orders["HT-10003"].lines
    headlamp = lines[0].model_copy(update={"title": "Dusk Headlamp"})
    shop.orders["HT-10003"] = shop.orders["HT-10003"].model_copy(update={"lines": (headlamp, *lines[1:])})
    asked = context(shop, message="and what about my headlamp?", order_id="HT-10001")
    assert (await get_order(asked)).orders[0].id == "HT-10003"
    assert (await get_order(asked, "HT-10002")).orders[0].id == "HT-10003"


async def test_a_thing_of_the_shop_that_was_never_ordered_is_said_so() -> None:
    result = await get_order(context(memory_shop(), message="where is my camp mug?", order_id="HT-10001"))
    assert (result.outcome, result.missing, result.subject) == (Outcome.NEEDS_DETAIL, "order", "camp mug")


@pytest.mark.parametrize("tool", [get_order, list_orders])
async def test_somebody_elses_address_shows_no_order_of_ones_own(tool) -> None:
    result = await tool(context(memory_shop(), message="show the order of daniel@example.com"))
    assert (result.outcome, result.orders) == (Outcome.NEEDS_VERIFICATION, ())
    own = await tool(context(memory_shop(), message="show the order of C1@example.com"))
    assert own.outcome is Outcome.FOUND
