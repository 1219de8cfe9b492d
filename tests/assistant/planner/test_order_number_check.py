"""An order's number is only what was given as one."""

from __future__ import annotations

import pytest

from assistant.planner.context import PlanContext
from assistant.planner.evidence import Evidence
from assistant.planner.order_number_check import OrderNumberCheck


def checked(number: str, message: str) -> str | None:
    context = PlanContext(message=message)
    return OrderNumberCheck(context, Evidence.of_all(context), alone=True).order_id(number)


@pytest.mark.parametrize(
    "message",
    [
        "could the towel go to a different address? 12 Palm Lane, Hilo, HI 96720",
        "12 Palm Lane, Hilo, HI, 96720 please",
        "send it to 12 Palm Lane in Hilo, zip code 96720",
        "the zip is 96720",
    ],
)
def test_a_postal_code_is_no_order(message: str) -> None:
    assert checked("96720", message) is None


@pytest.mark.parametrize(
    "message", ["order 96720 please", "#96720", "it's 96720", "send order 96720 to Hilo, HI 96720"]
)
def test_a_number_that_is_given_stays_one(message: str) -> None:
    assert checked("96720", message) == "96720"
