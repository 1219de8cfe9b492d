"""What a reply does is read from its words alone, whoever wrote it."""

from __future__ import annotations

import pytest

from assistant.assist.moves import move_of


@pytest.mark.parametrize(
    ("reply", "kind", "topics"),
    [
        ("Could you please provide your email address or your name and zip code?", "ask", {"identity"}),
        ("Which order is it about?", "ask", {"order"}),
        ("What is the new address? Please give me street, city, state and zip code.", "ask", {"address", "identity"}),
        ("To return the mug from order #W1, please confirm these details.", "confirm", {"return"}),
        ("Order #W1 has been cancelled. If you need anything else, let me know!", "done", {"cancel"}),
        ("Unfortunately, the order can't be exchanged any more.", "refuse", {"exchange"}),
        ("I'm transferring you to a human agent who can help.", "handoff", set()),
        ("One moment please, let me check.", "wait", set()),
        ("You're welcome! Have a great day!", "close", set()),
        ("Hi! How can I help you?", "greet", set()),
        ("It was delivered on November 3.", "inform", set()),
    ],
)
def test_the_act_and_its_topic(reply: str, kind: str, topics: set[str]) -> None:
    move = move_of(reply)
    assert (move.kind, set(move.topics)) == (kind, topics)


def test_politeness_at_the_end_counts_only_where_nothing_else_is_said() -> None:
    assert move_of("The parcel is in Boise. Is there anything else I can do?").kind == "inform"
    assert move_of("If there's anything else you need, let me know!").kind == "close"


def test_the_same_act_about_something_else_is_another() -> None:
    asked = move_of("What is the order number?")
    assert asked.same_as(move_of("Please tell me your order number."))
    assert not asked.same_as(move_of("Could you tell me your e-mail address?"))
