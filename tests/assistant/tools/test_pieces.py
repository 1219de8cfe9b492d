"""Fewer pieces than there are, in the words in which people say it."""

from __future__ import annotations

import pytest

from assistant.domain.money import Money
from assistant.domain.order import OrderLine
from assistant.tools.pieces import pieces_meant, quantities


def line(number: str, title: str, quantity: int) -> OrderLine:
    return OrderLine(
        id=number,
        product_id=f"p{number}",
        variant_id=f"v{number}",
        title=title,
        quantity=quantity,
        unit_price=Money.of("10.00"),
    )


@pytest.mark.parametrize(
    ("message", "pieces"),
    [
        ("return one of the doormats", 1),
        ("send back 2 of them", 2),
        ("I want to return just two", 2),
        ("actually wait, i'll keep one. just send two back", 2),
        ("wait, which one is it? im keeping the other two", 1),
        ("no, ONE pair only, not 2", 1),
        ("just send one back", 1),
        ("i got three doormats, one of them goes back", 1),
        ("i keep one doormat", 2),
        ("return the doormats, I bought them only 3 days ago", 3),
        ("i don't want to keep two of them for long", 2),
        ("return them all", 3),
        ("i'd like to keep it 2 days longer", 3),
    ],
)
def test_pieces_of_one_thing(message: str, pieces: int) -> None:
    assert pieces_meant(line("1", "Coir Doormat", 3), message) == pieces


@pytest.mark.parametrize(
    ("message", "mats"),
    [
        ("no! only ONE doormat, plus the rug", 1),
        ("the card says 2 doormats. I want to return 1 coir doormat and 1 outdoor rug", 1),
        ("one of the doormats back and the outdoor rug", 1),
        ("I got two coir doormats, I'd like to send one of them back and the outdoor rug", 1),
        ("the doormats and the one rug", 2),
        ("the doormats and only one rug", 2),
        ("both doormats and the rug", 2),
        ("a doormat goes back, i keep the other one. and the rug", 1),
    ],
)
def test_pieces_of_a_thing_beside_another(message: str, mats: int) -> None:
    lines = (line("1", "Coir Doormat", 2), line("2", "Fold & Go Outdoor Rug", 1))
    assert [(one.line_id, one.quantity) for one in quantities(lines, message)] == [("1", mats), ("2", 1)]


def test_of_several_things_a_number_that_names_none_counts_none() -> None:
    lines = (line("1", "Coir Doormat", 2), line("2", "Bamboo Towel", 4))
    assert [one.quantity for one in quantities(lines, "send back just one")] == [2, 4]
    assert [one.quantity for one in quantities(lines, "one towel and the doormats")] == [2, 1]
