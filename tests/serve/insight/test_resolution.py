"""Who was helped, and who came back."""

from __future__ import annotations

import pytest

from assistant.tools.result import Outcome, ToolResult
from tests.serve.insight.conftest import Past, about, handed, result

ASKED = ("how long do I have to return something?", result("ask_business"))
AGAIN = ("how many days do I have to send something back?", result("ask_business"))
OTHER = ("do you ship to Norway?", result("ask_business"))
TENT = ("a tent for two", result("search_catalog"))


async def counts(past: Past) -> tuple[int, int, int, int]:
    found = (await past.insight.report(60)).resolution
    return found.resolved.count, found.resolved.of, found.came_back, found.handed_over


async def test_who_never_comes_back_was_helped(past: Past) -> None:
    await past.talk(ASKED, customer="c1", days_ago=20)
    await past.talk(OTHER, days_ago=20)
    assert await counts(past) == (2, 2, 0, 0)


async def test_who_was_handed_over_was_not_helped_by_the_assistant(past: Past) -> None:
    await past.talk(ASKED, ("a person please", handed()), days_ago=20)
    assert await counts(past) == (0, 1, 0, 1)


@pytest.mark.parametrize(
    ("first", "second", "customers", "days", "came_back"),
    [
        (ASKED, AGAIN, ("c1", "c1"), 6, 1),
        (ASKED, AGAIN, ("c1", "c1"), 8, 0),  # too long after
        (ASKED, AGAIN, ("c1", "c2"), 2, 0),  # somebody else
        (ASKED, AGAIN, (None, None), 2, 0),  # nobody knows
        (ASKED, OTHER, ("c1", "c1"), 2, 0),  # another matter
        (TENT, TENT, ("c1", "c1"), 2, 0),  # who likes shopping may come back
        (("where is it?", about("HT-1")), ("refund me", about("HT-1")), ("c1", "c1"), 2, 1),
        (("where is it?", about("HT-1")), ("where is it?", about("HT-2")), ("c1", "c1"), 2, 0),
        (("where is it?", about("HT-1")), ("is it lost?", about("HT-1")), (None, None), 2, 1),  # shown by the order
    ],
)
async def test_coming_back_with_the_same_matter(
    past: Past,
    first: tuple[str, ToolResult],
    second: tuple[str, ToolResult],
    customers: tuple[str | None, str | None],
    days: int,
    came_back: int,
) -> None:
    await past.talk(first, customer=customers[0], days_ago=20)
    await past.talk(second, customer=customers[1], days_ago=20 - days)
    assert await counts(past) == (2 - came_back, 2, came_back, 0)


async def test_a_window_that_is_open_is_not_judged_yet(past: Past) -> None:
    await past.talk(ASKED, customer="c1", days_ago=3)
    await past.talk(AGAIN, customer="c1", days_ago=1)
    await past.talk(OTHER, days_ago=10)
    found = (await past.insight.report()).resolution
    assert (found.resolved.count, found.resolved.of) == (1, 1)
    assert (found.so_far.count, found.so_far.of) == (2, 3)
    assert (found.came_back, found.recognisable) == (1, 2)


async def test_coming_back_after_the_period_counts_as_well(past: Past) -> None:
    """The period ends, the window does not."""
    await past.talk(ASKED, customer="c1", days_ago=30)
    await past.talk(AGAIN, customer="c1", days_ago=26)
    past.clock.forward(days=-28)
    found = (await past.insight.report()).resolution
    assert found.so_far.count == 1
    past.clock.forward(days=28)
    found = (await past.insight.report(60)).resolution
    assert (found.resolved.count, found.resolved.of) == (1, 2)


async def test_service_stands_apart(past: Past) -> None:
    await past.talk(TENT, days_ago=20)
    await past.talk(("broken", result("get_order", Outcome.FAILED)), ("a person", handed()), days_ago=20)
    found = (await past.insight.report()).resolution
    assert (found.service.count, found.service.of, found.resolved.of) == (0, 1, 2)
