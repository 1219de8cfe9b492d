"""Earlier steps are found by what was said and done, and are taken with this case's own values."""

from __future__ import annotations

import numpy as np

from assistant.assist.candidates import FEATURES, from_cases, other
from assistant.assist.case import CaseAction, Situation, steps_of
from assistant.assist.found import action_found, facts_carried, reply_found
from assistant.assist.grounding import Grounding
from assistant.assist.memory import LIKENESS, CaseMemory
from assistant.assist.ranking import SuggestionRanker
from assistant.guard.guard import Guard
from tests.support.cases import KETTLE, WordSentences, acted, cancelled, said, solved

MINE = KETTLE.model_copy(update={"id": "HT-50001", "amount": "$12.00", "payment": "PayPal"})
FAQ = solved(
    "hours",
    said("customer", "Do you have a showroom in Boston?"),
    said("agent", "We don't, but everything can come back."),
    name="Ann Lee",
)


def situation(*lines: object) -> Situation:
    return Situation.model_validate(
        {"lines": lines, "facts": {"name": ("Maya Torres",), "orders": (MINE.id,)}, "orders": (MINE,)}
    )


ASKED = situation(said("customer", "Please cancel my order, I ordered it twice."))
AGREED = situation(
    said("customer", "Please cancel my order"),
    said("agent", "Order HT-50001 can be cancelled. Shall I cancel it?"),
    said("customer", "Yes please, go ahead"),
)


def suggested(of: Situation, *records: object, without: tuple[str, ...] = ()) -> list[object]:
    memory = CaseMemory.of(records, WordSentences())  # type: ignore[arg-type]
    return list(from_cases(of, memory, Grounding(Guard(), of), without=without))


def test_a_case_is_cut_where_the_agent_went_on() -> None:
    steps = [(step.action.kind if step.action else "", step.reply[:12]) for _, step in steps_of(cancelled())]
    assert steps == [("", "No problem, "), ("cancel_order", "Order HT-412"), ("", "Order HT-412")]


def test_the_likest_reply_comes_first_with_this_cases_values() -> None:
    ranker = SuggestionRanker.load()
    best = ranker.best(suggested(ASKED, cancelled(), FAQ))  # type: ignore[arg-type]
    assert best[0].reply is not None
    assert best[0].reply.reply == "No problem, Maya: order HT-50001 can be cancelled. Shall I cancel it?"


def test_after_the_yes_the_action_is_prepared_for_this_order() -> None:
    best = SuggestionRanker.load().best(suggested(AGREED, cancelled(), FAQ))  # type: ignore[arg-type]
    assert best[0].action is not None
    assert best[0].action.action == CaseAction(kind="cancel_order", arguments={"order_id": "HT-50001"})


def test_no_order_of_another_case_is_ever_named() -> None:
    told = repr([(one.reply, one.action) for one in suggested(AGREED, cancelled(), FAQ)])  # type: ignore[attr-defined]
    assert "HT-41207" not in told
    assert "Nora" not in told


def test_nothing_is_taken_from_the_customer_who_asks() -> None:
    assert suggested(ASKED, cancelled(), without=("nora lindqvist",)) == []
    assert suggested(ASKED, cancelled(), without=("cancel",)) == []


def test_an_empty_memory_suggests_nothing() -> None:
    rows, table = CaseMemory.of((), WordSentences()).like(ASKED)
    assert rows == []
    assert table.shape == (0, len(LIKENESS))


def test_solved_cases_are_found_by_their_question() -> None:
    memory = CaseMemory.of((cancelled(), FAQ), WordSentences())
    assert [record.id for record, _ in memory.alike("is there a showroom", 1)] == ["hours"]


def test_candidates_that_agree_count_together() -> None:
    weights = np.zeros(len(FEATURES))
    candidates = [other("It is blue.", "macro"), other("It is red.", "macro"), other("What is your e-mail?", "macro")]
    groups = SuggestionRanker(weights).groups(candidates)
    assert [round(one.score, 2) for one in groups] == [0.67, 0.33]


def test_a_reply_is_found_by_act_and_facts_not_by_wording() -> None:
    actual = "Order HT-50001 can be cancelled, $12.00 back to PayPal. Shall I go ahead and cancel it?"
    assert facts_carried(actual, AGREED) == {"ht-50001", "$12.00"}
    assert reply_found(actual, "Would you like me to cancel HT-50001? You get $12.00.", AGREED)
    assert not reply_found(actual, "Would you like me to cancel it?", AGREED)
    assert not reply_found(actual, "HT-50001 for $12.00 can't be cancelled.", AGREED)
    assert not reply_found(actual, "", AGREED)


def test_an_action_is_found_by_kind_and_main_argument() -> None:
    actual = acted("cancel_order", order_id="#W1", reason="late").action
    assert actual is not None
    assert action_found(actual, CaseAction(kind="cancel_order", arguments={"order_id": "W1"}))
    assert not action_found(actual, CaseAction(kind="cancel_order", arguments={"order_id": "W2"}))
    assert not action_found(actual, CaseAction(kind="return_items", arguments={"order_id": "W1"}))
    assert not action_found(actual, None)
