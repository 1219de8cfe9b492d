from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.matching import colors, names, sizes
from retriever.text import edit_distance, stem, words


@pytest.mark.parametrize(
    ("wanted", "offered", "met"),
    [
        ("blue", "Navy", True), ("navy", "blue", False), ("gray", "grey", True),
        ("grey", "Charcoal", True),
        ("green", "sage green", True), ("dark blue", "navy", True), ("blue", "black/blue", True),
        ("Red", "burgundy", True),
        ("blue", "green", False), ("black", "off-white", False), ("white", "cream", False),
        ("cream", "Cream", True),
        ("blue", "steel blue", True), ("silver", "steel blue", False), ("burgundy", "Bordeaux", True),
        ("", "red", False),
    ],
)  # fmt: skip
def test_colors(wanted: str, offered: str, met: bool) -> None:
    assert colors.matches(wanted, offered) is met


@pytest.mark.parametrize(
    ("wanted", "offered", "met"),
    [
        ("large", "L", True), ("L", "Large", True), ("extra large", "XL", True),
        ("large", "XL", False), ("2xl", "XXL", True),
        ("9", "US 9", True), ("size 9", "9", True), ("US 9", "EU 9", False),
        ("9", "9.5", False), ("9", "10", False),
        ("55 inch", '55"', True), ("1.5 l", "1500 ml", True), ("1,5 liters", "1.5 L", True),
        ("2 litres", "1.5 l", False),
        ("queen", "Queen size", True), ("king", "queen", False), ("2 person", "2 persons", True),
        ("S", "S/M", True),
        ("27 inch", "27 cm", False), ("500 g", "0.5 kg", True), ("small", "small 33 × 23 cm", True),
        ("", "L", False),
    ],
)  # fmt: skip
def test_sizes(wanted: str, offered: str, met: bool) -> None:
    assert sizes.matches(wanted, offered) is met


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_can_be_compared(first: str, second: str) -> None:
    colors.matches(first, second)
    sizes.matches(first, second)
    names.closest(first, [second])


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("boot", ["Boots & Shoes"]), ("TENTS", ["Tents"]), ("coffee", ["Coffee & Tea"]),
        ("sleeping bag", ["Sleeping Bags"]),
        ("camping tents", ["Tents"]), ("tnets", ["Tents"]), ("laptops", []),
        ("", []), ("the tents department", ["Tents"]),
    ],
)  # fmt: skip
def test_names(wanted: str, meant: list[str]) -> None:
    assert names.closest(wanted, ["Boots & Shoes", "Tents", "Coffee & Tea", "Sleeping Bags"]) == meant


@given(st.text(alphabet="abc", max_size=8), st.text(alphabet="abc", max_size=8))
def test_edit_distance_is_a_bounded_symmetric_distance(first: str, second: str) -> None:
    distance = edit_distance(first, second, 2)
    assert distance == edit_distance(second, first, 2)
    assert (distance == 0) == (first == second)
    assert distance <= 3


def test_words_and_stems() -> None:
    assert words("Women’s Crème-Brûlée Dish") == ["women", "creme", "brulee", "dish"]
    plurals = ("kettles", "boxes", "batteries", "glass", "knives", "bus")
    assert [stem(word) for word in plurals] == [
        "kettle",
        "box",
        "battery",
        "glass",
        "knif",
        "bus",
    ]
