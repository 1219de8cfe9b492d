"""What an answer about the payment wants besides is added to what is settled."""

from __future__ import annotations

import pytest

from assistant.domain.actions import LineChange, SettledChanges
from assistant.domain.conversation import OpenQuestion, ToolCall
from assistant.domain.order import OrderStatus
from assistant.turn.answers import completed
from tests.support.shop import order

ORDER = order("HT-10002", OrderStatus.DELIVERED, titles=("Jigsaw Puzzle", "Wristwatch"))
SETTLED = SettledChanges(
    kind="exchange_items",
    order_id="HT-10002",
    changes=(LineChange(line_id="HT-10002-1", variant_id="p1-red-M", quantity=1),),
    remaining=(),
)
ASKED = OpenQuestion(
    call=ToolCall(name="exchange_items", args={"order_id": "HT-10002", "items": ["jigsaw puzzle"]}),
    missing="payment",
    choices=("PayPal", "Mastercard ending in 3518"),
    said="exchange the jigsaw puzzle of HT-10002 for the red one in M",
    settled=SETTLED,
)


@pytest.mark.parametrize(
    "message",
    [
        "The credit card, please. Oh, and the wristwatch in that order too: a red one instead of blue.",
        "PayPal. Also change the wristwatch to red please",
        "PayPal, and the watch in red as well",
        "Mastercard please; and exchange the wristwatch for a red one, too",
    ],
)
def test_a_further_thing_is_added(message: str) -> None:
    whole = completed(message, ASKED, (ORDER,))
    assert whole is not None
    assert whole.settled is not None
    assert whole.settled.changes == SETTLED.changes
    assert whole.settled.remaining == ("HT-10002-2",)
    assert "pay to" in whole.request
    assert whole.request.endswith(ASKED.said)


@pytest.mark.parametrize(
    "message",
    [
        "PayPal",
        "the credit card, please",
        "PayPal, for the puzzle",
        "PayPal, and the watch stays as it is",
        "PayPal please. I'll keep the wristwatch.",
        "PayPal, but not the watch",
    ],
)
def test_nothing_further_is_added(message: str) -> None:
    whole = completed(message, ASKED, (ORDER,))
    assert whole is not None
    assert whole.settled is None
