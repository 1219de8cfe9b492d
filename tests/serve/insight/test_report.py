"""The report over turns whose figures are known."""

from __future__ import annotations

import json

import pytest

from assistant.tools.result import Outcome
from serve.insight.service import Insight
from serve.settings import InsightSettings
from tests.serve.insight.conftest import Past, about, handed, names, result
from tests.support.encoder import WordEncoder

REPAIRS = ("do you repair old tents?", "can you mend my torn tent", "is there a repair service for a tent?")
RETURNS = ("how long do I have to return something?", "how many days do I have to send something back?")
NOTHING = Outcome.NOTHING_FOUND


async def test_an_empty_shop_has_an_empty_report(past: Past) -> None:
    report = await past.insight.report()
    assert (report.volume.turns, report.volume.conversations, report.groups) == (0, 0, ())
    assert report.troubled.share is None
    assert report.resolution.resolved.share is None
    assert report.cost.tokens_a_conversation is None
    assert report.satisfaction.responses.of == 0


async def test_turns_conversations_and_what_they_took_are_counted(past: Past) -> None:
    conversation = await past.talk(("a tent", result("search_catalog")), ("the second", result("get_product")))
    await past.talk(("hello", result("reply", Outcome.SAID, subject="greeting")), usage={})
    await past.talk(("long ago", result("search_catalog")), days_ago=45)
    await past.talk(("far too long ago", result("search_catalog")), days_ago=90)
    await past.unanswered(conversation)
    report = await past.insight.report(30)
    volume, cost = report.volume, report.cost
    assert (volume.turns, volume.conversations, volume.turns_before, volume.conversations_before) == (3, 2, 1, 1)
    assert (volume.unanswered, volume.unread) == (1, 0)
    assert [(day.turns, day.troubled) for day in volume.daily] == [(3, 0)]
    assert (cost.llm_calls, cost.prompt_tokens, cost.completion_tokens, cost.by_rule) == (4, 600, 100, 1)
    assert (cost.model_seconds, cost.amount, cost.amount_a_conversation) == (2.0, 0.0022, 0.0011)
    assert (report.times.first_sentence_ms.n, report.times.first_sentence_ms.p50) == (2, 900.0)
    assert report.times.turns_a_conversation.p95 == 2


@pytest.mark.parametrize(
    ("found", "trouble"),
    [
        (result("ask_business", NOTHING), "nothing_found"),
        (result("get_order", Outcome.FAILED), "failed"),
        (result("return_items", Outcome.NOT_ALLOWED), "not_allowed"),
        (result("reply", Outcome.SAID, subject="clarify"), "clarify"),
        (handed(), "handed_over"),
        (handed(again="yes"), None),
        (result("reply", Outcome.SAID, subject="out_of_scope"), None),
        (result("update_cart", Outcome.NEEDS_DETAIL), None),
        (result("ask_business"), None),
    ],
)
async def test_what_counts_as_having_failed_a_shopper(past: Past, found: object, trouble: str | None) -> None:
    await past.talk(("well", found))  # type: ignore[arg-type]
    report = await past.insight.report()
    assert names(report.troubles) == ({trouble: 1} if trouble else {})
    assert report.troubled.count == bool(trouble)


async def test_the_same_asked_again_in_other_words_was_not_answered(past: Past) -> None:
    await past.talk((RETURNS[0], result("ask_business")), (RETURNS[1], result("ask_business")))
    await past.talk((RETURNS[0], result("ask_business")), ("do you ship to Norway?", result("ask_business")))
    await past.talk(
        ("where is order HT-10001?", about("HT-10001")), ("and where is order HT-10002?", about("HT-10002"))
    )
    await past.talk(("a red tent", result("search_catalog")), ("a red tent for two", result("search_catalog")))
    report = await past.insight.report()
    assert names(report.troubles) == {"asked_again": 1}


async def test_the_question_that_led_to_a_person_failed_and_not_the_wish_for_one(past: Past) -> None:
    await past.talk((REPAIRS[0], result("ask_business")), ("a person please", handed()))
    await past.talk((REPAIRS[0], result("ask_business", NOTHING)), ("a person please", handed()))
    await past.talk(("hello", result("reply", Outcome.SAID, subject="greeting")), ("a person please", handed()))
    for _ in range(2):
        report = await past.insight.report()
        assert names(report.troubles) == {"handed_over": 2, "nothing_found": 1}
        assert report.handovers.conversations.count == 3
    assert {group.label: group.troubled.count for group in report.groups} == {REPAIRS[0]: 2, "a person please": 1}


async def test_paraphrases_are_one_group_with_its_trend_and_its_failures(past: Past) -> None:
    for text in REPAIRS:
        await past.talk((text, result("ask_business", NOTHING)))
    for text in RETURNS:
        await past.talk((text, result("ask_business")))
    await past.talk(("wo ist die Sonne", result("search_catalog")))
    for text in (REPAIRS[1], *RETURNS):
        await past.talk((text, result("ask_business")), days_ago=40)
    report = await past.insight.report()
    assert [{group.label, *group.examples} for group in report.groups] == [set(REPAIRS), set(RETURNS)]
    repairs, returns = report.groups
    assert (repairs.count, repairs.before, repairs.troubled.count, names(repairs.troubles)) == (
        3,
        1,
        3,
        {"nothing_found": 3},
    )
    assert repairs.change == 0.5  # a half of all now, a third before
    assert (returns.before, returns.change, returns.troubled.count) == (2, -0.5, 0)
    assert (report.sample.turns, report.sample.of, report.sample.before, report.sample.alone) == (6, 6, 3, 1)


async def test_what_a_button_said_is_in_no_group(past: Past) -> None:
    for _ in range(3):
        await past.talk(("Yes, go ahead.", result("confirm", Outcome.DONE)), origin="button")
    report = await past.insight.report()
    assert report.groups == ()
    assert report.volume.turns == 3


async def test_words_that_call_for_a_person_are_the_shoppers_own(past: Past) -> None:
    for text in ("my lawyer will hear of this", "you will hear from my lawyer"):
        await past.talk((text, handed(reason="legal")), origin="button")
    (group,) = (await past.insight.report()).groups
    assert group.count == 2


async def test_nobody_is_named(past: Past) -> None:
    text = "my name is Bruno Keller, bruno@x.org, +49 30 1234567, and where is order HT-10293?"
    for _ in range(2):
        await past.talk((text, about("HT-10293")), customer="customer-77")
    told = json.dumps((await past.insight.report()).model_dump(mode="json"))
    for secret in ("Bruno", "Keller", "bruno@x.org", "1234567", "10293", "customer-77"):
        assert secret not in told


async def test_handovers_have_their_reasons(past: Past) -> None:
    await past.talk(("a person please", handed()), ("a person!", handed(again="yes")))
    await past.talk(("I will call my lawyer", handed(reason="legal")))
    await past.talk(("a tent", result("search_catalog")))
    handovers = (await past.insight.report()).handovers
    assert (handovers.conversations.count, handovers.conversations.of) == (2, 3)
    assert names(handovers.reasons) == {"requested": 1, "legal": 1}


async def test_another_encoder_reads_everything_anew(past: Past) -> None:
    for text in RETURNS:
        await past.talk((text, result("ask_business")))
    await past.insight.read()
    other = Insight(past.database, WordEncoder(), InsightSettings(), past.clock)
    report = await other.report()
    assert (report.volume.turns, report.sample.turns) == (2, 2)


async def test_turns_are_read_once_and_by_any_number_of_readers(past: Past) -> None:
    for _ in range(5):
        await past.talk((RETURNS[0], result("ask_business")))
    told: list[tuple[int, int]] = []
    assert await past.insight.read(2) == 2
    assert await past.insight.read(told=lambda done, of: told.append((done, of))) == 3
    assert told == [(3, 3)]
    assert await past.insight.read() == 0
    assert (await past.insight.report()).volume.turns == 5
