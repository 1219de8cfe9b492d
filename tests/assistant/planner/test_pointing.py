"""Words point at one product on screen, or at none."""

from __future__ import annotations

import pytest

from assistant.planner.pointing import place_of, pointed_at, spoken_of

SHOWN = ("Michelin CrossClimate, white, £80", "Goodyear Vector, black, £75", "Michelin Alpin, nude, £90")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("tell me about the goodyears", 2),
        ("the nude one", 3),
        ("4 michelins", None),
        ("this one in white", None),
        ("the cheaper vector", None),
        ("the vector and the alpin", None),
        ("something else", None),
    ],
)
def test_a_word_that_one_title_has_points_at_it(text: str, place: int | None) -> None:
    assert pointed_at(text, SHOWN) == place


def test_a_list_of_one_needs_no_pointing() -> None:
    assert pointed_at("the vector", SHOWN[1:2]) is None


@pytest.mark.parametrize(
    ("gist", "place"),
    [
        ("described the Goodyear tyre", 2),
        ("said that Goodyear Vector, black, £75 has a good grip", 2),
        ("said they come in white and black", None),
        ("showed three tyres", None),
    ],
)
def test_a_gist_names_what_was_spoken_of(gist: str, place: int | None) -> None:
    assert spoken_of(gist, SHOWN) == place


def test_a_name_is_its_place_on_screen() -> None:
    assert place_of("Michelin Alpin", SHOWN) == 3
    assert place_of("Michelin", SHOWN) is None
    assert place_of("Continental", SHOWN) is None
