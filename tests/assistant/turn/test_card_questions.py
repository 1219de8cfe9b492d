"""A question about the card that waits is answered from the order; nothing else is taken for one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.domain.actions import ActionProposal, CancelOrder, LineQuantity, ProposalState, ReturnItems, Verdict
from assistant.domain.conversation import ConversationState
from assistant.domain.order import OrderStatus
from assistant.turn.card_questions import may_ask_about_card, told_of_card
from tests.support.shop import NOW, order

ORDERS = (
    order("HT-10001", OrderStatus.PROCESSING, titles=("Beacon Headlamp", "Wool Socks")),
    order("HT-10002", OrderStatus.SHIPPED, titles=("Beach Shelter", "Camp Mug")),
)


def card(action: CancelOrder | ReturnItems) -> ActionProposal:
    return ActionProposal(
        id="prop_1",
        conversation_id="c",
        owner="c1",
        action=action,
        title=f"Cancel order {action.order_id}?",
        verdict=Verdict(allowed=True),
        state=ProposalState.PENDING,
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=15),
    )


WAITS = ConversationState(pending=(card(CancelOrder(order_id="HT-10001")),))


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("is that the one with the headlamp? not the beach shelters", "yes"),
        ("is that the headlamp?", "yes"),
        ("wait, is this the order with the wool socks?", "yes"),
        ("is that the socks? i only want it for the socks", None),
        ("is the headlamp in there?", "yes"),
        ("does that order include the headlamp", "yes"),
        ("hm, is that the beach shelter?", "no"),
        ("is the camp mug in that order?", "no"),
        ("is that the headlamp, not the socks?", "holds"),
        ("is that the red headlamp?", "holds"),
        ("which order is that?", "holds"),
        ("whats in it?", "holds"),
        ("what? whats in 10001, is the headlamp in there?", "yes"),
        ("is that the right order?", "holds"),
    ],
)
def test_it_is_told_what_the_card_is_about(message: str, told: str | None) -> None:
    result = told_of_card(message, WAITS, ORDERS)
    assert (result.subject if result else None) == (f"card_{told}" if told else None)


@pytest.mark.parametrize(
    "message",
    [
        "yes",
        "no, the beach shelter",
        "is that the cheapest?",
        "is that the full refund?",
        "is that the new address?",
        "which order is late?",
        "which card is that?",
        "whats in 10002?",
        "is it waterproof?",
        "does it have a zip?",
        "is that the headlamp? yes please cancel it",
        "cancel the one with the headlamp",
        "what's in stock?",
        "is that the tent?",
    ],
)
def test_other_questions_are_left_alone(message: str) -> None:
    assert told_of_card(message, WAITS, ORDERS) is None


def test_a_card_of_some_things_is_about_those() -> None:
    action = ReturnItems(order_id="HT-10001", lines=(LineQuantity(line_id="HT-10001-2", quantity=1),))
    state = ConversationState(pending=(card(action),))
    told = told_of_card("is that the socks?", state, ORDERS)
    assert told is not None
    assert (told.subject, [line.title for line in told.orders[0].lines]) == ("card_yes", ["Wool Socks"])
    unsure = told_of_card("is that the headlamp?", state, ORDERS)
    assert unsure is not None
    assert unsure.subject == "card_holds"
    only = told_of_card("is that the socks? i only want to return the socks", state, ORDERS)
    assert only is not None
    assert only.subject == "card_yes"


def test_without_one_card_nothing_is_asked_about_it() -> None:
    two = (*WAITS.pending, card(CancelOrder(order_id="HT-10002")))
    assert not may_ask_about_card("which order is that?", ())
    assert not may_ask_about_card("which order is that?", two)
