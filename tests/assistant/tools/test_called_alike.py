"""A word that names a thing of the order and is said of another one."""

from __future__ import annotations

import pytest

from assistant.domain.product import Product, Variant
from assistant.tools.called_alike import without_compounds, without_values
from tests.support.shop import product


def _made(number: str, **options: tuple[str, ...]) -> Product:
    of_each = [dict(zip(options, values, strict=True)) for values in zip(*options.values(), strict=True)]
    made = product(number, number, "20")
    variants = tuple(
        Variant(id=f"{number}-{at}", options=own, price=made.price, stock=3) for at, own in enumerate(of_each)
    )
    return made.model_copy(update={"variants": variants})


PACK = _made("p1", color=("green", "grey"), size=("small", "large"), compartment=("laptop", "camera"))
LAPTOP = _made("p2", screen=("15-inch", "17-inch"), color=("silver", "black"))
THINGS = (("backpack", PACK), ("laptop", LAPTOP))


@pytest.mark.parametrize(
    "said",
    [
        "the backpack with a laptop compartment",
        "a pack with the laptop sleeve",
        "one with laptop pockets",
        "the laptop bag",
        "the grey one with Laptop-compartment",
    ],
)
def test_what_a_thing_is_for_is_not_the_thing(said: str) -> None:
    left = without_compounds("laptop", ("Laptop", "ram"), said)
    assert "laptop" not in left.casefold()
    assert len(left) == len(said)


@pytest.mark.parametrize(
    "said", ["the laptop", "the laptop to a silver one", "laptop screen of 15 inches", "the laptop in a case"]
)
def test_the_thing_itself_is_kept(said: str) -> None:
    assert without_compounds("laptop", ("Laptop", "ram"), said) == said


def test_the_parts_of_a_thing_are_words_for_it() -> None:
    assert without_compounds("backpack", ("Backpack", "compartment"), "the backpack compartment") != ""
    assert "backpack" in without_compounds("backpack", ("Backpack", "compartment"), "the backpack compartment")


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        ("the Backpack to green, small, laptop", False),
        ("change the backpack to small with laptop", False),
        ("the small laptop one", False),
        ("laptop", True),
        ("laptop please", True),
        ("the Backpack to laptop\nIn order W1 change the pack", True),
        ("not camera but laptop", True),
    ],
)
def test_a_value_of_the_other_thing_is_not_the_thing(said: str, answers: bool) -> None:
    left = without_values(THINGS, {"backpack"} if answers else (), said)
    assert "laptop" not in left.casefold()
    assert len(left) == len(said)


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        ("the backpack to green and the laptop to silver", False),
        ("backpack: green, small; laptop: silver", False),
        ("change the laptop", False),
        ("the laptop and the backpack", False),
        ("small, and the laptop to silver", True),
        ("15-inch for the laptop", True),
        ("laptop to silver", True),
    ],
)
def test_the_other_thing_stays_where_it_is_meant(said: str, answers: bool) -> None:
    assert without_values(THINGS, {"backpack"} if answers else (), said) == said
