"""A yes or no at the beginning of a sentence needs a record that answers so."""

from __future__ import annotations

import pytest

from assistant.writer.leads import without_unfounded_lead
from assistant.writer.phrases import phrase

RULE = phrase("ask_business", "answer", passage="Shipping to us and back is $9.95.")
OFFERS = phrase("list_promotions", "lead", titles="Boot Week")
WHICH = phrase("update_cart", "which_product")
STOCK = phrase("get_product", "stock_many_titled", title="Tent")


@pytest.mark.parametrize(
    ("said", "points", "leaves"),
    [
        ("Yes, shipping to us and back is $9.95.", [RULE], "Shipping to us and back is $9.95."),
        ("No, no: Boot Week runs now.", [OFFERS], "Boot Week runs now."),
        ("Yes.", [OFFERS], ""),
        ("Of course! Boot Week runs now.", [OFFERS], "Boot Week runs now."),
        ("Yes, which product do you mean?", [WHICH], "Which product do you mean?"),
        ("Yes, which one shall it be?", [STOCK, WHICH], "Which one shall it be?"),
        ("Yes, the tent is in stock.", [STOCK], "Yes, the tent is in stock."),
        ("Yes, the tent is in stock.", [STOCK, WHICH], "Yes, the tent is in stock."),
        ("No returns for seeds.", [RULE], "No returns for seeds."),
        ("Nothing is due.", [RULE], "Nothing is due."),
        ("Yesterday it was $9.95.", [RULE], "Yesterday it was $9.95."),
        ("No-fee returns are for members.", [RULE], "No-fee returns are for members."),
    ],
)
def test_an_unfounded_lead_is_left_out(said: str, points: list, leaves: str) -> None:  # type: ignore[type-arg]
    assert without_unfounded_lead(said, points) == leaves
