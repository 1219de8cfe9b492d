"""Which lines of an order a message means."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.domain.money import Money
from assistant.domain.order import OrderLine
from assistant.tools.choice import Choice
from assistant.tools.clauses import said_about
from assistant.tools.lines_meant import resolve_lines
from tests.support.shop import memory_shop


def _line(number: int, title: str, price: int, **options: str) -> OrderLine:
    return OrderLine(
        id=str(number),
        product_id=f"p{number}",
        variant_id=f"v{number}",
        title=title,
        options=options,
        quantity=1,
        unit_price=Money(amount=Decimal(price), currency="USD"),
    )


ORDER = (
    memory_shop()
    .orders["HT-10001"]
    .model_copy(
        update={
            "lines": (
                _line(1, "Skateboard", 180, material="plastic", length="28 inch"),
                _line(2, "Skateboard", 200, material="plastic", length="34 inch"),
                _line(3, "Smart Watch", 340, band="metal"),
                _line(4, "Garden Hose", 90),
                _line(5, "Backpack", 190, size="small", color="green"),
                _line(6, "Hiking Boots", 260),
            )
        }
    )
)


@pytest.mark.parametrize(
    ("message", "items", "meant"),
    [
        ("I'd like to return the two skateboards", ("skateboard",), "12"),
        ("send both skateboards back", (), "12"),
        ("both skateboards and the smart watch, all three", ("Skateboard (plastic, 28 inch)",), "123"),
        ("I want to return the 28 inch skateboard, the 34 inch skateboard and the smart watch", ("skateboard",), "123"),
        ("return the garden hose and backpack from that order", ("garden hose",), "45"),
        ("I want to return the hose and the backpack", ("Horse Boots",), "45"),
        ("hose AND backpack", ("garden hose",), "45"),
        ("return the watch, the hose, and also my green backpack", ("watch",), "345"),
        ("return the more expensive skateboard", ("skateboard",), "2"),
        ("the cheaper skateboard can go back", ("skateboard",), "1"),
        ("then i wanna return EVERYTHING in that order", ("hose",), "123456"),
        ("return all 6 items of it", ("hose",), "123456"),
        ("return everything except the boots", (), "12345"),
        ("return all the skateboards", ("skateboard",), "12"),
        ("I want to send all of it back", (), "123456"),
        ("no no, not the boots! only the hose and the backpack", (), "45"),
        ("Skateboard (plastic, 34 inch)", (), "2"),
        ("return the hose, it doesn't work with the boots", ("hose",), "4"),
        ("return the hose, everything else is fine", ("hose",), "4"),
        ("return the boots because the hose is better", ("boots",), "6"),
        ("return the watch", (), "3"),
    ],
)
def test_the_lines_that_are_meant(message: str, items: tuple[str, ...], meant: str) -> None:
    lines = resolve_lines(ORDER, items, message)
    assert not isinstance(lines, Choice), lines
    assert "".join(line.id for line in lines) == meant


@pytest.mark.parametrize("message", ["return the skateboard", "return the skateboard, please. it was all wrong"])
def test_what_is_not_told_apart_is_asked(message: str) -> None:
    lines = resolve_lines(ORDER, ("skateboard",), message)
    assert lines == Choice(("Skateboard (plastic, 28 inch)", "Skateboard (plastic, 34 inch)"))


def test_the_kettle_of_a_tea_kettle_is_no_other_kettle() -> None:
    lines = (_line(1, "Tea Kettle", 90), _line(2, "Electric Kettle", 80), _line(3, "Bookshelf", 300))
    said = said_about(lines, "the tea kettle to glass, 1 liter; and the bookshelf to black")
    assert said["1"].startswith("tea kettle to glass, 1 liter")
    assert set(said) == {"1", "3"}
