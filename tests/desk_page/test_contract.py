"""What the mock desk answers is what the real desk answers."""

from __future__ import annotations

from assistant.handover.brief import ActionDraft
from serve.desk.assistance import SolvedCase, Suggestion
from serve.desk.macros import Macro
from serve.desk.rows import CaseRow
from serve.http.desk.models import CaseView
from tests.desk_page import cases


def test_rows_and_cases_have_the_real_form() -> None:
    for row in cases.rows():
        CaseRow.model_validate(row)
        view = cases.view(row)
        assert set(view) <= set(CaseView.model_fields)
        CaseView.model_validate({"last_event_id": 0, **view})


def test_suggestions_macros_and_solved_cases_have_the_real_form() -> None:
    for rank, suggestion in enumerate(cases.SUGGESTIONS, 1):
        Suggestion.model_validate({**suggestion, "id": str(rank), "rank": rank})
    for macro in cases.MACROS:
        Macro.model_validate(macro)
    for solved in cases.SOLVED:
        SolvedCase.model_validate(solved)
    ActionDraft.model_validate(cases.RETURN_TENT)
