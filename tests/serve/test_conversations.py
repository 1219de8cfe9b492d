"""Conversations over HTTP: begin, say, read, resume, decide, hand over."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.conversation import ToolCall
from tests.serve.served import Served, parse_stream, serving

SEARCH = [ToolCall(name="search_catalog", args={"query": "rain jacket"})]
CANCEL = [ToolCall(name="cancel_order", args={"order_id": "HT-10001"})]
PROBLEM = "application/problem+json"


async def proposed(served: Served, **headers: str) -> tuple[str, str]:
    """Have the assistant propose to cancel Maya's order; return the conversation and the proposal."""
    served.planner.script["cancel my order"] = CANCEL
    conversation = await served.conversation(**headers)
    answer = await served.say(conversation, "cancel my order", **headers)
    return conversation, next(e["proposal"]["id"] for e in answer["events"] if e["type"] == "action")


async def test_a_conversation_begins_with_a_greeting(served: Served) -> None:
    answer = await served.client.post("/v1/conversations", json={"locale": "de-CH"})
    assert answer.status_code == 201
    begun = answer.json()
    assert set(begun) == {"id", "created_at", "greeting", "suggestions", "shop_name"}
    assert begun["shop_name"] in begun["greeting"]
    assert begun["suggestions"]
    assert (await served.client.post("/v1/conversations")).status_code == 201


async def test_a_message_is_answered_as_a_stream_of_numbered_typed_events(served: Served) -> None:
    served.planner.script["rain jackets"] = SEARCH
    conversation = await served.conversation()
    answer = await served.client.post(f"/v1/conversations/{conversation}/messages", json={"text": "rain jackets"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    events = parse_stream(answer.text)
    assert [number for number, _, _ in events] == list(range(1, len(events) + 1))
    kinds = [kind for _, kind, _ in events]
    assert kinds[0] == "status"
    assert kinds[-2:] == ["usage", "done"]
    assert kinds.index("products") < kinds.index("text")
    assert all(data["type"] == kind for _, kind, data in events)


async def test_json_is_sent_when_asked_for(served: Served) -> None:
    served.planner.script["rain jackets"] = SEARCH
    answer = await served.say(await served.conversation(), "rain jackets")
    assert answer["reply"].startswith("".join(e["text"] for e in answer["events"] if e["type"] == "text")[:20])
    assert answer["events"][-1]["type"] == "done"
    assert {e["turn_id"] for e in answer["events"]} == {answer["turn_id"]}


async def test_event_ids_grow_through_the_conversation(served: Served) -> None:
    conversation = await served.conversation()
    first = await served.say(conversation, "hello")
    second = await served.say(conversation, "hello again")
    assert second["events"][0]["id"] == first["events"][-1]["id"] + 1


async def test_the_same_key_is_answered_by_the_same_turn(served: Served) -> None:
    conversation = await served.conversation()
    url = f"/v1/conversations/{conversation}/messages"
    sent = [
        served.client.post(url, json={"text": "hello"}, headers={"Idempotency-Key": "k1", "Accept": accept})
        for accept in ("application/json", "application/json", "text/event-stream")
    ]
    first, second, streamed = await asyncio.gather(*sent)
    assert first.json() == second.json()
    assert [number for number, _, _ in parse_stream(streamed.text)] == [e["id"] for e in first.json()["events"]]
    assert served.planner.asked == ["hello"]
    other = await served.client.post(url, json={"text": "something else"}, headers={"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["code"]) == (422, "invalid_input")


async def test_a_lost_stream_goes_on_after_the_last_event(served: Served) -> None:
    conversation = await served.conversation()
    url = f"/v1/conversations/{conversation}"
    whole = await served.client.post(f"{url}/messages", json={"text": "hello"}, headers={"Idempotency-Key": "k1"})
    events = parse_stream(whole.text)
    again = {"Idempotency-Key": "k1", "Last-Event-ID": "2"}
    rest = await served.client.post(f"{url}/messages", json={"text": "hello"}, headers=again)
    assert parse_stream(rest.text) == events[2:]
    watched = await served.client.get(url, headers={"Accept": "text/event-stream", "Last-Event-ID": "2"})
    assert parse_stream(watched.text) == events[2:]


async def test_another_message_while_a_turn_runs_is_a_conflict(served: Served) -> None:
    served.planner.gate = asyncio.Event()
    conversation = await served.conversation()
    url = f"/v1/conversations/{conversation}"
    running = asyncio.create_task(served.say(conversation, "hello"))
    await served.planner.begun.wait()
    refused = await served.client.post(f"{url}/messages", json={"text": "are you there?"})
    assert (refused.status_code, refused.json()["code"]) == (409, "turn_in_progress")
    assert (await served.client.get(url)).json()["running"]
    stopped = await served.client.post(f"{url}/cancel", json={})
    assert (stopped.status_code, stopped.json()) == (202, {"cancelled": True})
    answer = await running
    assert answer["events"][-1]["reason"] == "cancelled"
    assert (await served.client.post(f"{url}/cancel")).json() == {"cancelled": False}
    view = (await served.client.get(url)).json()
    assert [message["text"] for message in view["messages"]] == ["hello"]
    assert not view["running"]


async def test_a_reload_brings_back_messages_and_cards(served: Served) -> None:
    served.planner.script["rain jackets"] = SEARCH
    conversation = await served.conversation()
    answer = await served.say(conversation, "rain jackets")
    view = (await served.client.get(f"/v1/conversations/{conversation}")).json()
    assert [message["role"] for message in view["messages"]] == ["shopper", "assistant"]
    assert {message["turn_id"] for message in view["messages"]} == {answer["turn_id"]}
    assert [card["type"] for card in view["events"]] == ["products"]
    assert view["events"][0]["turn_id"] == answer["turn_id"]
    assert view["state"]["pending"] is None
    assert view["state"]["cart"] == {"lines": [], "currency": "USD"}


async def test_a_long_transcript_comes_in_pages(served: Served) -> None:
    conversation = await served.conversation()
    for number in range(3):
        await served.say(conversation, f"hello {number}")
    url = f"/v1/conversations/{conversation}"
    newest = (await served.client.get(url, params={"limit": 2})).json()
    assert newest["messages"][0]["text"] == "hello 2"
    older = (await served.client.get(url, params={"limit": 10, "cursor": newest["next_cursor"]})).json()
    assert [m["text"] for m in older["messages"] if m["role"] == "shopper"] == ["hello 0", "hello 1"]
    assert older["next_cursor"] is None
    assert (await served.client.get(url, params={"cursor": "bm9uc2Vuc2U"})).status_code == 422


async def test_a_proposal_is_confirmed_once(served: Served) -> None:
    token = served.token()
    conversation, proposal = await proposed(served, **token)
    url = f"/v1/conversations/{conversation}"
    view = (await served.client.get(url, headers=token)).json()
    assert view["state"]["pending"]["id"] == proposal
    yes: dict[str, Any] = {"json": {"accept": True}, "headers": {**token, "Accept": "application/json"}}
    confirmed = await served.client.post(f"{url}/actions/{proposal}/confirm", **yes)
    cards = [e for e in confirmed.json()["events"] if e["type"] == "action"]
    assert cards[-1]["proposal"]["state"] == "executed"
    assert list(served.shop.executed) == [proposal]
    again = await served.client.post(f"{url}/actions/{proposal}/confirm", **yes)
    assert not [e for e in again.json()["events"] if e["type"] == "error"]
    assert "cancelled" in "".join(e["text"] for e in again.json()["events"] if e["type"] == "text")
    assert list(served.shop.executed) == [proposal]
    view = (await served.client.get(url, headers=token)).json()
    assert view["state"]["pending"] is None
    states = [card["proposal"]["state"] for card in view["events"] if card["type"] == "action"]
    assert set(states) == {"executed"}


async def test_two_confirmations_at_once_execute_once(served: Served) -> None:
    token = served.token()
    conversation, proposal = await proposed(served, **token)
    url = f"/v1/conversations/{conversation}/actions/{proposal}/confirm"
    headers = {**token, "Accept": "application/json"}
    answers = await asyncio.gather(*(served.client.post(url, json={"accept": True}, headers=headers) for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert list(served.shop.executed) == [proposal]


async def test_declining_executes_nothing(served: Served) -> None:
    token = served.token()
    conversation, proposal = await proposed(served, **token)
    url = f"/v1/conversations/{conversation}/actions/{proposal}/confirm"
    await served.client.post(url, json={"accept": False}, headers=token)
    assert not served.shop.executed


async def test_an_expired_proposal_is_not_pending_any_more(served: Served) -> None:
    token = served.token()
    conversation, _ = await proposed(served, **token)
    served.clock.forward(minutes=20)
    view = (await served.client.get(f"/v1/conversations/{conversation}", headers=served.token())).json()
    assert view["state"]["pending"] is None
    assert [card["proposal"]["state"] for card in view["events"] if card["type"] == "action"] == ["expired"]


@pytest.mark.parametrize("accept", ["yes", 1, None, "true"])
async def test_only_a_plain_yes_is_a_yes(served: Served, accept: object) -> None:
    token = served.token()
    conversation, proposal = await proposed(served, **token)
    url = f"/v1/conversations/{conversation}/actions/{proposal}/confirm"
    assert (await served.client.post(url, json={"accept": accept}, headers=token)).status_code == 422
    assert not served.shop.executed


async def test_a_proposal_of_another_conversation_is_not_found(served: Served) -> None:
    token = served.token()
    _, proposal = await proposed(served, **token)
    other = await served.conversation(**token)
    url = f"/v1/conversations/{other}/actions/{proposal}/confirm"
    answer = await served.client.post(url, json={"accept": True}, headers=token)
    assert (answer.status_code, answer.json()["code"]) == (404, "proposal_not_found")


async def test_a_person_can_be_asked_for(served: Served) -> None:
    conversation = await served.conversation()
    answer = await served.client.post(
        f"/v1/conversations/{conversation}/handoff",
        json={"reason": "an invoice"},
        headers={"Accept": "application/json"},
    )
    (handoff,) = [e for e in answer.json()["events"] if e["type"] == "handoff"]
    assert handoff["reason"] == "an invoice"
    kept = await served.services.desk.cases.current(conversation)
    assert kept is not None
    assert (kept.id, kept.words) == (handoff["ticket"], "an invoice")
    assert (await served.client.get(f"/v1/conversations/{conversation}")).json()["state"]["handed_off"]


async def test_the_page_says_what_it_means(served: Served) -> None:
    served.planner.script["is it warm?"] = [ToolCall(name="get_product", args={"question": "warm"})]
    conversation = await served.conversation()
    url = f"/v1/conversations/{conversation}/messages"
    context = {"url": "https://shop.example/p2", "product_id": "p2"}
    headers = {"Accept": "application/json"}
    answer = await served.client.post(url, json={"text": "is it warm?", "context": context}, headers=headers)
    shown = [e["products"][0]["product_id"] for e in answer.json()["events"] if e["type"] == "products"]
    assert shown == ["p2"]
    unknown = {"text": "hello", "context": {"product_id": "nonsense"}}
    assert (await served.client.post(url, json=unknown, headers=headers)).status_code == 200


async def test_conversations_survive_a_restart(tmp_path: Path) -> None:
    async with serving(tmp_path) as before:
        before.planner.script["rain jackets"] = SEARCH
        conversation = await before.conversation()
        await before.say(conversation, "rain jackets")
    async with serving(tmp_path) as after:
        view = (await after.client.get(f"/v1/conversations/{conversation}")).json()
        assert len(view["messages"]) == 2
        after.planner.script["the first one"] = [ToolCall(name="get_product", args={"product": "1"})]
        answer = await after.say(conversation, "the first one")
        assert "products" in [e["type"] for e in answer["events"]]


async def test_a_crash_of_the_planner_is_told_plainly_and_the_talk_goes_on(served: Served) -> None:
    served.planner.failure = RuntimeError("a secret of the inside")
    conversation = await served.conversation()
    answer = await served.say(conversation, "hello")
    assert [e["type"] for e in answer["events"]][-2:] == ["error", "done"]
    assert "secret" not in str(answer)
    served.planner.failure = None
    assert (await served.say(conversation, "hello"))["events"][-1]["reason"] == "complete"
