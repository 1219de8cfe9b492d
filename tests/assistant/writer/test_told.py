"""A point is told when all of its values are there, or, where it has none, its sense."""

from __future__ import annotations

import pytest

from assistant.writer.phrases import Phrase, phrase
from assistant.writer.told import is_told

FOUND = phrase("search_catalog", "found_many", total=182, count=8, title="Skylark Camping Chair", price="$40.00")
PAGE = phrase("ask_business", "answer", passage="Sale items can be returned within 14 days if the tags are still on.")
EMPTY = phrase("get_cart", "empty")


@pytest.mark.parametrize(
    ("point", "text", "told"),
    [
        (FOUND, "There are 182; the best 8 are led by the Skylark Camping Chair at $40.00.", True),
        (FOUND, "There are many; the best 8 are led by the Skylark Camping Chair at $40.00.", False),
        (FOUND, "There are 182; the best 8 are led by the Skylark Camping Chair.", False),
        (FOUND, "There are 182; the best 8 are led by one at $40.00.", False),
        (PAGE, "You can return sale items within 14 days, with the tags still on.", True),
        (PAGE, "You can return sale items, with the tags still on.", False),
        (EMPTY, "Nothing in your cart so far, it is empty.", True),
        (EMPTY, "Hello there.", False),
        (phrase("reply", "greeting"), "Good morning.", True),
        (phrase("reply", "greeting"), "", False),
    ],
)
def test_telling(point: Phrase, text: str, told: bool) -> None:
    assert is_told(point, text) is told


def test_a_price_is_not_told_by_another_that_begins_like_it() -> None:
    assert not is_told(phrase("get_product", "it", title="", price="$4.50"), "It costs $4.505.")
    assert not is_told(phrase("get_product", "it", title="", price="$4.50"), "It costs $14.50.")
