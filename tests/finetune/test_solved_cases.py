"""Solved cases are read from our own form and from three public ones; anything else is refused by name."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from assistant.assist.case import steps_of
from assistant.errors import InvalidInput
from finetune.sources.solved_cases import read_cases

ORDER = {
    "order_id": "#W123",
    "user_id": "mei_davis_8935",
    "address": {"address1": "1 Elm St", "address2": "Suite 2", "city": "Denver"},
    "items": [{"name": "Office Chair", "item_id": "1", "price": 499.28, "options": {"color": "blue"}}],
    "fulfillments": [{"tracking_id": ["642796688644"], "item_ids": ["1"]}],
    "status": "delivered",
    "payment_history": [{"transaction_type": "payment", "amount": 499.28, "payment_method_id": "credit_card_1"}],
}
ACCOUNT = {
    "name": {"first_name": "Mei", "last_name": "Davis"},
    "address": {"zip": "80217"},
    "email": "mei@example.com",
    "payment_methods": {"credit_card_1": {"source": "credit_card", "brand": "mastercard", "last_four": "1037"}},
    "orders": ["#W123"],
}


def transcript() -> str:
    returned = {**ORDER, "status": "return requested", "return_items": ["1"]}
    turns = [
        ("user", "I want to return the office chair. I'm Mei Davis, 80217."),
        ("assistant", "None"),
        ("tool", "mei_davis_8935"),
        ("assistant", "None"),
        ("tool", json.dumps(ACCOUNT)),
        ("assistant", "None"),
        ("tool", json.dumps(ORDER)),
        ("assistant", "Shall I return the Office Chair?"),
        ("user", "Yes"),
        ("assistant", "None"),
        ("tool", json.dumps(returned)),
        ("assistant", "Done. ###STOP###"),
    ]
    return "\n".join(f"{role}: {text}" for role, text in turns)


def test_what_was_called_follows_from_what_was_answered(tmp_path: Path) -> None:
    file = tmp_path / "dialogues.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps({"messages_display": transcript()}).encode()))
    (case,) = read_cases(file)
    actions = [(line.action.kind, line.action.main) for line in case.messages if line.action]
    assert actions == [
        ("find_customer_by_name", "80217"),
        ("get_account", "mei_davis_8935"),
        ("get_order", "#W123"),
        ("return_items", "#W123"),
    ]
    assert case.context.customer == "mei@example.com"
    told = next(line for line in case.messages if line.orders)
    assert (told.orders[0].payment, told.orders[0].amount) == ("Mastercard ending in 1037", "$499.28")
    assert case.messages[-1].text == "Done."


def test_abcd_names_its_actions_beside_the_lines(tmp_path: Path) -> None:
    dialogue = {
        "convo_id": 7,
        "scenario": {"subflow": "return_size", "personal": {"username": "cm7"}},
        "original": [["customer", "Hi, wrong size"], ["action", "Account pulled up"], ["agent", "Sorry!"]],
        "delexed": [
            {"targets": ["return_size", None, None, [], -1]},
            {"targets": ["return_size", "take_action", "pull-up-account", ["crystal minh"], -1]},
            {"targets": ["return_size", "retrieve_utterance", None, [], 5]},
        ],
    }
    file = tmp_path / "abcd.json"
    file.write_text(json.dumps([dialogue]), encoding="utf-8")
    (case,) = read_cases(file)
    (_, first), (_, second) = steps_of(case)
    assert first.action is not None
    assert (first.action.kind, first.action.main, first.reply) == ("pull-up-account", "crystal minh", "Sorry!")
    assert (second.action, second.reply) == (None, "Sorry!")
    assert case.context.intent == "return_size"


def test_a_table_of_requests_and_answers(tmp_path: Path) -> None:
    file = tmp_path / "requests.csv"
    file.write_text("instruction,intent,response\nwhere is it,track_order,Let me look\n", encoding="utf-8")
    (case,) = read_cases(file)
    assert (case.question, case.context.intent) == ("where is it", "track_order")


def test_our_own_form_and_the_shipped_cases() -> None:
    cases = read_cases(Path(__file__).parents[2] / "serve" / "demo" / "solved_cases.jsonl")
    assert len(cases) >= 60
    assert len({case.id for case in cases}) == len(cases)
    for case in cases:
        assert case.messages[0].role == "customer"
        assert any(line.role == "agent" for line in case.messages)


@pytest.mark.parametrize(
    "content", ["", "not json", '{"id": "a"}', '{"id": "a", "messages": [{"role": "boss", "text": "x"}]}', "[1]"]
)
def test_what_holds_no_cases_is_said_plainly(tmp_path: Path, content: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"cases\.jsonl"):
        read_cases(file)
    with pytest.raises(InvalidInput, match="can't be read"):
        read_cases(tmp_path / "nowhere.jsonl")
