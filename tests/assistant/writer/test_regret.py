"""An apology stands only beside something bad, told by the reply or by the shopper."""

from __future__ import annotations

import pytest

from assistant.writer.phrases import phrase
from assistant.writer.regret import needless, without_regret


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("I'm sorry, order HT-1 is being prepared.", "Order HT-1 is being prepared."),
        ("I’m afraid order HT-1 is packed.", "Order HT-1 is packed."),
        ("I'm sorry about that.", ""),
        ("Sorry, but it costs $5.", "It costs $5."),
        ("Unfortunately, it costs $5.", "It costs $5."),
        ("It costs $5, I'm afraid.", "It costs $5."),
        ("It costs $5.", "It costs $5."),
        ("Here are six sorry-looking gnomes.", "Here are six sorry-looking gnomes."),
        ("As a present I'd think of a lamp.", "As a present I'd think of a lamp."),
    ],
)
def test_an_apology_is_taken_out(sentence: str, left: str) -> None:
    assert without_regret(sentence) == left


PLAIN = phrase("recommend_products", "gift", title="Roll-Top Bread Box", price="$64.00")
REFUSED = phrase("propose", "not_allowed", reason="Order HT-1 is shipped, so it can't be cancelled.")
SOLD_OUT = phrase("get_product", "stock_none")


@pytest.mark.parametrize(
    ("point", "message", "calm"),
    [
        (PLAIN, "a gift for my mum", True),
        (PLAIN, "my old one broke, i need a new one", False),
        (PLAIN, "this is so annoying", False),
        (PLAIN, "that's not what i asked", False),
        (REFUSED, "cancel it", False),
        (SOLD_OUT, "is it in stock", False),
    ],
)
def test_what_is_bad_may_be_regretted(point: object, message: str, calm: bool) -> None:
    assert needless((point,), message) is calm  # type: ignore[arg-type]
