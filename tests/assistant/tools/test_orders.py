"""Orders are listed as asked."""

from __future__ import annotations

import pytest

from assistant.domain.business import Passage
from assistant.domain.conversation import Exchange, ToolCall
from assistant.domain.order import OrderStatus
from assistant.tools.orders import get_order, is_late, list_orders
from assistant.tools.result import Outcome
from tests.support.shop import NOW, context, memory_shop, order


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


def passage() -> Passage:
    line = "There is no compensation for standard shipping."
    return Passage(page="tracking", title="Tracking", text=line, quotes=(line,), score=0.9)


async def test_a_complaint_of_an_order_on_its_way_brings_the_rule() -> None:
    shop = memory_shop()
    shop.passages_found = (passage(),)
    result = await get_order(context(shop, message="this takes way too long", order_id="HT-10003"), "HT-10003")
    assert (result.notes["wait"], result.passages) == ("complains", (passage(),))
    result = await get_order(context(shop, message="give me something back for the delay"), "HT-10003")
    assert result.notes["wait"] == "make_good"
    plain = await get_order(context(shop, message="where is it"), "HT-10003")
    assert ("wait" in plain.notes, plain.passages) == (False, ())
    there = await get_order(context(shop, message="this takes way too long"), "HT-10002")
    assert ("wait" in there.notes, there.passages) == (False, ())


async def test_the_rule_is_told_once_to_who_goes_on_complaining() -> None:
    shop = memory_shop()
    shop.passages_found = (passage(),)
    told = (Exchange(shopper="late!", gist="showed order HT-10003, shipped; told the rule for delays"),)
    again = await get_order(context(shop, message="this takes way too long", exchanges=told), "HT-10003")
    assert ("again" in again.notes, again.passages) == (True, ())
    wish = await get_order(context(shop, message="can i get the shipping back", exchanges=told), "HT-10003")
    assert ("again" in wish.notes, wish.passages) == (False, (passage(),))


async def test_the_day_of_what_has_not_left_is_the_usual_time() -> None:
    shop = memory_shop()
    shop.passages_found = (passage(),)
    result = await get_order(context(shop, message="whats the date for it then?"), "HT-10001")
    assert (result.notes["wait"], result.passages) == ("when", (passage(),))


async def test_an_order_is_told_by_how_it_stands() -> None:
    shop = memory_shop()
    shop.orders["HT-10004"] = order("HT-10004", OrderStatus.LOST, days_ago=20)
    asked = "ok and the order that got lost, what happens with that"
    assert (await get_order(context(shop, message=asked), "HT-10003")).orders[0].id == "HT-10004"
    assert (await get_order(context(shop, message="and the lost one?"), "HT-10003")).orders[0].id == "HT-10004"
    assert (await get_order(context(shop, message="i lost the number"), "HT-10003")).orders[0].id == "HT-10003"
    named = "is HT-10003 the lost one?"
    assert (await get_order(context(shop, message=named), "HT-10003")).orders[0].id == "HT-10003"


async def test_an_unpaid_order_is_offered_to_be_paid_otherwise() -> None:
    shop = memory_shop()
    shop.orders["HT-10001"] = order("HT-10001", OrderStatus.PENDING, days_ago=1)
    result = await get_order(context(shop, message="why is it not paid"), "HT-10001")
    assert result.offer == ToolCall(name="update_order", args={"order_id": "HT-10001", "change": "payment"})
    assert (await get_order(context(shop, message="where is it"), "HT-10001")).offer is None


@pytest.mark.parametrize(
    ("status", "days_ago", "late"),
    [
        (OrderStatus.SHIPPED, 3, False),  # expected today
        (OrderStatus.SHIPPED, 4, True),
        (OrderStatus.DELAYED, 1, True),
        (OrderStatus.LOST, 1, True),
        (OrderStatus.DELIVERED, 30, False),
        (OrderStatus.PROCESSING, 30, False),
    ],
)
def test_late_is_what_should_have_come(status: OrderStatus, days_ago: int, late: bool) -> None:
    assert is_late(order("HT-1", status, days_ago=days_ago), NOW.date()) is late
