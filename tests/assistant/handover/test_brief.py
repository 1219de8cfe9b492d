"""A case is summed up from records; what a model wrote has no way in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.domain.actions import ActionProposal, ProposalState, Verdict
from assistant.domain.business import Passage
from assistant.domain.conversation import ToolCall
from assistant.domain.handover import Handover, HandoverReason, Mood
from assistant.domain.order import OrderStatus
from assistant.handover.brief import CaseRecords, brief_of
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.ports import TurnRecord
from tests.support.shop import ANONYMOUS, MAYA, NOW, order

ORDER = order("HT-10002", OrderStatus.DELIVERED, days_ago=10)


def handover(**changes: object) -> Handover:
    values = {"id": "T-B", "conversation_id": "conv_1", "reason": HandoverReason.REQUESTED, "opened_at": NOW}
    values |= {"shopper": "Maya Torres", "words": "The shopper asked for a person"}
    return Handover.model_validate(values | changes)


def turn(number: int, message: str, *results: ToolResult, reply: str = "INVENTED by a model") -> TurnRecord:
    calls = tuple(ToolCall(name=result.tool) for result in results)
    at = NOW + timedelta(minutes=number)
    return TurnRecord(
        id=f"turn_{number}", conversation_id="conv_1", message=message, calls=calls, results=results, reply=reply, at=at
    )


def refused(reason: str) -> ToolResult:
    verdict = Verdict(allowed=False, reason=reason)
    return ToolResult(tool="return_items", outcome=Outcome.NOT_ALLOWED, orders=(ORDER,), verdict=verdict)


def proposed(state: ProposalState) -> ActionProposal:
    return ActionProposal.model_validate(
        {
            "id": "prop_1",
            "conversation_id": "conv_1",
            "owner": "c1",
            "action": {"kind": "return_items", "order_id": "HT-10002", "lines": [{"line_id": "a", "quantity": 1}]},
            "verdict": {"allowed": True},
            "title": "Return from order HT-10002?",
            "state": state,
            "created_at": NOW,
            "expires_at": NOW,
        }
    )


def test_the_matter_the_facts_and_what_was_tried_come_from_the_records() -> None:
    asked = ToolResult(tool="return_items", outcome=Outcome.NEEDS_DETAIL, missing="items", orders=(ORDER,))
    person = ToolResult(tool="handoff_to_human", outcome=Outcome.HANDED_OFF)
    records = CaseRecords(
        handover(),
        MAYA,
        (
            turn(1, "send it back", asked),
            turn(2, "the jacket", refused("It is final sale.")),
            turn(3, "person", person),
        ),
        said=("send it back", "the jacket", "I'm furious"),
        orders=(ORDER,),
    )
    brief = brief_of(records)
    assert brief.summary == (
        "Maya Torres, signed in, wants to return items of order HT-10002. The shopper asked for a person."
    )
    assert brief.facts[0].startswith(
        "Order HT-10002, delivered, $64.95, paid with Visa ending in 4242: 1 × Rain Jacket"
    )
    assert "The rules refused it: It is final sale." in brief.facts
    assert brief.tried == ("asked which item for order HT-10002", "said that order HT-10002 can't be returned")
    assert brief.mood is Mood.ANGRY
    assert brief.next_step.words == "Say why it can't be done (It is final sale), or decide on an exception."
    assert "INVENTED" not in brief.model_dump_json()


@pytest.mark.parametrize("state", [ProposalState.PENDING, ProposalState.FAILED])
def test_what_was_left_open_is_prepared_with_its_exact_arguments(state: ProposalState) -> None:
    brief = brief_of(CaseRecords(handover(), MAYA, proposals=(proposed(state),)))
    assert brief.next_step.action is not None
    assert brief.next_step.action.arguments == proposed(state).action
    assert "Return from order HT-10002?" in brief.next_step.words


def test_what_was_settled_is_a_fact_and_no_next_step() -> None:
    brief = brief_of(CaseRecords(handover(), MAYA, proposals=(proposed(ProposalState.DECLINED),)))
    assert brief.next_step.action is None
    assert brief.facts == ("“Return from order HT-10002?” was proposed and is declined by the shopper.",)


@pytest.mark.parametrize("reason", [HandoverReason.SAFETY, HandoverReason.LEGAL])
def test_danger_and_the_law_come_before_any_action(reason: HandoverReason) -> None:
    brief = brief_of(CaseRecords(handover(reason=reason), MAYA, proposals=(proposed(ProposalState.PENDING),)))
    assert brief.next_step.action is None
    assert "promise nothing" in brief.next_step.words


def test_a_shopper_whom_nobody_knows_and_who_said_nothing_is_summed_up_too() -> None:
    brief = brief_of(CaseRecords(handover(shopper="", live=False), ANONYMOUS))
    assert brief.summary.startswith("A shopper whom nobody has verified has said nothing yet")
    assert brief.facts == ("It came out of hours: the shopper knows it is a ticket.",)
    assert brief.next_step.words == "Ask what would help them most."


def test_a_question_that_no_page_answers_is_the_next_step() -> None:
    nothing = ToolResult(tool="ask_business", outcome=Outcome.NOTHING_FOUND)
    page = Passage(
        page="p", title="Returns", heading="", anchor="", text="30 days.", url="", score=1, quotes=("30 days.",)
    )
    told = ToolResult(tool="ask_business", outcome=Outcome.FOUND, passages=(page,))
    brief = brief_of(CaseRecords(handover(), ANONYMOUS, (turn(1, "returns?", told), turn(2, "on Mars?", nothing))))
    assert brief.summary.startswith("A shopper whom nobody has verified asks: “on Mars?”")
    assert "Told from the page “Returns”: “30 days.”" in brief.facts
    assert brief.next_step.words == "Answer what no page says: “on Mars?”"


def test_braces_and_long_texts_of_a_shopper_do_no_harm() -> None:
    said = ToolResult(tool="reply", outcome=Outcome.SAID, subject="clarify")
    brief = brief_of(CaseRecords(handover(), MAYA, (turn(1, "{order} {0} <script>" + "x" * 5000, said),)))
    assert "{order} {0} <script>" in brief.summary
    assert len(brief.summary) < 400


def test_an_order_that_was_only_asked_for_is_not_told_as_the_one_that_is_meant() -> None:
    other = order("HT-10003", OrderStatus.DELIVERED, days_ago=3)
    asked = ToolResult(tool="exchange_items", outcome=Outcome.NEEDS_DETAIL, missing="order", orders=(ORDER, other))
    records = CaseRecords(handover=handover(), principal=MAYA, turns=[turn(1, "wrong colour", asked)])
    assert brief_of(records).summary == (
        "Maya Torres, signed in, wants to exchange items of an order that isn't named yet. "
        "The shopper asked for a person."
    )
