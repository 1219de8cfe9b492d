"""What was true of one case gives way to what is true of another, and is left out where nothing is known."""

from __future__ import annotations

import pytest

from assistant.assist.case import KnownItem, KnownOrder, Situation
from assistant.assist.known import particulars, values
from assistant.assist.wording import fill, template_of, tidy
from tests.support.cases import KETTLE, cancelled, said

TENT = KnownOrder(
    id="HT-50001",
    status="processing",
    items=(
        KnownItem(title="Dome Tent", options=("navy",), price="$99.00"),
        KnownItem(title="Headlamp", price="$25.00"),
    ),
    amount="$129.95",
    payment="PayPal",
)


def situation(*orders: KnownOrder, name: str = "Maya Torres", message: str = "Please cancel my order") -> Situation:
    facts = {"name": (name,), "orders": tuple(order.id for order in orders)} if name else {}
    return Situation(lines=(said("customer", message),), facts=facts, orders=orders)


def taken(reply: str, **target: object) -> str:
    template = template_of(reply, situation(KETTLE, name="Nora Lindqvist"), particulars(cancelled()))
    return tidy(fill(template, values(situation(*target.pop("orders", (TENT,)), **target))))  # type: ignore[arg-type, misc]


def test_names_numbers_and_money_become_those_of_the_case_at_hand() -> None:
    reply = "Hi Nora, order HT-41207 with the Camp Kettle is cancelled. $42.95 go back to Visa ending in 3310."
    told = taken(reply)
    assert told == ("Hi Maya, order HT-50001 with the Dome Tent and Headlamp is cancelled. $129.95 go back to PayPal.")


def test_only_the_things_that_were_named_are_told() -> None:
    assert taken("The Camp Kettle is out.", message="take the headlamp out") == "The Headlamp is out."
    assert taken("The Camp Kettle is out.", message="all except the headlamp please") == "The Dome Tent is out."


def test_a_sentence_whose_value_is_unknown_is_left_out_and_a_name_only_falls_away() -> None:
    nothing = KnownOrder(id="HT-50002")
    told = taken("Thank you, Nora. $42.95 go back to Visa ending in 3310. What happened?", orders=(nothing,), name="")
    assert told == "Thank you. What happened?"


def test_options_of_another_order_never_stay() -> None:
    assert "red" not in taken("The red Camp Kettle is lovely. Anything else?")


def test_a_list_has_a_line_for_each_value() -> None:
    second = KETTLE.model_copy(update={"id": "HT-41208"})
    reply = "You have these orders:\n\n1. Order HT-41207\n2. Order HT-41208\n\nWhich one is it?"
    template = template_of(reply, situation(KETTLE, second, name="Nora"), {})
    third = TENT.model_copy(update={"id": "HT-50003"})
    fourth = TENT.model_copy(update={"id": "HT-50004"})
    told = tidy(fill(template, values(situation(TENT, third, fourth))))
    assert told == (
        "You have these orders:\n\n1. Order HT-50001\n2. Order HT-50003\n3. Order HT-50004\n\nWhich one is it?"
    )


@pytest.mark.parametrize("blank", ["{{Order Number}}", "{{Purchase ID Anonymized}}"])
def test_blanks_of_public_answers_for_an_order_are_filled(blank: str) -> None:
    assert taken(f"I see order {blank}. Call {{{{Customer Support Phone Number}}}}.") == "I see order HT-50001."
