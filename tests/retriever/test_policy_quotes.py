"""What is quoted of a passage answers and can stand alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retriever.policies.quotes import quotes

HOURS = (
    "Our people answer at these hours:",
    "Monday to Friday: 8 am to 8 pm.",
    "Saturday: 9 am to 5 pm.",
    "Sunday: closed.",
    "Phone: 1-800-555-0142.",
)
COSTS = (
    "A return by mail costs $4.95, which is taken off your refund.",
    "It is free when the fault is ours.",
    "The fee is charged once for each return.",
)


def test_what_announces_a_list_comes_with_its_rows() -> None:
    assert quotes(HOURS, (0.6, 0.2, 0.1, 0.1, 0.0)) == HOURS[:4]


def test_a_row_stands_alone_or_beside_another_row() -> None:
    assert quotes(HOURS, (0.0, 0.0, 0.0, 0.1, 0.9)) == ("Phone: 1-800-555-0142.",)
    assert quotes(HOURS, (0.0, 0.0, 0.5, 0.4, 0.0)) == ("Saturday: 9 am to 5 pm.", "Sunday: closed.")


def test_a_sentence_that_leans_comes_with_the_one_before() -> None:
    assert quotes(COSTS, (0.1, 0.8, 0.1)) == COSTS[:2]


def test_what_leans_on_the_answer_is_told_with_it() -> None:
    assert quotes(COSTS, (0.8, 0.0, 0.2)) == COSTS[:2]


@given(st.lists(st.tuples(st.text(min_size=1, max_size=80), st.floats(0, 1)), min_size=1, max_size=12))
def test_quotes_are_lines_in_their_order(told: list[tuple[str, float]]) -> None:
    lines, likely = zip(*told, strict=True)
    found = quotes(lines, likely)
    assert 1 <= len(found) <= 4
    places = iter(lines)
    assert all(line in places for line in found)
