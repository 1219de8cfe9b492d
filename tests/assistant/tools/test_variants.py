"""Which version relative words mean."""

from __future__ import annotations

import pytest

from assistant.domain.money import Money
from assistant.domain.product import Variant
from assistant.tools.choice import Choice
from assistant.tools.variants import resolve_other_variant
from tests.support.shop import product

BASKET = product(
    "p9",
    "Basket",
    "20",
    variants=tuple(
        Variant(id=size, options={"size": size}, price=Money.of("20"), stock=stock)
        for size, stock in (("20 cm", 3), ("30 cm", 3), ("35 cm", 3), ("40 cm", 0), ("45 cm", 1), ("50 cm", 1))
    ),
)


@pytest.mark.parametrize(
    ("wanted", "meant"), [("a bigger one", "45 cm"), ("one size up", "45 cm"), ("something smaller please", "30 cm")]
)
def test_the_next_size_in_stock_is_meant(wanted: str, meant: str) -> None:
    found = resolve_other_variant(BASKET, "35 cm", wanted)
    assert isinstance(found, Variant)
    assert found.id == meant


def test_where_no_size_is_that_way_all_are_told() -> None:
    assert isinstance(resolve_other_variant(BASKET, "50 cm", "a bigger one"), Choice)


def test_letters_have_their_order() -> None:
    jacket = product("p1", "Rain Jacket", "90")
    found = resolve_other_variant(jacket, "p1-red-S", "a larger one")
    assert isinstance(found, Variant)
    assert found.options == {"color": "red", "size": "M"}


@pytest.mark.parametrize(
    ("wanted", "meant"), [("the cheapest", "a"), ("the most expensive one", "d"), ("the cheapest in red", "c")]
)
def test_the_end_of_the_prices_is_meant(wanted: str, meant: str) -> None:
    lamp = product(
        "p8",
        "Lamp",
        "20",
        variants=tuple(
            Variant(id=name, options={"color": color, "power": power}, price=Money.of(price), stock=stock)
            for name, color, power, price, stock in (
                ("a", "blue", "usb", "18", 2),
                ("b", "red", "ac", "15", 0),
                ("c", "red", "usb", "21", 2),
                ("d", "red", "battery", "30", 2),
                ("own", "green", "ac", "10", 2),
            )
        ),
    )
    found = resolve_other_variant(lamp, "own", wanted)
    assert isinstance(found, Variant)
    assert found.id == meant


RUG = product(
    "p7",
    "Rug",
    "150",
    variants=tuple(
        Variant(id=f"{color} {size}", options={"color": color, "size": size}, price=Money.of("150"), stock=stock)
        for color, size, stock in (
            ("sage green", "120 × 180 cm", 3),
            ("sage green", "180 × 270 cm", 0),
            ("terracotta", "120 × 180 cm", 3),
            ("terracotta", "180 × 270 cm", 3),
        )
    ),
)


@pytest.mark.parametrize(
    "wanted", ["terracotta 180x270", "terracotta, 180 × 270 cm", "the terracotta one in 180 by 270", "a bigger one"]
)
def test_measures_are_read_however_they_are_typed(wanted: str) -> None:
    found = resolve_other_variant(RUG, "sage green 120 × 180 cm", wanted)
    assert isinstance(found, Variant)
    assert found.id == "terracotta 180 × 270 cm"


def test_only_where_no_size_is_that_way_it_is_said() -> None:
    smaller = resolve_other_variant(RUG, "sage green 120 × 180 cm", "a smaller one")
    assert isinstance(smaller, Choice)
    assert smaller.unmet == "smaller"


BOOTS = product(
    "p6",
    "Boots",
    "150",
    variants=tuple(
        Variant(id=f"{size} {dry}", options={"size": size, "waterproof": dry}, price=Money.of("150"), stock=2)
        for size in ("9", "12")
        for dry in ("yes", "no")
    ),
)


@pytest.mark.parametrize(
    ("current", "wanted", "meant"),
    [
        ("12 no", "the same but waterproof", "12 yes"),
        ("12 yes", "a pair that's not waterproof", "12 no"),
        ("9 no", "12, yes", "12 yes"),
        ("9 yes", "no, the 12 please", "12 yes"),
    ],
)
def test_a_yes_or_no_is_called_by_its_option(current: str, wanted: str, meant: str) -> None:
    found = resolve_other_variant(BOOTS, current, wanted)
    assert isinstance(found, Variant)
    assert found.id == meant


GLASSES = product(
    "p5",
    "Sunglasses",
    "80",
    variants=tuple(
        Variant(id=f"{frame}/{lens}", options={"frame color": frame, "lens color": lens}, price=Money.of("80"), stock=2)
        for frame in ("black", "brown", "silver")
        for lens in ("black", "brown", "green")
    ),
)


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("black frame, brown lenses", "black/brown"),
        ("a black frame instead of brown", "black/brown"),
        ("black, brown", "black/brown"),
        ("silver frame", "silver/brown"),
        ("green lenses", "brown/green"),
        ("silver, green", "silver/green"),
    ],
)
def test_a_colour_belongs_to_the_part_beside_it(wanted: str, meant: str) -> None:
    found = resolve_other_variant(GLASSES, "brown/brown", wanted)
    assert isinstance(found, Variant)
    assert found.id == meant


def test_what_a_thing_is_is_not_what_it_shall_be() -> None:
    jacket = product("p1", "Rain Jacket", "90")
    found = resolve_other_variant(jacket, "p1-blue-S", "the blue one to red")
    assert isinstance(found, Variant)
    assert found.id == "p1-red-S"


CAMERA = product(
    "p4",
    "Camera",
    "80",
    variants=tuple(
        Variant(id=f"{zoom} {card}", options={"zoom": zoom, "storage": card}, price=Money.of("80"), stock=stock)
        for zoom, card, stock in (
            ("3x", "SD", 2),
            ("5x", "SD", 2),
            ("10x", "SD", 2),
            ("10x", "CF", 2),
            ("20x", "CF", 0),
        )
    ),
)


@pytest.mark.parametrize("wanted", ["one with the maximum zoom", "the highest possible zoom", "most zoom you have"])
def test_as_much_as_there_is_of_an_option(wanted: str) -> None:
    found = resolve_other_variant(CAMERA, "3x SD", wanted)
    assert isinstance(found, Variant)
    assert found.id == "10x SD"
