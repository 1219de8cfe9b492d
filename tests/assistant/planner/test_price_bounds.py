"""Price limits are read as people write them; what isn't a price limit is none."""

from __future__ import annotations

import pytest

from assistant.domain.conversation import Exchange, ToolCall
from assistant.planner.context import PlanContext
from assistant.planner.plan_check import check_calls
from assistant.planner.price_bounds import PriceBounds, price_bounds


@pytest.mark.parametrize(
    ("message", "bounds"),
    [
        ("a kettle between 20 and 40", PriceBounds(20, 40)),
        ("office chairs €100-€200", PriceBounds(100, 200)),
        ("toy kitchen, 80 to 150 euros", PriceBounds(80, 150)),
        ("parasol > 100 < 200", PriceBounds(100, 200)),
        ("console less than 150 but more than 50", PriceBounds(50, 150)),
        ("no more than $1,200", PriceBounds(None, 1200)),
        ("not over 30 please", PriceBounds(None, 30)),
        ("nothing above 60", PriceBounds(None, 60)),
        ("at least 25", PriceBounds(25, None)),
        ("no under 60 and smth small", PriceBounds(None, 60)),
        ("no, under $60!", PriceBounds(None, 60)),
        ("i said no below 40", PriceBounds(None, 40)),
        ("nothing under 60", PriceBounds(60, None)),
        ("no less than 60", PriceBounds(60, None)),
        ("not below 100 dollars", PriceBounds(100, None)),
        ("i mean max 60 dollars. those are all over", PriceBounds(None, 60)),
        ("60 max please", PriceBounds(None, 60)),
        ("a kettle, $45 tops", PriceBounds(None, 45)),
        ("30 dollars or less", PriceBounds(None, 30)),
        ("my budget is 80", PriceBounds(None, 80)),
        ("budget of around $120", PriceBounds(None, 120)),
        ("a tent for 4 people max", PriceBounds()),
        ("2 max", PriceBounds()),
        ("20 l or less", PriceBounds()),
        ("a budget tent", PriceBounds()),
        ("tents for 3-4 people", PriceBounds()),
        ("size 9 to 10 boots", PriceBounds()),
        ("order 10482", PriceBounds()),
    ],
)
def test_price_bounds(message: str, bounds: PriceBounds) -> None:
    assert price_bounds(message) == bounds


def _checked(message: str, **args: object) -> dict[str, object]:
    return check_calls([ToolCall(name="search_catalog", args=args)], PlanContext(message=message))[0].args


def test_both_ends_of_a_range_are_kept() -> None:
    assert _checked("chairs from $100 to $175", query="chairs", max_price=175) == {
        "query": "chairs", "min_price": 100, "max_price": 175
    }  # fmt: skip


def test_the_wrong_end_is_turned_round() -> None:
    assert _checked("socks under 10", query="socks", min_price=10) == {"query": "socks", "max_price": 10}


def test_no_price_is_made_up() -> None:
    assert _checked("socks under 10 stars or so", query="socks") == {"query": "socks"}


def test_an_order_nobody_wished_for_is_dropped() -> None:
    assert _checked("moses basket", query="moses basket", sort="price_asc") == {"query": "moses basket"}
    assert _checked("cheapest moses basket", query="moses basket", sort="price_asc")["sort"] == "price_asc"


def test_nothing_is_unwanted_unless_it_was_said() -> None:
    assert _checked("cutlery set gold", query="cutlery set", exclude=["gold"]) == {"query": "cutlery set"}
    assert _checked("cutlery, anything but gold", query="cutlery", exclude=["gold"])["exclude"] == ["gold"]


def test_a_colour_is_no_number() -> None:
    assert _checked("sneakers 44 white", query="sneakers", color="44 white")["color"] == "white"


def test_a_price_limit_is_no_size() -> None:
    args = _checked("a waterproof jacket under 150", query="waterproof jacket", size="150")
    assert args == {"query": "waterproof jacket", "max_price": 150}


def test_it_is_the_product_spoken_of_last() -> None:
    shown = ("Drizzle Rain Jacket", "Zephyr Wind Jacket", "Stac Jacket")
    talk = PlanContext(
        message="put it in my cart",
        shown=shown,
        exchanges=(Exchange(shopper="is the second lined?", gist="told about Zephyr Wind Jacket"),),
    )
    calls = check_calls([ToolCall(name="update_cart", args={"action": "add", "product": "3"})], talk)
    assert calls[0].args["product"] == "2"


def _refined(message: str, search: dict[str, object], **args: object) -> dict[str, object]:
    return check_calls([ToolCall(name="search_catalog", args=args)], PlanContext(message=message, search=search))[
        0
    ].args


def test_a_corrected_limit_takes_back_the_one_that_it_contradicts() -> None:
    before = {"query": "small kitchen", "min_price": 60}
    refined = _refined("i mean max 60 dollars. those are all over", before, query="small kitchen", max_price=60)
    assert refined == {"query": "small kitchen", "max_price": 60}
    assert _refined("max 60", before, query="small kitchen", min_price=60)["max_price"] == 60
    assert "min_price" not in _refined("max 60", before, query="small kitchen", min_price=60)


def test_the_other_end_of_a_range_stays() -> None:
    assert _refined("under 90", {"query": "lamp", "min_price": 30}, query="lamp", max_price=90) == {
        "query": "lamp", "min_price": 30, "max_price": 90
    }  # fmt: skip
