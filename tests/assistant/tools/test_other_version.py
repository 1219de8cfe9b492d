"""Which version relative words mean."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.domain.money import Money
from assistant.domain.product import Product, Variant
from assistant.tools.choice import Choice
from assistant.tools.other_version import resolve_other_variant
from assistant.tools.wishes import without_steps
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


def _versions(product_id: str, title: str, *rows: tuple[dict[str, str], str, int]) -> Product:
    variants = tuple(
        Variant(id="/".join(options.values()), options=options, price=Money.of(price), stock=stock)
        for options, price, stock in rows
    )
    return product(product_id, title, "80", variants=variants)


def _camera(resolution: str, zoom: str, card: str) -> dict[str, str]:
    return {"resolution": resolution, "zoom": zoom, "storage": f"{card} card"}


SHOT = _versions(
    "p3",
    "Digital Camera",
    (_camera("30MP", "3x", "SD"), "287", 3),
    (_camera("24MP", "3x", "SD"), "289", 3),
    (_camera("20MP", "3x", "SD"), "282", 3),
    (_camera("30MP", "10x", "SD"), "306", 3),
    (_camera("24MP", "10x", "CF"), "310", 0),
    (_camera("24MP", "5x", "CF"), "271", 3),
    (_camera("30MP", "5x", "CF"), "292", 3),
    (_camera("30MP", "5x", "SD"), "290", 0),
)
OWNED = "30MP/3x/SD card"


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("slightly lower resolution, everything else as it is now", "24MP/3x/SD card"),
        ("a bit lower resolution", "24MP/3x/SD card"),
        ("the lowest resolution", "20MP/3x/SD card"),
        ("more zoom, rest the same", "30MP/10x/SD card"),
        ("higher zoom and the same card", "30MP/10x/SD card"),
        ("the maximum zoom capacity", "30MP/10x/SD card"),
        ("not the 30MP one, it should be 24MP", "24MP/3x/SD card"),
        ("identical but 24 megapixels", "24MP/3x/SD card"),
        ("CF card, more zoom", "30MP/5x/CF card"),
        ("no: 24MP, 3x, SD card, not 30MP, 10x, SD card", "24MP/3x/SD card"),
        ("24MP with 10x zoom", "24MP/10x/CF card"),  # sold out, which the tool says
        ("ok then 10x zoom\nmore zoom, rest the same", "30MP/10x/SD card"),
    ],
)
def test_more_or_less_of_an_option_is_wished(wanted: str, meant: str) -> None:
    found = resolve_other_variant(SHOT, OWNED, wanted)
    assert isinstance(found, Variant)
    assert found.id == meant


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ("lower resolution", ("20MP, 3x, SD card", "24MP, 3x, SD card")),
        ("a cheaper one", ("24MP, 5x, CF card", "20MP, 3x, SD card")),
        ("some other one", None),
    ],
)
def test_of_several_that_stay_the_choice_is_left_the_cheapest_first(wanted: str, left: tuple[str, ...] | None) -> None:
    found = resolve_other_variant(SHOT, OWNED, wanted)
    assert isinstance(found, Choice)
    assert found.names == (left or tuple(v.label for v in sorted(SHOT.available, key=_price) if v.id != OWNED))
    assert not found.unmet


def _price(variant: Variant) -> Decimal:
    return variant.price.amount


@pytest.mark.parametrize(
    ("wanted", "wish", "apart"),
    [
        (
            "24MP with 10x zoom and SD card",
            "24MP, 10x, SD card",
            ("24MP, 3x, SD card (3x instead of 10x)", "30MP, 10x, SD card (30MP instead of 24MP)"),
        ),
        ("the same specs except 10x and a CF card", "30MP, 10x, CF card", None),
        ("12MP please", "12MP", None),
        ("with 20x zoom", "20x", None),
        ("twice the zoom", "6x", None),
        ("a cheaper one with the same resolution", "", None),
    ],
)
def test_what_is_not_there_is_said_and_never_another_taken_for_it(
    wanted: str, wish: str, apart: tuple[str, ...] | None
) -> None:
    found = resolve_other_variant(SHOT, OWNED, wanted)
    assert isinstance(found, Choice)
    assert (found.unmet, found.wish) == ("none", wish)
    assert found.names
    assert apart is None or found.apart == apart


def _puzzle(pieces: str, theme: str, level: str) -> dict[str, str]:
    return {"pieces": pieces, "theme": theme, "difficulty level": level}


PUZZLE = _versions(
    "p2",
    "Jigsaw Puzzle",
    (_puzzle("500", "art", "beginner"), "46", 2),
    (_puzzle("500", "art", "intermediate"), "52", 2),
    (_puzzle("1500", "art", "intermediate"), "51", 2),
    (_puzzle("1500", "animals", "beginner"), "45", 2),
    (_puzzle("1000", "art", "beginner"), "54", 0),
    (_puzzle("1000", "animals", "beginner"), "53", 0),
)


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("1000 more pieces, same theme", "1500/art/intermediate"),
        ("1500-piece, animals", "1500/animals/beginner"),
        ("a harder difficulty, else the same", "500/art/intermediate"),
        ("another theme", "1500/animals/beginner"),
        ("not art", "1500/animals/beginner"),
        ("twice the pieces, same theme and difficulty", "1000/art/beginner"),
    ],
)
def test_amounts_and_other_values_are_reckoned_from_the_one_owned(wanted: str, meant: str) -> None:
    found = resolve_other_variant(PUZZLE, "500/art/beginner", wanted)
    assert isinstance(found, Variant)
    assert found.id == meant


@pytest.mark.parametrize("wanted", ["2500 pieces", "1250 pieces", "100 less pieces"])
def test_an_amount_that_none_has_is_not_rounded(wanted: str) -> None:
    found = resolve_other_variant(PUZZLE, "500/art/beginner", wanted)
    assert isinstance(found, Choice)
    assert found.unmet == "none"


def test_a_count_of_things_is_no_step() -> None:
    own = PUZZLE.variants[0]
    assert "2 pieces" in without_steps(PUZZLE, own, "make it 2 pieces please")
    assert "1000" not in without_steps(PUZZLE, own, "with 1000 more pieces please")


def test_a_size_owned_only_says_which_thing_a_bigger_one_is_wished_of() -> None:
    found = resolve_other_variant(PUZZLE, "500/art/intermediate", "the 500 pieces one for a bigger one, rest the same")
    assert isinstance(found, Variant)
    assert found.id == "1500/art/intermediate"


def test_where_the_rest_can_not_stay_that_is_said() -> None:
    found = resolve_other_variant(PUZZLE, "500/art/beginner", "a larger size, rest the same")
    assert isinstance(found, Choice)
    assert found.unmet == "none"
    assert found.apart == (
        "1500, animals, beginner (animals instead of art)",
        "1500, art, intermediate (intermediate instead of beginner)",
    )


SHOES = _versions(
    "p1",
    "Walking Shoes",
    *(({"size": size, "color": color}, "90", 2) for size in ("8", "9", "10") for color in ("sand", "olive")),
)


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("a size bigger, same colour", "9/sand"),
        ("one size up in sand", "9/sand"),
        ("the next size up, olive", "9/olive"),
        ("the largest size, same color", "10/sand"),
    ],
)
def test_a_size_bigger_is_the_next_one(wanted: str, meant: str) -> None:
    found = resolve_other_variant(SHOES, "8/sand", wanted)
    assert isinstance(found, Variant)
    assert found.id == meant


def test_half_a_size_is_no_whole_one() -> None:
    found = resolve_other_variant(SHOES, "8/sand", "half a size up, same colour")
    assert isinstance(found, Choice)
    assert (found.unmet, found.wish) == ("none", "8.5, sand")
