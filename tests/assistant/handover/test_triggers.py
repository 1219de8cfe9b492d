"""What calls for a person in the shopper's own words, and what doesn't."""

from __future__ import annotations

import pytest

from assistant.domain.conversation import ConversationState
from assistant.domain.handover import HandoverReason, Mood
from assistant.handover.mood import mood_of, mood_over
from assistant.handover.triggers import accepts, brought_about, offered, said
from assistant.tools.result import Outcome, ToolResult
from assistant.writer.phrases import phrase

SAFETY, LEGAL, DISTRESS = HandoverReason.SAFETY, HandoverReason.LEGAL, HandoverReason.DISTRESS


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("The stove caught fire and I dropped it", SAFETY),
        ("your lamp gives me an electric shock", SAFETY),
        ("the chair collapsed while I was sitting on it", SAFETY),
        ("I cut my finger badly on the lid", SAFETY),
        ("my daughter had an allergic reaction to the blanket", SAFETY),
        ("she ended up in hospital because of it", SAFETY),
        ("You'll hear from my lawyer", LEGAL),
        ("my attorney will contact you", LEGAL),
        ("I’m going to sue you", LEGAL),
        ("I'll do a chargeback then", LEGAL),
        ("I will report you to the Better Business Bureau", LEGAL),
        ("somebody used my card in your shop", LEGAL),
        ("this is absolutely ridiculous, where is my order", DISTRESS),
        ("I'm furious", DISTRESS),
        ("worst customer service I've ever had", DISTRESS),
        ("I am at my wits' end with this", DISTRESS),
        ("my mom passed away before her order came", DISTRESS),
    ],
)
def test_harm_the_law_and_distress_call_for_a_person(message: str, reason: HandoverReason) -> None:
    trigger = said(message)
    assert trigger is not None
    assert trigger.reason is reason
    assert trigger.alone is (reason is not DISTRESS)
    assert "“" in trigger.words


@pytest.mark.parametrize(
    "message",
    [
        "a gift for a lawyer who loves camping",
        "do you have a fire pit, or something to catch the ash?",
        "is this tent fire resistant",
        "a carbon monoxide alarm for the cabin",
        "can I burn pine in this stove",
        "I was burnt out and want a quiet weekend in the woods",
        "cut my order to two pieces",
        "a pan that hurts my wallet less",
        "do they catch fire easily?",
        "what a ridiculous price drop, I'll take two!",
        "tell me a joke while I wait",
        "my sister just passed her driving test, what could I give her?",
        "my husband passed in spring and I'd like to take up gardening",
        "my mother is in hospital and won't be home for the delivery, please cancel",
        "I'm sick and need tea",
        "how do I set up the fucking tent",
        "I don't like it, I want to return it",
        "",
    ],
)
def test_ordinary_messages_call_for_nobody(message: str) -> None:
    assert said(message) is None


@pytest.mark.parametrize(
    ("message", "mood"),
    [
        ("where is my order", Mood.CALM),
        ("WHERE IS MY ORDER", Mood.FRUSTRATED),
        ("where is it???", Mood.FRUSTRATED),
        ("AGENT NOW", Mood.CALM),
        ("this is the third time I ask", Mood.FRUSTRATED),
        ("this is outrageous", Mood.ANGRY),
        ("I'm desperate", Mood.DISTRESSED),
    ],
)
def test_a_mood_is_read_from_words_marks_and_shouting(message: str, mood: Mood) -> None:
    assert mood_of(message) is mood


def test_an_old_mood_is_forgotten() -> None:
    assert mood_over(["I'm furious", "ok", "thanks"]) is Mood.ANGRY
    assert mood_over(["I'm furious", "ok", "thanks", "and the socks?"]) is Mood.CALM
    assert mood_over([]) is Mood.CALM


def test_the_third_failure_in_a_row_calls_for_a_person() -> None:
    unclear = (ToolResult(tool="reply", outcome=Outcome.SAID, subject="clarify"),)
    found = (ToolResult(tool="search_catalog", outcome=Outcome.FOUND),)
    assert brought_about(ConversationState(failures=1), unclear) is None
    trigger = brought_about(ConversationState(failures=2), unclear)
    assert trigger is not None
    assert trigger.reason is HandoverReason.REPEATED_FAILURE
    assert brought_about(ConversationState(failures=2), found) is None
    assert brought_about(ConversationState(failures=2), (*unclear, *found)) is None


def test_distress_that_was_heard_calls_for_a_person() -> None:
    trigger = brought_about(ConversationState(), (ToolResult(tool="reply", outcome=Outcome.SAID, subject="distress"),))
    assert trigger is not None
    assert trigger.reason is HandoverReason.DISTRESS


def test_what_the_reply_offers_can_be_taken_up() -> None:
    points = [phrase("ask_business", "nothing"), phrase("ask_business", "nothing_hint", closing=True)]
    assert offered(points) is HandoverReason.UNANSWERED
    assert offered([phrase("orders", "lost_hint", closing=True)]) is HandoverReason.POLICY
    assert offered([phrase("reply", "thanks")]) is None


@pytest.mark.parametrize("message", ["yes", "Yes please!", "ok", "sure, thanks", "go ahead."])
def test_a_plain_yes_accepts(message: str) -> None:
    assert accepts(message) is (message != "sure, thanks")


@pytest.mark.parametrize("message", ["yes but first show me tents", "yesterday", "no", "yes yes and a tent", ""])
def test_anything_more_than_a_yes_does_not(message: str) -> None:
    assert not accepts(message)
