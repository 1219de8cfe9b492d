"""An order that keeps its shopper waiting is heard in many words, and not where something else is meant."""

from __future__ import annotations

import pytest

from assistant.tools.waiting import says


@pytest.mark.parametrize(
    "message",
    [
        "this is taking way too long, 10 days already!! im really annoyed",
        "you said thurday last week it was coming, i needed it for the weekend",
        "im asking about my parcel, it was due the 20th",
        "thats too late my guests are coming tomorrow",
        "why does it take so long",
        "my order is late",
        "it's 3 days late",
        "its overdue",
        "it should have been here yesterday",
        "it should've arrived by now",
        "i've been waiting for two weeks",
        "still waiting",
        "still nothing came",
        "you guys promised it for monday",
        "they said it would be here by friday",
        "when will this finally come, its been 9 days",
        "the package hasnt moved since monday",
        "how much longer?",
        "my cake tins were meant to be here yesterday, it was supposed to arrive friday",
        "the order is taking forever",
    ],
)
def test_a_complaint_of_waiting_is_heard(message: str) -> None:
    assert says("complains", message)


@pytest.mark.parametrize(
    "message",
    [
        "is it too late to cancel?",
        "it's too late for a refund?",
        "something that doesn't take too long to dry",
        "does the battery take long to charge",
        "the casserole was supposed to be blue",
        "i need it for the weekend",
        "a late birthday gift",
        "laptop battery lasts 40 min. you said 5 hours",
        "how long does delivery take",
        "it was meant as a gift",
        "took long enough",
        "wait, what does that cost?",
        "you said it's waterproof",
        "due to the heat i need a fan",
    ],
)
def test_what_only_sounds_alike_is_no_complaint(message: str) -> None:
    assert not says("complains", message)


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("can you do anything? make it faster or give me something back", True),
        ("can i at least get the shipping money back", True),
        ("so nothing for the trouble?", True),
        ("can you speed it up", True),
        ("is there any compensation for late delivery", True),
        ("can i get the delivery fee refunded", True),
        ("i want my postage back", True),
        ("a faster blender", False),
        ("can you get me something for my mom", False),
        ("can you send me something for 20 dollars", False),
        ("what does the return shipping cost", False),
        ("whats the shipping back cost", False),
        ("send it back", False),
    ],
)
def test_a_wish_for_something_in_return_is_heard(message: str, asks: bool) -> None:
    assert says("make_good", message) is asks


@pytest.mark.parametrize(
    ("message", "wants"),
    [
        ("how can i pay it with another card", True),
        ("can i pay with a different card", True),
        ("pay for order HT-11391 with my other card", True),
        ("i paid with my card", False),
        ("is there another card game", False),
        ("refund it to another card", False),
    ],
)
def test_another_way_to_pay_is_heard(message: str, wants: bool) -> None:
    assert says("pays_otherwise", message) is wants
