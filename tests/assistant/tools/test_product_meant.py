"""The product that a message names, or that was talked about last, goes before a position that a plan guessed."""

from __future__ import annotations

import pytest

from assistant.domain.conversation import Exchange, ScreenItem
from assistant.domain.money import Money
from assistant.domain.product import Product, Variant
from assistant.tools.choice import Choice
from assistant.tools.product_meant import product_meant
from assistant.tools.variants import resolve_variant
from tests.support.shop import context, memory_shop, product

TITLES = ("Loaf Tin with Lid", "Piping Bags", "Cordierite Pizza Stone", "Gooseneck Kettle", "Electric Kettle")
STONES = tuple(
    Variant(id=f"p2-{n}", options={"set": name}, price=Money.of(price), stock=4)
    for n, (name, price) in enumerate([("stone only", 39), ("with peel", 54)])
)


def told(title: str) -> Exchange:
    return Exchange(shopper="…", gist=f"told about {title}; answered from the page on care")


async def meant(message: str, reference: str | None, *exchanges: Exchange, shown: int = 3, **state: object) -> str:
    shop = memory_shop()
    shop.products = {f"p{n}": product(f"p{n}", title, "20") for n, title in enumerate(TITLES)}
    shop.products["p2"] = shop.products["p2"].model_copy(update={"variants": STONES})
    screen = tuple(ScreenItem(product_id=f"p{n}", title=title) for n, title in enumerate(TITLES[:shown]))
    found = await product_meant(context(shop, message=message, screen=screen, exchanges=exchanges, **state), reference)
    return "" if isinstance(found, Choice) else found.title


STONE, KETTLE = told("Cordierite Pizza Stone"), told("Gooseneck Kettle")
COMPARED = Exchange(shopper="…", gist="compared Gooseneck Kettle and Electric Kettle")


@pytest.mark.parametrize(
    ("message", "reference", "exchanges", "title"),
    [
        ("the pizza stone looks nice, what is it made of", "1", (), "Cordierite Pizza Stone"),
        ("ok whatever, add the cheaper one to my cart", "2", (STONE,), "Cordierite Pizza Stone"),
        ("add the one with peel", "2", (STONE,), "Cordierite Pizza Stone"),
        ("is it heavy", "1", (STONE,), "Cordierite Pizza Stone"),
        ("no tents! the kettle. 2x gooseneck kettle", "2", (COMPARED,), "Gooseneck Kettle"),
        ("ok the gooseneck then, add it, 2 of them", "2", (COMPARED,), "Gooseneck Kettle"),
        ("do you have it in white?", "Electric Kettle", (COMPARED,), "Electric Kettle"),
        ("do you have it in white?", "Piping Bags XL", (KETTLE,), "Gooseneck Kettle"),
        ("add the second one", "2", (STONE,), "Piping Bags"),
        ("add 2", "2", (STONE,), "Piping Bags"),
        ("the bags please", "2", (STONE,), "Piping Bags"),
        ("add the bags and the pizza stone", "2", (), "Piping Bags"),
        ("add the cheaper one", "2", (STONE, Exchange(shopper="…", gist="showed 3 products")), "Piping Bags"),
        ("actually i want the other one", "2", (COMPARED, KETTLE), "Electric Kettle"),
        ("does the tin go with the pizza stone?", "1", (), "Loaf Tin with Lid"),
    ],
)
async def test_the_message_decides(message: str, reference: str, exchanges: tuple[Exchange, ...], title: str) -> None:
    assert await meant(message, reference, *exchanges) == title


async def test_a_place_in_no_list_is_what_was_talked_about() -> None:
    assert await meant("and in a smaller size?", "1", shown=0, product_id="p3") == "Gooseneck Kettle"
    assert await meant("and in a smaller size?", "1", shown=0) == ""


async def test_a_version_is_told_apart_by_its_price_or_size() -> None:
    stone: Product = product("p2", "Pizza Stone", "39", variants=STONES)
    assert resolve_variant(stone, "add the cheaper one") == STONES[0]
    assert resolve_variant(stone, "the more expensive one") == STONES[1]
    sizes = tuple(
        Variant(id=size, options={"size": f"{size} cm"}, price=Money.of(20), stock=2) for size in ("24", "28", "32")
    )
    pan = product("p7", "Pan", "20", variants=sizes)
    assert resolve_variant(pan, "the small one") == sizes[0]
    assert resolve_variant(pan, "the biggest") == sizes[2]
    assert isinstance(resolve_variant(pan, "for a small kitchen"), Choice)
    assert isinstance(resolve_variant(pan, "add the cheaper one"), Choice)


async def test_what_was_said_first_still_narrows_the_versions() -> None:
    variants = tuple(
        Variant(id=f"{size}-{color}", options={"size": f"{size} persons", "color": color}, price=Money.of(90), stock=2)
        for size in ("2", "3")
        for color in ("navy", "olive")
    )
    tent = product("p8", "Dome Tent", "90", variants=variants)
    assert resolve_variant(tent, "navy", ["add the bigger one"]) == variants[2]
    assert resolve_variant(tent, "the bigger one") == Choice(("navy", "olive"))
