"""What the pages say about a purpose favours one product, or the reply says that they don't tell."""

from __future__ import annotations

import pytest

from assistant.domain.product import Product
from assistant.tools.catalogue import compare_products
from assistant.tools.purpose import favoured, purpose_in
from tests.support.replies import plain_sentences
from tests.support.shop import context, conversation, memory_shop, product


def kettles() -> list[Product]:
    return [
        product("p1", "Electric Kettle", "50", description="Boils a litre in four minutes. Not for pouring slowly."),
        product("p2", "Gooseneck Kettle", "89", description="Holds its heat. The spout pours a thread of water."),
        product("p3", "Quiet Kettle", "65", description="Kind to light sleepers."),
    ]


@pytest.mark.parametrize(
    ("message", "purpose"),
    [
        ("but which one is better for pour over?", "pour over"),
        ("which is better for pour over coffee", "pour over coffee"),
        ("which would you choose for light sleepers, then?", "light sleepers"),
        ("is the first one good for winter trips or not", "winter trips"),
        ("which one is better for me?", ""),
        ("which is better?", ""),
        ("is there something for under 60", ""),
        ("which one do you have for 40 dollars", ""),
    ],
)
def test_a_purpose_is_read(message: str, purpose: str) -> None:
    assert purpose_in(message) == purpose


def test_the_page_that_speaks_of_the_purpose_is_favoured() -> None:
    favour = favoured(kettles(), "which is better for pour-over?")
    assert favour is not None
    assert favour.product is not None
    assert (favour.product.id, favour.why) == ("p2", "The spout pours a thread of water")


def test_no_page_is_favoured_without_a_word() -> None:
    favour = favoured(kettles(), "which is best for a boat?")
    assert favour is not None
    assert favour.product is None
    assert not favour.several
    assert favoured(kettles(), "compare them") is None


async def test_the_answer_says_which_and_why() -> None:
    shop = memory_shop()
    shop.products = {one.id: one for one in kettles()}
    message = "which is better for pour over?"
    result = await compare_products(context(shop, message=message), ("Electric Kettle", "Gooseneck Kettle"))
    reply = " ".join(plain_sentences([result], conversation(), message))
    assert "Gooseneck Kettle" in reply.split("$")[0]
    assert "pours a thread of water" in reply
    message = "which is better for a boat?"
    result = await compare_products(context(shop, message=message), ("Electric Kettle", "Gooseneck Kettle"))
    reply = " ".join(plain_sentences([result], conversation(), message))
    assert "a boat" in reply
    assert "matters most" not in reply
