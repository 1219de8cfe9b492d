"""A yes that repeats what waits is one; a yes to something else than the card says is none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.domain.actions import (
    ActionProposal,
    CancelOrder,
    ChangePayment,
    ExchangeItems,
    LineChange,
    LineQuantity,
    OrderAction,
    ReturnItems,
    Verdict,
)
from assistant.domain.conversation import ConversationState, ToolCall
from assistant.domain.order import Order, OrderStatus
from assistant.turn.amendments import amended, may_amend
from assistant.turn.follow_ups import follow_up_of
from assistant.turn.named_yes import says_yes_after_all, says_yes_to
from tests.support.shop import NOW, order

DELIVERED = order("HT-10002", OrderStatus.DELIVERED, lines=3, titles=("Desk Lamp", "Wool Socks", "Camp Mug"))
YES = (ToolCall(name="confirm", args={"accept": True}),)


def waiting(action: OrderAction, title: str, *effects: str) -> ActionProposal:
    return ActionProposal(
        id="a1",
        conversation_id="c",
        owner="c1",
        action=action,
        title=title,
        effects=effects,
        verdict=Verdict(allowed=True),
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=15),
    )


def returning(of: Order, *places: int) -> ActionProposal:
    lines = tuple(LineQuantity(line_id=of.lines[place].id, quantity=1) for place in places)
    titles = "; ".join(of.lines[place].title for place in places)
    action = ReturnItems(order_id=of.id, lines=lines, refund_to="visa_1")
    return waiting(
        action, f"Return from order {of.id}?", f"Sent back: {titles}.", "Refund of $20 to Visa ending in 4242."
    )


LAMP, TWO, ALL = returning(DELIVERED, 0), returning(DELIVERED, 0, 1), returning(DELIVERED, 0, 1, 2)
PAYPAL = waiting(
    ChangePayment(order_id="HT-10002", payment="paypal_1"),
    "Pay order HT-10002 with PayPal?",
    "The amount of $20 moves from Visa ending in 4242 to PayPal.",
)
CANCEL = waiting(
    CancelOrder(order_id="HT-10002"),
    "Cancel order HT-10002?",
    "All items of the order are cancelled: Desk Lamp; Wool Socks; Camp Mug.",
    "Refund of $20 to Visa ending in 4242.",
)


def exchanging() -> tuple[ActionProposal, Order]:
    line = DELIVERED.lines[0].model_copy(update={"options": {"color": "red", "size": "large"}})
    of = DELIVERED.model_copy(update={"lines": (line, *DELIVERED.lines[1:])})
    change = LineChange(line_id=line.id, variant_id="v2", quantity=1)
    back, instead = "You send back: Desk Lamp (red, large).", "You get: Desk Lamp (blue, large)."
    title = "Exchange Desk Lamp (red, large) from order HT-10002?"
    return waiting(ExchangeItems(order_id=of.id, changes=(change,)), title, back, instead), of


@pytest.mark.parametrize(
    ("message", "proposal", "agrees"),
    [
        ("yes, only the desk lamp then", LAMP, True),
        ("yes, only the desk lamp then", TWO, False),
        ("yes, the desk lamp and the socks", TWO, True),
        ("yes, the desk lamp", TWO, False),
        ("yes, all of it then", ALL, True),
        ("yes, all of it then", TWO, False),
        ("yes, all of it", CANCEL, True),
        ("ok do it", LAMP, True),
        ("ok, cancel the whole order", CANCEL, True),
        ("fine, cancel it then", CANCEL, True),
        ("go ahead with the Visa", LAMP, True),
        ("go ahead with the Visa", PAYPAL, False),
        ("go ahead with PayPal", PAYPAL, True),
        ("yes, refund it to my Visa", LAMP, True),
        ("yes, to PayPal", LAMP, False),
        ("yes, only one of them", LAMP, False),
        ("yes, and also the mug", LAMP, False),
        ("yes, but the mug", LAMP, False),
        ("yes, the mug", LAMP, False),
        ("yes, is it free?", LAMP, False),
        ("yes, cancel it", LAMP, False),
        ("ok, return it", LAMP, True),
        ("ok, return it", CANCEL, False),
        ("yes, order HT-10002", LAMP, True),
        ("yes, order HT-10003", LAMP, False),
        ("the visa is good, yes", LAMP, True),
        ("paypal is fine, go ahead please", PAYPAL, True),
        ("the visa is good, yes", PAYPAL, False),
        ("not the lamp, ok?", LAMP, False),
        ("I'd like the mug back instead, ok", LAMP, False),
    ],
)
def test_a_yes_names_what_waits_or_it_is_none(message: str, proposal: ActionProposal, agrees: bool) -> None:
    assert says_yes_to(message, proposal, (DELIVERED,)) is agrees
    state = ConversationState(pending=(proposal,))
    settled = follow_up_of(message, state, (DELIVERED,))
    assert (settled is not None and settled.calls == YES) is agrees


@pytest.mark.parametrize(
    ("message", "agrees"),
    [("yes, the blue one", True), ("yes, the red one", False), ("yes, I'm sure", True), ("yes, the large one", True)],
)
def test_the_version_that_goes_back_is_not_the_one_that_is_agreed_to(message: str, agrees: bool) -> None:
    proposal, of = exchanging()
    assert says_yes_to(message, proposal, (of,)) is (agrees and "sure" not in message)
    assert (amended(message, (proposal,), (of,)) is None) is agrees


@pytest.mark.parametrize(
    ("message", "proposal", "call"),
    [
        ("yes, only the desk lamp then", TWO, "return_items"),
        ("yes but use PayPal", LAMP, "return_items"),
        ("yes, to my PayPal please", LAMP, "return_items"),
        ("go ahead with the Visa", PAYPAL, "update_order"),
        ("yes but use my gift card", PAYPAL, "update_order"),
        ("yes please", LAMP, None),
        ("yes, that's fine with me", LAMP, None),
        ("yes, but not to PayPal", LAMP, None),
        ("yes, thank you so much", TWO, None),
        ("yes, how long does PayPal take?", LAMP, None),
    ],
)
def test_a_yes_to_something_else_makes_it_anew(message: str, proposal: ActionProposal, call: str | None) -> None:
    amendment = amended(message, (proposal,), (DELIVERED,))
    assert (amendment.call.name if amendment else None) == call
    assert amendment is None or may_amend(message, (proposal,))


def test_a_cancellation_to_another_method_is_told_not_done() -> None:
    settled = follow_up_of("yes, refund it to my PayPal", ConversationState(pending=(CANCEL,)), (DELIVERED,))
    assert settled is not None
    assert not settled.calls
    assert settled.results[0].subject == "waiting"


@pytest.mark.parametrize(
    "message",
    [
        "that's the whole order, I meant just the lamp. anyway, yes go ahead with the exchange",
        "hm, I thought it was cheaper. Anyway, go ahead",
        "ok that was more than I remembered. never mind, yes please",
        "I see, whatever, yes",
        "that's the whole order, I meant the lamp. In any case yes, do it",
    ],
)
def test_a_yes_after_a_remark_is_a_yes(message: str) -> None:
    proposal, of = exchanging()
    assert says_yes_after_all(message, proposal, (of,))
    followed = follow_up_of(message, ConversationState(pending=(proposal,)), (of,))
    assert followed is not None
    assert followed.calls == YES


@pytest.mark.parametrize(
    "message",
    [
        "that's the whole order, I meant the socks. anyway, yes go ahead with the exchange",
        "I'd rather have it green. anyway, yes go ahead",
        "I wanted the small one. anyway yes",
        "is that right? anyway, what does it cost?",
        "anyway, yes but with PayPal",
        "keep the lamp. anyway, yes go ahead",
        "that was order HT-10009. anyway, yes",
        "how does it work anyway? yes?",
        "anyway, the mug is missing, yes",
        "that's not it. never mind, ok",
    ],
)
def test_a_remark_that_wants_something_else_is_no_yes(message: str) -> None:
    proposal, of = exchanging()
    assert not says_yes_after_all(message, proposal, (of,))
