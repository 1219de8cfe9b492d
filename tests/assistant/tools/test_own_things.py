"""What the shopper has bought answers "in my size?", and is not what they are advised to buy instead."""

from __future__ import annotations

import pytest

from assistant.domain.order import OrderStatus
from assistant.tools.advice import recommend_products
from assistant.tools.catalogue import get_product
from assistant.tools.result import Outcome
from tests.support.shop import ANONYMOUS, MemoryShop, context, memory_shop, order


def shop_of_maya() -> MemoryShop:
    shop = memory_shop()
    shop.orders = {"HT-1": order("HT-1", OrderStatus.LOST)}
    return shop


@pytest.mark.parametrize(
    "message",
    [
        "the jacket, do you still have it in my size?",
        "is the rain jacket in stock in the same size",
        "do you have my jacket in the same colour",
    ],
)
async def test_my_size_is_the_one_that_was_bought(message: str) -> None:
    result = await get_product(context(shop_of_maya(), message=message), question=message)
    assert result.outcome is Outcome.FOUND
    assert result.products[0].title == "Rain Jacket"
    assert result.subject.endswith(("S", "blue"))


async def test_a_version_alone_is_of_the_order_talked_about() -> None:
    shop = shop_of_maya()
    shop.orders = {"HT-1": order("HT-1", OrderStatus.LOST, lines=1)}
    message = "is the blue S even in stock still?"
    asked = context(shop, message=message, order_id="HT-1")
    assert (await get_product(asked, "11", question=message)).products[0].title == "Rain Jacket"
    elsewhere = context(shop, message=message)
    assert (await get_product(elsewhere, "11", question=message)).outcome is not Outcome.FOUND


async def test_nothing_is_known_of_a_guest() -> None:
    message = "do you still have the jacket in my size?"
    result = await get_product(context(shop_of_maya(), principal=ANONYMOUS, message=message), question=message)
    assert result.outcome is not Outcome.FOUND


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("return the jacket i bought and find me something better", False),
        ("i want something better than my jacket, mine leaks", False),
        ("but thats the same one i'm returning?? i want a different jacket", False),
        ("anything but the Rain jacket please", False),
        ("a warm jacket for my dad", True),
        ("what's popular", True),
    ],
)
async def test_what_is_to_be_replaced_is_not_advised(message: str, left: bool) -> None:
    result = await recommend_products(context(shop_of_maya(), message=message), need="jacket")
    assert ("Rain Jacket" in {card.title for card in result.products}) is left


async def test_something_better_is_of_the_kind_that_is_replaced() -> None:
    message = "return the jacket i bought and find me something better under 150"
    result = await recommend_products(context(shop_of_maya(), message=message), need="find me something better")
    assert result.advice is not None
    assert (result.advice.purpose, result.advice.product_id, result.advice.max_price) == ("similar", "p1", 150)
