"""Numbers and places as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.planner.numbers import numbers_in, places_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("under fifty quid", 50),
        ("twenty-five or less", 25),
        ("a hundred and fifty tops", 150),
        ("between one hundred and two hundred", 100),
        ("between one hundred and two hundred", 200),
        ("a couple hundred", 200),
        ("around 1k", 1000),
        ("1.5k max", 1500),
        ("$1,250.50", 1250.5),
        ("1,250 pounds", 1250),
        ("£49,99", 49.99),
        ("two thousand five hundred", 2500),
        ("at least four and a half stars", 4.5),
        ("nothing over a fiver", 5),
        ("a tenner", 10),
        ("50 cents", 0.5),
        ("99p", 0.99),
        ("a dozen eggs", 12),
        ("both of them", 2),
        ("4+ stars", 4),
    ],
)
def test_a_number_is_found_as_it_was_meant(text: str, value: float) -> None:
    assert value in numbers_in(text)


def test_no_number_is_found_where_none_is() -> None:
    assert numbers_in("a nice and warm jacket, please") == frozenset()


@given(st.integers(0, 99_999))
def test_digits_are_always_found(number: int) -> None:
    assert number in numbers_in(f"about {number}, please")
    assert number in numbers_in(f"about {number:,}, please")


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert all(value >= 0 for value in numbers_in(text))
    assert all(1 <= place <= 5 for place in places_in(text, 5))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("the second one", {2}),
        ("3rd please", {3}),
        ("compare no. 1 and #4", {1, 4}),
        ("number 2", {2}),
        ("the last one", {6}),
        ("the ninth", set()),
        ("the one with 20 pockets", set()),
        ("under 5", set()),
    ],
)
def test_places_are_named_by_ordinals(text: str, places: set[int]) -> None:
    assert places_in(text, 6) == places
