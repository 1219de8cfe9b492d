"""A thing's name keeps its capital."""

from __future__ import annotations

from assistant.writer.names import with_capitals
from assistant.writer.phrases import phrase


def test_a_name_keeps_its_capital_within_a_sentence() -> None:
    points = (phrase("update_cart", "out_of_stock", title="Highmoor Wool Throw (rust)"),)
    told = with_capitals("I'm sorry, highmoor Wool Throw (rust) is sold out.", points)
    assert told == "I'm sorry, Highmoor Wool Throw (rust) is sold out."


def test_common_words_stay_as_they_are() -> None:
    points = (phrase("get_product", "about", title="Tent"), phrase("get_product", "about", title="iron pan"))
    assert with_capitals("The tent and the iron pan.", points) == "The tent and the iron pan."
