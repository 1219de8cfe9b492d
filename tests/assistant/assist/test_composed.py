"""What was just done is told; what failed isn't."""

from __future__ import annotations

from assistant.assist.case import Situation
from assistant.assist.composed import composed, told_as_done
from assistant.assist.grounding import Grounding
from assistant.assist.known import focus, values
from assistant.guard.guard import Guard
from tests.support.cases import KETTLE, acted, said

OTHER = KETTLE.model_copy(update={"id": "HT-41999"})


def situation(answer: str) -> Situation:
    done = acted("cancel_order", order_id="HT-41207").model_copy(update={"text": answer})
    lines = (said("customer", "Cancel HT-41207, not HT-41999"), said("agent", "Order HT-41999 stays."), done)
    return Situation(lines=lines, orders=(KETTLE, OTHER))


def told(of: Situation) -> list[str]:
    plain = list(composed(values(of), Grounding(Guard(), of)))
    return [one.reply for one in told_as_done(of, plain)]


def test_an_action_that_was_done_is_told_with_its_own_order() -> None:
    (reply,) = told(situation("done"))
    assert "Order HT-41207" in reply
    assert "cancelled" in reply


def test_an_action_that_failed_is_not_told_as_done() -> None:
    assert told(situation("Error: order not found")) == []


def test_the_order_just_acted_on_is_the_one_that_is_talked_about() -> None:
    found = focus(situation("done"))
    assert found is not None
    assert found.id == "HT-41207"
