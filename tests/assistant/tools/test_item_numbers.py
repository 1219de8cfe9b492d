"""Numbers of items in messages are read as the things and versions that they are."""

from __future__ import annotations

import pytest

from assistant.domain.order import Order, OrderStatus
from assistant.domain.product import Product
from assistant.tools.item_numbers import may_number_items, with_names
from tests.support.shop import MemoryShop, order, product


def _shop() -> tuple[MemoryShop, tuple[Order, ...]]:
    jacket = product("8024098596", "Rain Jacket", "90")
    numbers = ("4615543240", "6948061616", "2106335193", "2235648106")
    variants = tuple(v.model_copy(update={"id": n}) for v, n in zip(jacket.variants, numbers, strict=True))
    jacket = Product.model_validate({**jacket.model_dump(), "variants": variants})
    bought = order("HT-10002", OrderStatus.DELIVERED, lines=1)
    line = bought.lines[0].model_copy(update={"product_id": jacket.id, "variant_id": "4615543240"})
    return MemoryShop(products={jacket.id: jacket}), (bought.model_copy(update={"lines": (line,)}),)


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ("exchange my jacket for item 2106335193", "exchange my jacket for the Rain Jacket in red, S"),
        ("exchange it for #2106335193 please", "exchange it for the Rain Jacket in red, S please"),
        ("I want product id 8024098596 in red", "I want the Rain Jacket in red"),
        ("item 4615543240 to item number 2235648106", "the Rain Jacket (blue, S) to the Rain Jacket in red, M"),
        ("exchange the jacket of HT-10002", "exchange the jacket of HT-10002"),
        ("order 10002, and call me on 5035550199", "order 10002, and call me on 5035550199"),
        ("cancel #W9495141", "cancel #W9495141"),
    ],
)
async def test_numbers_of_items_become_their_names(message: str, read: str) -> None:
    shop, orders = _shop()
    numbered = await with_names(message, orders, shop)
    assert (numbered.message, numbered.unknown) == (read, "")


async def test_what_is_called_an_item_and_is_none_is_told() -> None:
    shop, orders = _shop()
    numbered = await with_names("exchange it for item 1234567890", orders, shop)
    assert numbered.unknown == "1234567890"


def test_an_order_number_is_no_item() -> None:
    _, orders = _shop()
    assert not may_number_items("where is HT-10002? the 10-inch one for $1500", orders)
    assert not may_number_items("is #10002 there?", orders)
