"""Of several orders with such a thing, the words decide which one is meant, or it is asked; no plan's guess does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant.domain.order import Order, OrderStatus
from assistant.tools.exchanges import exchange_items
from assistant.tools.matching import words
from assistant.tools.order_actions import return_items
from assistant.tools.order_told import own_words, placed_then, told_by_version
from assistant.tools.orders import get_order
from assistant.tools.result import Outcome
from tests.support.shop import NOW, MemoryShop, context, memory_shop, order


def laptop(order_id: str, placed: datetime, **options: str) -> Order:
    made = order(order_id, OrderStatus.DELIVERED, lines=1)
    line = made.lines[0].model_copy(update={"title": "Laptop", "options": options})
    return made.model_copy(update={"lines": (line,), "placed_at": placed, "delivered_at": NOW - timedelta(days=3)})


NEW = laptop("HT-10008", NOW - timedelta(days=5), memory="16GB", color="black")
OLD = laptop("HT-10005", NOW - timedelta(days=40), memory="32GB", color="silver")


def two_laptops() -> MemoryShop:
    shop = memory_shop()
    shop.orders = {one.id: one for one in (NEW, OLD)}
    return shop


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("I want to return my laptop", None),
        ("return the laptop, I don't need it anymore", None),
        ("return the black laptop", NEW),
        ("return my laptop, the 32GB one", OLD),
        ("I'd like to return the laptop from my last order", NEW),
        ("return the laptop from my first order", OLD),
        ("send back the laptop, the older one", OLD),
        (f"return the laptop I bought in {OLD.placed_at:%B}", OLD),
        (f"return the laptop of order {OLD.id}", OLD),
    ],
)
async def test_a_return_asks_unless_the_words_tell(message: str, meant: Order | None) -> None:
    for guess in (NEW.id, OLD.id, None):
        result = await return_items(context(two_laptops(), message=message), order_id=guess)
        if meant is None:
            assert (result.missing, set(result.choices)) == ("order", {NEW.id, OLD.id})
        else:
            assert result.proposal is not None
            assert result.proposal.action.order_id == meant.id


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("change my laptop to a black one", set()),
        ("make my laptop silver", set()),
        ("swap my black laptop for the silver one", {NEW.id}),
        ("I'd like my silver laptop in black", {OLD.id}),
        ("exchange the laptop with 16GB for one with 32GB", {NEW.id}),
    ],
)
def test_what_is_wished_tells_no_order(message: str, meant: set[str]) -> None:
    assert {one.id for one in told_by_version((NEW, OLD), own_words((NEW, OLD), message), message)} == meant


async def test_the_version_that_is_wished_is_not_taken_for_the_one_that_is_there() -> None:
    result = await exchange_items(context(two_laptops(), message="change the laptop to black"), order_id=NEW.id)
    assert (result.outcome, result.missing) == (Outcome.NEEDS_DETAIL, "order")


@pytest.mark.parametrize(
    "message",
    [
        "cancel it, I need it by {m}",
        "will my order arrive in {m}?",
        "I may return it",
        "the order has to be here in {m}",
    ],
)
def test_another_month_tells_no_order(message: str) -> None:
    assert not placed_then((NEW, OLD), message.format(m=f"{OLD.placed_at:%B}"), NOW)


async def test_the_order_before_that_one_is_shown() -> None:
    said = context(two_laptops(), message="and the one before that?", order_id=NEW.id)
    assert (await get_order(said, order_id=NEW.id)).orders == (OLD,)
    last = replace(said, message="and the order before this one?")
    assert (await get_order(last, order_id=NEW.id)).orders[0].id == NEW.id


async def test_the_other_order_is_not_the_one_talked_about() -> None:
    said = context(two_laptops(), message="and the laptop in my other order too please", order_id=NEW.id)
    result = await return_items(said, order_id=NEW.id)
    assert result.proposal is not None
    assert result.proposal.action.order_id == OLD.id


def test_shelves_are_a_shelf() -> None:
    assert words("bookshelves, shelves") == ("bookshelf", "shelf")
