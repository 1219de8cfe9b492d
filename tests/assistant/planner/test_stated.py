"""What a message states beyond doubt is in the call, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.domain.conversation import ToolCall
from assistant.planner.context import PlanContext
from assistant.planner.measures import measured_numbers, stated_size
from assistant.planner.plan_check import check_calls
from assistant.planner.price_bounds import price_bounds
from assistant.planner.stated import stated_quantity, stated_rating, stated_sort


def checked(name: str, message: str, args: dict[str, Any], **context: Any) -> dict[str, Any]:
    (call,) = check_calls([ToolCall(name=name, args=args)], PlanContext(message=message, **context))
    return dict(call.args)


@pytest.mark.parametrize(
    ("message", "rating"),
    [
        ("headset with 4.5 stars and up", 4.5),
        ("pepper mills, rated 4 up", 4),
        ("rating of at least 4, please", 4),
        ("more than 4 stars", 4),
        ("minimum 4 stars, rest the same", 4),
        ("at least 4 and a half stars", None),
        ("fire rated 30 min door", None),
        ("rated 60w", None),
        ("a 55 inch tv", None),
    ],
)
def test_a_rating_is_read(message: str, rating: float | None) -> None:
    assert stated_rating(message) == rating


@pytest.mark.parametrize(
    ("message", "sort"),
    [
        ("highest rated 55 inch tvs", "rating"),
        ("the cheapest kettle", "price_asc"),
        ("rugs from most expensive", "price_desc"),
        ("wireless doorbell, newest", "newest"),
        ("cheapest to dearest", None),
        ("a cheap kettle", None),
    ],
)
def test_an_order_is_read_where_one_is_named(message: str, sort: str | None) -> None:
    assert stated_sort(message) == sort


@pytest.mark.parametrize(
    ("message", "size"),
    [
        ("trampoline 10ft with net", "10ft"),
        ("a 5 by 8 feet rug", "5 by 8 feet"),
        ("canvas 60 x 80 cm", "60 x 80 cm"),
        ("1/2 inch drive", None),
        ("2 m cable or 5 m cable", None),
        ("16gb laptop", None),
    ],
)
def test_one_measure_is_a_size(message: str, size: str | None) -> None:
    assert stated_size(message) == size


@pytest.mark.parametrize(
    ("message", "quantity"),
    [
        ("another two of number 1", 2),
        ("I'd like 2 of number 3 in charcoal", 2),
        ("add two", 2),
        ("bump the suet up to 4", 4),
        ("mugs x3", 3),
        ("4x the blue ones", 4),
        ("add the 2 litre one", None),
        ("the cheaper of the two", None),
        ("2 of these, no, 3 of these", None),
    ],
)
def test_a_quantity_is_read(message: str, quantity: int | None) -> None:
    assert stated_quantity(message) == quantity


@pytest.mark.parametrize(
    ("message", "bounds"),
    [
        ("a suitcase. not less than 70, not more than 140", (70, 140)),
        ("nothing under 90 please", (90, None)),
        ("can't go over 220", (None, 220)),
        ("not a penny above 18 pounds", (None, 18)),
        ("pergolas up to 2k", (None, 2000)),
        ("between €300 and €450,50", (300, 450.5)),
        ("under 2kg", (None, None)),
        ("at least 500 lumens", (None, None)),
        ("with at least 4.5 stars", (None, None)),
        ("well rated coffee grinders, over 4", (None, None)),
    ],
)
def test_a_limit_with_a_unit_is_no_price(message: str, bounds: tuple[float | None, float | None]) -> None:
    assert price_bounds(message) == bounds


def test_what_the_plan_forgot_is_filled_in() -> None:
    message = "cantilever parasol 3m, rated 4 and up, below 200, cheapest first"
    assert checked("search_catalog", message, {"query": "cantilever parasol 3m"}) == {
        "query": "cantilever parasol",
        "size": "3m",
        "max_price": 200,
        "min_rating": 4,
        "sort": "price_asc",
    }
    assert checked("recommend_products", "popular home decor, below 60", {"purpose": "popular"}) == {
        "purpose": "popular",
        "max_price": 60,
    }


def test_a_measure_is_no_price() -> None:
    assert measured_numbers("3 metres, 10kg, 40 dollars") == {3, 10}
    message = "paddling pool, 3 metres"
    assert checked("search_catalog", message, {"query": "paddling pool", "min_price": 3}) == {
        "query": "paddling pool",
        "size": "3 metres",
    }


def test_what_is_refused_is_excluded() -> None:
    args = {"query": "kettlebell", "brand": "Decathlon"}
    assert checked("search_catalog", "a kettlebell, any make but Decathlon's", args) == {
        "query": "kettlebell",
        "exclude": ["Decathlon"],
    }
    assert checked("search_catalog", "toy kitchen, pink excluded", {"query": "toy kitchen", "color": "pink"}) == {
        "query": "toy kitchen",
        "exclude": ["pink"],
    }


@pytest.mark.parametrize(
    ("message", "args", "expected"),
    [
        (
            "razor blades gillette 8 pack",
            {"query": "razor blades", "brand": "gillette", "size": "8 pack"},
            {"query": "razor blades 8 pack", "brand": "gillette"},
        ),
        ("a moses basket", {"query": "moses basket", "brand": "moses"}, {"query": "moses basket"}),
        ("skates eu 36", {"query": "skates", "size": "eu"}, {"query": "skates", "size": "eu 36"}),
        (
            "office chairs without armrests €100-€200",
            {"query": "office chairs", "min_price": 100, "max_price": 200},
            {"query": "office chairs", "min_price": 100, "max_price": 200, "exclude": ["armrests"]},
        ),
        (
            "warm blanket not wool, queen",
            {"query": "warm blanket", "color": "queen"},
            {"query": "warm blanket", "size": "queen", "exclude": ["wool"]},
        ),
        ("dog harness, no pull, red", {"query": "no pull dog harness", "color": "red"}, None),
        ("colour is no matter, socks", {"query": "socks"}, None),
        ("almond butter without sugar", {"query": "almond butter without sugar"}, None),
    ],
)
def test_each_word_has_one_place(message: str, args: dict[str, Any], expected: dict[str, Any] | None) -> None:
    assert checked("search_catalog", message, args) == (expected or args)


def test_a_quantity_that_points_at_a_place_is_none() -> None:
    args = {"action": "add", "product": "3"}
    shown = ("Mug", "Cup", "Bowl")
    assert checked("update_cart", "add 3", args, shown=shown) == args
    assert checked("update_cart", "2 of number 3", args, shown=shown) == {**args, "quantity": 2}


SEARCH = {"query": "white trainers", "size": "6", "max_price": 60, "exclude": ["leather"]}


def test_a_refinement_forgets_nothing() -> None:
    assert checked("search_catalog", "in blue", {"query": "trainers white", "color": "blue"}, search=SEARCH) == {
        **SEARCH,
        "query": "trainers white",
        "color": "blue",
    }
    assert checked("search_catalog", "no suede", {"query": "white trainers", "exclude": ["suede"]}, search=SEARCH) == {
        **SEARCH,
        "exclude": ["leather", "suede"],
    }


@pytest.mark.parametrize("message", ["any size", "forget the size", "size doesn't matter", "other sizes too"])
def test_what_is_taken_back_stays_away(message: str) -> None:
    assert checked("search_catalog", message, {"query": "white trainers"}, search=SEARCH) == {"query": "white trainers"}


def test_another_product_starts_anew() -> None:
    assert checked("search_catalog", "a garden hose", {"query": "garden hose"}, search=SEARCH) == {
        "query": "garden hose"
    }
