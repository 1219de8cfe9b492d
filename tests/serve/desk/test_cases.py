"""The queue, claims of several agents at once, and what is said, over the real application."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import update

from assistant.domain.conversation import ToolCall
from assistant.errors import StorefrontUnavailable
from serve.desk.hours import OpeningHours
from serve.storage.desk_schema import desk_log
from tests.serve.desk.conftest import PERSON, AtDesk, agent_of
from tests.serve.served import Served, serving

HOURS = {"timezone": "America/New_York", "monday": ("08:00-20:00",)}


async def ask(served: Served, *messages: str, **headers: str) -> tuple[str, str]:
    """Return the conversation and the case of a shopper who has asked for a person."""
    served.planner.script[PERSON] = [ToolCall(name="handoff_to_human")]
    conversation = await served.conversation(**headers)
    for message in messages:
        await served.say(conversation, message, **headers)
    await served.say(conversation, PERSON, **headers)
    kept = await served.services.desk.cases.current(conversation)
    assert kept is not None
    return conversation, kept.id


async def roles(served: Served, conversation: str, **headers: str) -> list[tuple[str, str]]:
    view = (await served.client.get(f"/v1/conversations/{conversation}", headers=headers)).json()
    return [(message["role"], message["agent"]) for message in view["messages"]]


async def test_the_queue_is_by_urgency_and_waiting_time(served: Served, sam: AtDesk) -> None:
    first = await ask(served)
    served.clock.forward(minutes=2)
    second = await ask(served, **served.token())
    served.clock.forward(minutes=1)
    third = await ask(served, "your stove caught fire")
    served.clock.forward(seconds=30)
    rows = (await sam.get("/cases"))["cases"]
    assert [row["id"] for row in rows] == [third[1], first[1], second[1]]
    assert [row["waiting_seconds"] for row in rows] == [30, 210, 90]
    assert rows[0]["reason"]["code"] == "safety"
    assert rows[0]["urgency"] == 3
    assert rows[2]["shopper"] == {"name": "Maya Torres", "verified": True}
    assert rows[1]["shopper"] == {"name": None, "verified": False}
    page = await sam.get("/cases", limit=2)
    rest = await sam.get("/cases", limit=2, cursor=page["next"])
    assert [row["id"] for row in page["cases"] + rest["cases"]] == [row["id"] for row in rows]
    assert rest["next"] is None


async def test_of_two_agents_at_once_one_claims_and_the_other_is_told(served: Served, sam: AtDesk, kim: AtDesk) -> None:
    _, case = await ask(served)
    answers = await asyncio.gather(
        *(served.client.post(f"/v1/desk/cases/{case}/claim", headers=one.headers) for one in (sam, kim) * 3)
    )
    states = [answer.status_code for answer in answers]
    assert sorted(states) == [200, 200, 200, 409, 409, 409]
    winner = (sam, kim)[states.index(200)]
    told = next(answer.json() for answer in answers if answer.status_code == 409)
    assert told["code"] == "case_taken"
    assert told["detail"] == f"{winner.name} has this case."
    assert [row["id"] for row in (await winner.get("/cases", state="mine"))["cases"]] == [case]


async def test_a_case_can_be_taken_over_knowingly(served: Served, sam: AtDesk, kim: AtDesk) -> None:
    _, case = await ask(served)
    await sam.post(f"/cases/{case}/claim")
    row = await kim.post(f"/cases/{case}/claim", {"force": True})
    assert row["assigned_to"] == {"id": "kim", "name": "Kim"}
    await sam.post(f"/cases/{case}/messages", {"text": "still me"}, status=409)
    for deed in ("release", "return", "solve"):
        await sam.post(f"/cases/{case}/{deed}", status=409)


async def test_nobody_answers_the_same_shopper_twice(served: Served, sam: AtDesk, kim: AtDesk) -> None:
    conversation, case = await ask(served)
    view = await kim.get(f"/cases/{case}")
    await sam.post(f"/cases/{case}/claim")
    await sam.post(f"/cases/{case}/messages", {"text": "Hello from Sam", "seen": view["last_message_id"]})
    await kim.post(f"/cases/{case}/claim", {"force": True})
    late = {"text": "Hello from Kim", "seen": view["last_message_id"]}
    problem = await kim.post(f"/cases/{case}/messages", late, status=409)
    assert problem["code"] == "answered_already"
    assert "Sam" in problem["detail"]
    seen = (await kim.get(f"/cases/{case}"))["last_message_id"]
    await kim.post(f"/cases/{case}/messages", {"text": "Kim here", "seen": seen})
    assert [who for who in await roles(served, conversation) if who[0] == "agent"] == [
        ("agent", "Sam"),
        ("agent", "Kim"),
    ]


async def test_the_same_key_sends_one_message(served: Served, sam: AtDesk) -> None:
    conversation, case = await ask(served)
    await sam.post(f"/cases/{case}/claim")
    key = {"Idempotency-Key": "k1"}
    sent = await asyncio.gather(*(sam.post(f"/cases/{case}/messages", {"text": "once"}, **key) for _ in range(5)))
    assert len({one["message"]["id"] for one in sent}) == 1
    await sam.post(f"/cases/{case}/messages", {"text": "another"}, status=422, **key)
    assert (await roles(served, conversation)).count(("agent", "Sam")) == 1
    for _ in range(2):
        await sam.post(f"/cases/{case}/notes", {"text": "note"}, **key)
    assert len((await sam.get(f"/cases/{case}"))["notes"]) == 1


async def test_while_an_agent_has_it_the_assistant_is_silent_and_afterwards_goes_on(
    served: Served, sam: AtDesk
) -> None:
    conversation, case = await ask(served)
    await sam.post(f"/cases/{case}/claim")
    answer = await served.say(conversation, "are you there?")
    assert answer["reply"] == ""
    assert answer["events"][-1]["state"]["holder"] == "agent"
    rows = (await sam.get("/cases", state="mine"))["cases"]
    assert rows[0]["last_message"]["text"] == "are you there?"
    served.clock.forward(seconds=40)
    assert (await sam.get("/cases", state="mine"))["cases"][0]["waiting_seconds"] == 40
    await sam.post(f"/cases/{case}/messages", {"text": "Yes, your parcel comes on Friday."})
    assert (await sam.get("/cases", state="mine"))["cases"][0]["waiting_seconds"] == 0
    row = await sam.post(f"/cases/{case}/return", {"note": "Told her Friday."})
    assert (row["state"], row["waiting_seconds"]) == ("returned", 0)
    assert (await served.say(conversation, "thanks"))["reply"]
    kept = await served.services.conversations.load(conversation)
    assert ("are you there?", "Sam of the team said: Yes, your parcel comes on Friday.") in [
        (one.shopper, one.gist) for one in kept.state.exchanges
    ]
    view = (await served.client.get(f"/v1/conversations/{conversation}")).json()
    assert (view["state"]["handed_off"], view["state"]["holder"]) == (False, "assistant")


async def test_an_answer_that_was_on_its_way_is_not_said_over_the_agents_head(served: Served, sam: AtDesk) -> None:
    conversation, case = await ask(served)
    served.planner.begun.clear()
    served.planner.gate = asyncio.Event()
    saying = asyncio.create_task(served.say(conversation, "hello?"))
    await served.planner.begun.wait()
    await sam.post(f"/cases/{case}/claim")
    served.planner.gate.set()
    answer = await saying
    assert (answer["reply"], answer["events"][-1]["reason"]) == ("", "cancelled")
    assert (await sam.get(f"/cases/{case}"))["entries"][-1]["text"] == "hello?"


async def test_a_released_case_waits_where_it_was_and_a_solved_one_is_over(served: Served, sam: AtDesk) -> None:
    conversation, case = await ask(served)
    await sam.post(f"/cases/{case}/claim")
    for _ in range(2):
        row = await sam.post(f"/cases/{case}/release")
        assert (row["state"], row["assigned_to"]) == ("waiting", None)
    assert (await served.say(conversation, "hello?"))["reply"]
    await sam.post(f"/cases/{case}/solve", status=409)
    await sam.post(f"/cases/{case}/claim")
    for _ in range(2):
        assert (await sam.post(f"/cases/{case}/solve", {"resolution": "Sent again."}))["state"] == "solved"
    problem = await sam.post(f"/cases/{case}/claim", status=409)
    assert problem["code"] == "conflict"
    assert [row["id"] for row in (await sam.get("/cases", state="solved"))["cases"]] == [case]
    assert (await sam.get("/cases"))["cases"] == []
    await served.say(conversation, PERSON)
    (again,) = (await sam.get("/cases"))["cases"]
    assert again["id"] != case


async def test_out_of_hours_it_is_a_ticket_and_the_shopper_knows_when_it_is_answered(tmp_path: Path) -> None:
    async with serving(tmp_path, desk_hours=OpeningHours.model_validate(HOURS)) as served:  # it is a Sunday
        sam = await agent_of(served, "sam", "Sam")
        served.planner.script[PERSON] = [ToolCall(name="handoff_to_human")]
        conversation = await served.conversation()
        answer = await served.say(conversation, PERSON)
        (event,) = [event for event in answer["events"] if event["type"] == "handoff"]
        when = "Monday, November 23 at 8 AM EST"
        assert (event["live"], event["answers_at"]) == (False, when)
        assert when in answer["reply"]
        again = await served.say(conversation, PERSON)
        assert when in again["reply"]
        assert event["ticket"] in again["reply"]
        (row,) = (await sam.get("/cases"))["cases"]
        assert (row["id"], row["live"]) == (event["ticket"], False)
        served.clock.forward(days=1, hours=4)  # somebody is there now
        in_hours = await served.say(conversation, PERSON)
        assert when not in in_hours["reply"]
        assert event["ticket"] in in_hours["reply"]


async def test_a_case_shows_everything_beside_the_conversation(served: Served, sam: AtDesk) -> None:
    served.planner.script["cancel it"] = [ToolCall(name="cancel_order", args={"order_id": "HT-10003"})]
    conversation, case = await ask(served, "cancel it", **served.token())
    await sam.post(f"/cases/{case}/notes", {"text": "<b>VIP</b>"})
    view = await sam.get(f"/cases/{case}")
    payments = view["shopper"].pop("payments")
    assert "Visa ending in 4242" in [method["name"] for method in payments]
    assert view["shopper"] == {"name": "Maya Torres", "email": "c1@example.com", "verified": True, "address": None}
    assert [one["order"]["id"] for one in view["orders"]] == ["HT-10001", "HT-10003", "HT-10002", "HT-10004"]
    verdicts = {
        one["order"]["id"]: {verdict["action"]: verdict for verdict in one["verdicts"]} for one in view["orders"]
    }
    assert verdicts["HT-10001"]["cancel_order"]["allowed"]
    assert not verdicts["HT-10003"]["cancel_order"]["allowed"]
    assert "shipped" in verdicts["HT-10003"]["cancel_order"]["reason"]
    assert verdicts["HT-10002"]["return_items"]["until"].startswith("2026-12-")
    assert not verdicts["HT-10004"]["return_items"]["allowed"]
    kinds = [entry["type"] for entry in view["entries"]]
    assert kinds == ["message", "order", "message", "message", "handoff", "message"]
    assert view["notes"][0]["text"] == "<b>VIP</b>"
    assert "HT-10003" in view["brief"]["summary"]
    assert view["last_message_id"] == view["entries"][-1]["id"]
    assert "VIP" not in (await served.client.get(f"/v1/conversations/{conversation}", headers=served.token())).text


async def test_an_order_that_was_proved_in_the_chat_is_the_only_one_to_see(served: Served, sam: AtDesk) -> None:
    await ask(served, "HT-20001 c2@example.com")
    served.clock.forward(hours=2)  # the shopper's own proof is over; the agent's case goes on
    (row,) = (await sam.get("/cases"))["cases"]
    view = await sam.get(f"/cases/{row['id']}")
    assert row["shopper"]["verified"]
    assert [one["order"]["id"] for one in view["orders"]] == ["HT-20001"]
    assert view["brief"]["summary"].startswith("A shopper who proved order HT-20001")


async def test_a_shop_that_does_not_answer_leaves_the_case_readable(
    served: Served, sam: AtDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, case = await ask(served, **served.token())

    async def down(principal: object) -> None:
        raise StorefrontUnavailable("no answer")

    monkeypatch.setattr(served.shop, "list_orders", down)
    view = await sam.get(f"/cases/{case}")
    assert view["orders"] == []
    assert view["trouble"]


@pytest.mark.parametrize("case", ["T-NOTTHERE", "x", "%2e%2e", "🐱"])
async def test_an_unknown_case_is_not_found(served: Served, sam: AtDesk, case: str) -> None:
    for path in (f"/cases/{case}", f"/cases/{case}/events", f"/cases/{case}/suggestions"):
        answer = await served.client.get(f"/v1/desk{path}", headers=sam.headers)
        assert answer.status_code == 404, path
    for deed in ("claim", "release", "return", "solve", "typing"):
        answer = await served.client.post(f"/v1/desk/cases/{case}/{deed}", headers=sam.headers)
        assert answer.status_code == 404, deed


async def test_every_step_is_in_a_log_that_shows_a_change(served: Served, sam: AtDesk) -> None:
    _, case = await ask(served)
    await sam.post(f"/cases/{case}/claim")
    await sam.post(f"/cases/{case}/messages", {"text": "hello"})
    await sam.post(f"/cases/{case}/solve")
    log = served.services.desk.log
    assert [entry.kind for entry in await log.after(0)] == ["opened", "heard", "claimed", "said", "solved"]
    assert await log.broken_row() is None
    async with served.services.desk.talk.database.writing() as connection:
        await connection.execute(update(desk_log).where(desk_log.c.seq == 3).values(agent_id="kim"))
    assert await log.broken_row() == 3
