"""Guidelines give the first step that hasn't been done, with what such steps took in earlier cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.assist.case import CaseAction, Situation
from assistant.assist.guidelines import Guideline, Guidelines, GuidelineStep, read_guidelines
from assistant.assist.memory import CaseMemory
from assistant.errors import InvalidInput
from tests.support.cases import KETTLE, WordSentences, acted, cancelled, said

STEPS = (GuidelineStep(kind="validate", words="Validate it"), GuidelineStep(kind="cancel_order", words="Cancel it"))
CANCEL = Guideline(title="Cancel an order", text="The customer wants to cancel an order.", steps=STEPS)


def test_the_first_step_that_is_not_done_comes_next() -> None:
    known = Guidelines.of((CANCEL,), WordSentences())
    memory = CaseMemory.of((cancelled(),), WordSentences())
    mine = KETTLE.model_copy(update={"id": "HT-50001"})
    asked = Situation(lines=(said("customer", "cancel my order"),), orders=(mine,))
    (first,) = known.next_steps(asked, memory)
    assert first.action == CaseAction(kind="validate")
    done = asked.model_copy(update={"lines": (*asked.lines, acted("validate"))})
    (second,) = known.next_steps(done, memory)
    assert second.action == CaseAction(kind="cancel_order", arguments={"order_id": "HT-50001"})


def test_guidelines_of_abcd_and_plain_texts_are_read(tmp_path: Path) -> None:
    flow = {
        "description": "Refunds.",
        "subflows": {
            "Start": {
                "instructions": ["Ask why."],
                "actions": [
                    {"button": "Pull up Account", "text": "Ask for the name."},
                    {"button": "N/A", "text": "Be kind."},
                    {"button": "Membership Privileges", "text": "Check.", "subtext": ["Gold: yes"]},
                ],
            }
        },
    }
    file = tmp_path / "guidelines.json"
    file.write_text(json.dumps({"Refunds": flow}), encoding="utf-8")
    (guideline,) = read_guidelines(file)
    assert [step.kind for step in guideline.steps] == ["pull-up-account", "membership"]
    text = tmp_path / "policy.md"
    text.write_text("Things can come back within 30 days.", encoding="utf-8")
    (plain,) = read_guidelines(text)
    assert plain.steps == ()
    assert "30 days" in next(iter(Guidelines.of((plain,), WordSentences()).rules))
    file.write_text("[1]", encoding="utf-8")
    with pytest.raises(InvalidInput, match="guidelines"):
        read_guidelines(file)
