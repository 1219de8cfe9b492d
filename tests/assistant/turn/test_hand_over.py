"""Handing over in a turn: once, with what happens when, and silence while a person has the conversation."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.domain.actions import ProposalState
from assistant.domain.conversation import Message
from assistant.domain.handover import Handover, HandoverReason, HandoverState, Mood
from assistant.turn.events import DoneEvent, TurnEvent
from assistant.turn.hand_over import moment
from tests.assistant.turn.test_turn import Talk, call, text, types
from tests.support.shop import NOW


def clarify() -> list[object]:
    return [call("reply", kind="clarify")]


def end(events: list[TurnEvent]) -> dict[str, object]:
    last = events[-1]
    assert isinstance(last, DoneEvent)
    return last.state


async def test_being_asked_again_tells_the_same_ticket_and_its_place() -> None:
    talk = Talk([call("handoff_to_human")], [call("handoff_to_human")])
    first = text(await talk.say("a person please"))
    (ticket,) = talk.handovers.kept
    await talk.handovers.open(
        Handover(id="T-A", conversation_id="other", reason=HandoverReason.SAFETY, urgency=3, opened_at=NOW)
    )
    events = await talk.say("a person please!")
    assert ticket.id in first
    assert "next in the line" in first or "before you" in first
    assert ticket.id in text(events)
    assert "2" in text(events)
    assert "handoff" not in types(events)
    assert end(events)["holder"] == "waiting"
    assert [one.conversation_id for one in talk.handovers.kept].count("conv_1") == 1


async def test_danger_is_handed_over_at_once_without_a_plan() -> None:
    talk = Talk()  # a planner that is asked anything fails
    events = await talk.say("the stove caught fire")
    (kept,) = talk.handovers.kept
    assert (kept.reason, kept.urgency, kept.title) == (HandoverReason.SAFETY, 3, "the stove caught fire")
    assert "emergency services" in text(events)
    assert not any("harm" in getattr(event, "reason", "") for event in events)  # the desk's words, not the shopper's


async def test_danger_that_is_told_while_waiting_makes_it_urgent_and_is_answered() -> None:
    talk = Talk([call("handoff_to_human")], [call("handoff_to_human")])
    await talk.say("a person please")
    events = await talk.say("your kettle exploded in my kitchen")
    (kept,) = talk.handovers.kept
    assert (kept.reason, kept.title) == (HandoverReason.SAFETY, "your kettle exploded in my kitchen")
    assert "emergency services" in text(events)
    assert "emergency services" not in text(await talk.say("hello, a person!"))


async def test_who_is_in_despair_is_told_who_helps_and_a_person_is_asked() -> None:
    talk = Talk()
    events = await talk.say("I want to end my life")
    (kept,) = talk.handovers.kept
    assert kept.reason is HandoverReason.DISTRESS
    assert "988" in text(events)
    assert kept.id in text(events)
    assert "a person, please" not in text(events)


async def test_anger_is_handed_over_and_the_question_answered_all_the_same() -> None:
    talk = Talk([call("get_order", order_id="HT-10003")])
    events = await talk.say("this is ridiculous, where is HT-10003?!")
    (kept,) = talk.handovers.kept
    assert (kept.reason, kept.mood, kept.urgency) == (HandoverReason.DISTRESS, Mood.ANGRY, 2)
    assert {"order", "handoff"} <= set(types(events))
    assert "HT-10003" in text(events)
    assert kept.id in text(events)


async def test_a_legal_threat_is_acknowledged_with_its_matter_and_what_the_person_does() -> None:
    talk = Talk([call("get_order", order_id="HT-10003")])
    await talk.say("where is HT-10003?")
    said = text(await talk.say("if i dont get it by friday im calling my lawyer"))
    assert "seriously" in said
    assert "HT-10003 (Rain Jacket" in said
    assert "write to you here" in said


async def test_without_a_matter_a_threat_is_acknowledged_all_the_same() -> None:
    said = text(await Talk().say("i will sue you"))
    assert "seriously" in said
    assert "this chat" in said


async def test_anger_and_grief_are_met_in_their_own_words() -> None:
    angry = text(await Talk([call("get_order", order_id="HT-10003")]).say("this is ridiculous, where is HT-10003?!"))
    assert "upset you" in angry
    grieving = text(await Talk(clarify()).say("my wife just died, i can't deal with the order now"))
    assert "going through this" in grieving
    assert "upset you" not in grieving
    asked = text(await Talk([call("handoff_to_human")]).say("a person please"))
    assert "upset" not in asked


async def test_while_waiting_the_assistant_goes_on_and_the_desk_hears_it() -> None:
    talk = Talk([call("handoff_to_human")], [call("search_catalog", query="rain jacket")])
    await talk.say("a person please")
    events = await talk.say("meanwhile: a rain jacket. I'm furious")
    assert "products" in types(events)
    assert talk.handovers.kept[0].id in text(events)  # more urgent than before: told, with the same ticket
    assert "handoff" not in types(events)
    assert [one.reason for one in talk.handovers.kept] == [HandoverReason.DISTRESS]
    assert talk.handovers.said[-1] == ("conv_1", Mood.ANGRY)
    message = next(event for event in events if event.type == "message")
    assert message.message.text.startswith("meanwhile")


async def test_three_failures_in_a_row_bring_a_person() -> None:
    talk = Talk(*[clarify() for _ in range(4)])
    for number in range(3):
        assert not talk.handovers.kept, number
        events = await talk.say("hrmpf")
    (kept,) = talk.handovers.kept
    assert kept.reason is HandoverReason.REPEATED_FAILURE
    assert kept.id in text(events)
    await talk.say("hrmpf")
    assert len(talk.handovers.kept) == 1


@pytest.mark.parametrize(
    ("message", "asked"),
    [("send back the damaged jacket of HT-10004", True), ("send back the jacket of HT-10004", False)],
)
async def test_the_rules_leave_a_fault_to_a_person(message: str, asked: bool) -> None:
    talk = Talk([call("return_items", order_id="HT-10004", items=["rain jacket"])])
    events = await talk.say(message)
    assert "30 days" in text(events)  # the rules' own answer stands, whoever looks at it besides
    assert bool(talk.handovers.kept) is asked
    if asked:
        assert talk.handovers.kept[0].reason is HandoverReason.POLICY


async def test_an_offer_is_taken_up_by_a_plain_yes() -> None:
    talk = Talk([call("ask_business", question="parking on the moon")])
    talk.shop.passages_found = ()
    assert "person" in text(await talk.say("can I park on the moon?"))
    await talk.say("yes please")
    (kept,) = talk.handovers.kept
    assert (kept.reason, kept.title) == (HandoverReason.UNANSWERED, "can I park on the moon?")


async def test_an_offer_is_gone_with_the_next_message() -> None:
    talk = Talk(
        [call("ask_business", question="moon")], [call("reply", kind="thanks")], [call("reply", kind="greeting")]
    )
    talk.shop.passages_found = ()
    for message in ("can I park on the moon?", "never mind", "yes"):
        await talk.say(message)
    assert not talk.handovers.kept


async def test_an_agent_has_the_word_and_the_assistant_is_silent() -> None:
    talk = Talk([call("handoff_to_human")])
    await talk.say("a person please")
    talk.handovers.move("conv_1", HandoverState.CLAIMED, "Sam")
    events = await talk.say("the stove caught fire, I'm furious")
    assert text(events) == ""
    assert "handoff" not in types(events)
    assert end(events) == {**end(events), "holder": "agent", "agent": "Sam"}
    assert (await talk.store.messages("conv_1"))[-1].text == "the stove caught fire, I'm furious"
    assert len(talk.planner.contexts) == 1


async def test_a_pressed_button_still_decides_while_an_agent_has_the_word() -> None:
    talk = Talk([call("cancel_order", order_id="HT-10001")], [call("handoff_to_human")])
    await talk.say("cancel HT-10001")
    (proposal,) = talk.conversation.state.pending
    await talk.say("a person please")
    talk.handovers.move("conv_1", HandoverState.CLAIMED, "Sam")
    events = await talk.say("Yes, go ahead.", calls=(call("confirm", accept=True),), proposal_id=proposal.id)
    assert text(events) == ""
    assert next(event for event in events if event.type == "action").proposal.state is ProposalState.EXECUTED


async def test_back_with_the_assistant_it_knows_what_the_agent_said() -> None:
    talk = Talk([call("handoff_to_human")], [call("reply", kind="thanks")])
    await talk.say("a person please")
    talk.handovers.move("conv_1", HandoverState.CLAIMED, "Sam")
    await talk.say("my parcel is lost")
    said = Message(id="m1", role="agent", text="I sent it again, order HT-10001.", at=NOW, agent="Sam")
    await talk.store.save(talk.conversation, [said])
    talk.handovers.move("conv_1", HandoverState.RETURNED, "Sam")
    events = await talk.say("thank you")
    assert text(events)
    assert end(events)["holder"] == "assistant"
    assert not talk.conversation.state.handed_off
    told = [(one.shopper, one.gist) for one in talk.conversation.state.exchanges]
    assert ("my parcel is lost", "Sam of the team said: I sent it again, order HT-10001.") in told


async def test_after_it_was_solved_a_new_request_is_a_new_ticket() -> None:
    talk = Talk([call("handoff_to_human")], [call("handoff_to_human")])
    await talk.say("a person please")
    talk.handovers.move("conv_1", HandoverState.SOLVED, "Sam")
    events = await talk.say("a person please")
    assert "handoff" in types(events)
    assert [one.state for one in talk.handovers.kept] == [HandoverState.SOLVED, HandoverState.WAITING]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("America/New_York")), "Monday, November 23 at 8 AM EST"),
        (datetime(2026, 7, 4, 12, 30, tzinfo=ZoneInfo("America/New_York")), "Saturday, July 4 at 12:30 PM EDT"),
    ],
)
def test_a_time_is_written_as_shoppers_read_it(at: datetime, words: str) -> None:
    assert moment(at) == words
