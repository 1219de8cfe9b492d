"""What has come of the conversation is told from its proposals."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.domain.actions import ActionProposal, CancelOrder, ProposalState, Verdict
from assistant.domain.conversation import ConversationState
from assistant.turn.so_far import asks_so_far, told_so_far
from tests.support.shop import NOW


def proposal(number: int, state: ProposalState) -> ActionProposal:
    return ActionProposal(
        id=f"a{number}{state.value}",
        conversation_id="c",
        owner="c1",
        action=CancelOrder(order_id=f"HT-1000{number}"),
        title=f"Cancel order HT-1000{number}?",
        verdict=Verdict(allowed=True),
        state=state,
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=15),
    )


@pytest.mark.parametrize(
    "message",
    [
        "did the first one go through?",
        "so is everything done now?",
        "what did you change so far?",
        "what's left?",
        "ok, are we done?",
        "did it go through?",
        "is that all set now?",
        "Has everything been done?",
        "what have you done so far",
        "so what's still open?",
        "can you confirm what you've changed?",
    ],
)
def test_who_asks_what_was_done_is_heard(message: str) -> None:
    assert asks_so_far(message)


@pytest.mark.parametrize(
    "message",
    [
        "what's left of the 20 % offer?",
        "did my payment go through?",
        "is it done in oak?",
        "what have you got in blue?",
        "are we allowed to return it?",
        "what did you say about the return fee?",
        "is everything waterproof?",
        "did the parcel go through customs?",
        "yes, done",
        "what's open on Sunday?",
    ],
)
def test_other_questions_are_left_alone(message: str) -> None:
    assert not asks_so_far(message)


def keys(message: str, *made: ActionProposal) -> list[str]:
    return [result.subject for result in told_so_far(message, made, ConversationState())]


def test_each_is_told_as_it_stands() -> None:
    done, waits = proposal(1, ProposalState.EXECUTED), proposal(2, ProposalState.PENDING)
    assert keys("what's left?", done, waits) == ["so_far_done", "so_far_waits"]
    assert keys("what's left?", done) == ["so_far_done", "so_far_all"]
    assert keys("what's left?", waits) == ["so_far_nothing", "so_far_waits"]
    assert keys("what's left?") == []
    failed = proposal(3, ProposalState.FAILED)
    assert keys("what's left?", done, failed) == ["so_far_done", "so_far_failed"]


def test_what_was_replaced_or_declined_is_left_out() -> None:
    gone = (
        proposal(1, ProposalState.REPLACED),
        proposal(1, ProposalState.DECLINED),
        proposal(1, ProposalState.EXPIRED),
    )
    assert keys("are we done?", *gone, proposal(1, ProposalState.EXECUTED)) == ["so_far_done", "so_far_all"]
    assert keys("are we done?", proposal(1, ProposalState.DECLINED)) == ["so_far_nothing"]


def test_one_of_them_is_told_alone() -> None:
    done, waits = proposal(1, ProposalState.EXECUTED), proposal(2, ProposalState.PENDING)
    assert keys("did the first one go through?", done, waits) == ["so_far_done"]
    assert keys("did the second one go through?", done, waits) == ["so_far_nothing", "so_far_waits"]
