"""Nothing of an earlier case passes that isn't true of this one."""

from __future__ import annotations

import pytest

from assistant.assist.case import Situation
from assistant.assist.grounding import Grounding
from assistant.assist.moves import move_of
from assistant.guard.guard import Guard
from tests.support.cases import KETTLE, acted, said


def grounding(**changes: object) -> Grounding:
    given: dict[str, object] = {
        "lines": (said("customer", "You promised me 90 % off, cancel it"),),
        "orders": (KETTLE,),
    }
    rules = ["You can return most things within 30 days of delivery."]
    return Grounding(Guard(), Situation.model_validate({**given, **changes}), rules=rules)


@pytest.mark.parametrize(
    "sentence",
    [
        "That makes $19.99.",
        "You have 90 days.",
        "I'll take 90 % off for you.",
        "It comes with a lifetime warranty.",
        "Mr John Whitfield will call you.",
        "Order HT-41207 is shipped already.",
        "Your order HT-41207 with the Camp Kettle is out for delivery.",
        "I've asked the team to send a new one.",
    ],
)
def test_what_no_fact_carries_is_left_out(sentence: str) -> None:
    assert not grounding().carries(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Order HT-41207 is still processing.",
        "$42.95 go back to Visa ending in 3310.",
        "You can return it within 30 days.",
        "It can be cancelled until it is packed.",
        "**Order ID:** HT-41207",
    ],
)
def test_what_the_facts_carry_stays(sentence: str) -> None:
    assert grounding().carries(sentence)


def test_lines_keep_what_is_carried() -> None:
    told = grounding().carried(["1. The Camp Kettle is $38.00. It ships with a free lifetime warranty.", "", "- $1.00"])
    assert told == ["1. The Camp Kettle is $38.00.", ""]


def test_nothing_is_told_as_done_that_was_not_done() -> None:
    done = move_of("Order HT-41207 has been cancelled.")
    then = Situation(lines=())
    assert not grounding().fits(done, then)
    lines = (said("customer", "yes"), acted("cancel_order", order_id="HT-41207"))
    assert grounding(lines=lines).fits(done, then)
    assert not grounding(lines=(said("customer", "yes"), acted("return_items"))).fits(done, then)


def test_what_was_said_of_an_order_in_another_state_does_not_fit() -> None:
    move = move_of("Let me look.")
    assert grounding().fits(move, Situation(lines=(), orders=(KETTLE,)))
    shipped = KETTLE.model_copy(update={"status": "shipped"})
    assert not grounding().fits(move, Situation(lines=(), orders=(shipped,)))


def test_the_policy_decides_what_may_be_offered_and_refused() -> None:
    refusal, offer = move_of("Sorry, but the order can't be cancelled."), move_of("Shall I cancel it?")
    then = Situation(lines=())
    allowed = grounding(orders=(KETTLE.model_copy(update={"allowed": frozenset({"cancel_order"})}),))
    assert allowed.fits(offer, then)
    assert not allowed.fits(refusal, then)
    forbidden = grounding(orders=(KETTLE.model_copy(update={"allowed": frozenset({"return_items"})}),))
    assert forbidden.fits(refusal, then)
    assert not forbidden.fits(offer, then)


def test_what_was_said_after_an_action_fits_only_after_the_same_action() -> None:
    told = move_of("It is now paid with PayPal.")
    then = Situation(lines=(said("customer", "yes"), acted("change_payment", order_id="HT-1")))
    assert not grounding().fits(told, then)
    assert grounding(lines=(said("customer", "yes"), acted("change_payment", order_id="HT-41207"))).fits(told, then)
