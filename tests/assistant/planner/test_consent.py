"""What may be taken for a yes, and what asks for a clear one."""

from __future__ import annotations

import pytest

from assistant.domain.conversation import ToolCall
from assistant.planner.consent import Consent, consent_of
from assistant.planner.context import PlanContext
from assistant.planner.plan_check import check_calls

PENDING = "Return from order HT-11043"


@pytest.mark.parametrize(
    "message",
    [
        "yes",
        "yes please, that's fine",
        "sounds good",
        "👍",
        "lovely jubbly",
        "go for it",
        "then return it",
        "Yes, I confirm. Please proceed with the return to my Visa.",
        "I'm happy with that, thanks",
        "please return it",
        "good to go",
        "that'll do",
        "That is what I want.",
        "Thank you, yes. And do you sell laces?",
        "it's fine, that is it",
        "yes please, and let me know if anything changes",
        "yes, if possible today",
        "sure, if that's ok",
    ],
)
def test_a_yes_in_many_words(message: str) -> None:
    assert consent_of(message, PENDING) is Consent.GIVEN


@pytest.mark.parametrize(
    "message",
    [
        "I want my money back",
        "XL",
        "the blue ones",
        "lovely weather for a tent",
        "no",
        "wait",
        "but the refund goes where?",
        "what happens then?",
        "three of them",
        "I need this sorted today",
        "my dog chewed the old one and the other is too small",
        "don't do it",
        "yeah no",
        "ok, leave it as it is",
        "before I say yes, who pays the postage?",
        "just to be sure: it's free, right?",
        "box is opened, still ok?",
        "only if I can keep the bits, they're fine",
        "is it ok that I took off the tag",
        "that'll do nothing for me, will it?",
    ],
)
def test_what_agrees_to_nothing(message: str) -> None:
    assert consent_of(message, PENDING) is not Consent.GIVEN


def test_a_guess_that_agrees_asks_for_a_clear_yes() -> None:
    yes = ToolCall(name="confirm", args={"accept": True})
    asked = check_calls([yes], PlanContext(message="I want my money back", pending=PENDING))
    assert asked == (ToolCall(name="reply", args={"kind": "clarify"}),)
    other = ToolCall(name="get_order", args={})
    assert check_calls([yes, other], PlanContext(message="I want my money back", pending=PENDING)) == (other,)


@pytest.mark.parametrize(
    "message",
    [
        "hmm actually wait, changed my mind! return the more expensive tablet instead, and refund to gift card",
        "ok i want to return all 4 things in W9571698 to the gift card",
        "ok, but refund it to the gift card",
        "return the other one",
        "great, but before you do that, I'd also like to return the smart watch",
        "yes but not the kettle",
        "fine, I'd rather have the blue one",
        "return it, if thats the hose",
        "yes, if it's the hose and not the tent",
        "return them unless there's a fee",
        "ok as long as it is free",
    ],
)
def test_another_wish_is_no_yes_to_what_waits(message: str) -> None:
    assert consent_of(message, PENDING) is not Consent.GIVEN


@pytest.mark.parametrize("message", ["sí", "si", "ja bitte", "oui", "claro", "vale", "yes, I want to return it"])
def test_a_yes_in_other_words(message: str) -> None:
    assert consent_of(message, PENDING) is Consent.GIVEN


@pytest.mark.parametrize("message", ["cancélalo por favor", "Cancel the whole order W6779827", "the blue one"])
def test_no_refusal_is_guessed_where_none_is_said(message: str) -> None:
    no = ToolCall(name="confirm", args={"accept": False})
    assert check_calls([no], PlanContext(message=message, pending="Cancel order W6779827")) != (no,)


@pytest.mark.parametrize(
    "message", ["maybe another time", "not today", "keep it", "I changed my mind", "lass es, nein"]
)
def test_a_refusal_in_many_words(message: str) -> None:
    no = ToolCall(name="confirm", args={"accept": False})
    assert check_calls([no], PlanContext(message=message, pending="Cancel order W6779827")) == (no,)


@pytest.mark.parametrize(
    ("message", "confirms"),
    [
        ("yes, that one. Then the second laptop too", True),
        ("Yes! And I'd also like to return the mug", True),
        ("yes, make it blue", False),
        ("yes, but the mug too", False),
        ("also the mug, please", False),
        ("yes, and can I return the mug too?", False),
    ],
)
def test_a_yes_before_something_more_is_not_lost(message: str, confirms: bool) -> None:
    more = ToolCall(name="return_items", args={})
    calls = check_calls([more], PlanContext(message=message, pending=PENDING))
    assert (ToolCall(name="confirm", args={"accept": True}) in calls) is confirms
