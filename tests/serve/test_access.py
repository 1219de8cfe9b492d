"""Whose conversation is it? Tokens, claims, and what anonymous shoppers bring along."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from assistant.domain.conversation import ToolCall
from tests.serve.served import Served


@pytest.mark.parametrize("authorization", ["Bearer nonsense", "Basic bWF5YTpkZW1v", "Bearer", "nonsense"])
async def test_a_bad_token_is_refused_everywhere(served: Served, authorization: str) -> None:
    conversation = await served.conversation()
    headers = {"Authorization": authorization}
    for request in (
        served.client.post("/v1/conversations", json={}, headers=headers),
        served.client.get(f"/v1/conversations/{conversation}", headers=headers),
        served.client.post(f"/v1/conversations/{conversation}/messages", json={"text": "hi"}, headers=headers),
        served.client.post("/v1/search", json={"query": "socks"}, headers=headers),
    ):
        answer = await request
        assert (answer.status_code, answer.json()["code"]) == (401, "not_verified")
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_an_expired_token_is_refused(served: Served) -> None:
    token = served.token(lifetime=timedelta(minutes=5))
    conversation = await served.conversation(**token)
    served.clock.forward(minutes=6)
    answer = await served.client.get(f"/v1/conversations/{conversation}", headers=token)
    assert answer.status_code == 401
    assert "expired" in answer.json()["detail"]


async def test_a_customers_conversation_exists_for_nobody_else(served: Served) -> None:
    conversation = await served.conversation(**served.token("c1"))
    url = f"/v1/conversations/{conversation}"
    for headers in ({}, served.token("c2")):
        for request in (
            served.client.get(url, headers=headers),
            served.client.post(f"{url}/messages", json={"text": "hi"}, headers=headers),
            served.client.post(f"{url}/cart", json={"action": "clear"}, headers=headers),
            served.client.post(f"{url}/cancel", headers=headers),
            served.client.post("/v1/search", json={"query": "x", "conversation_id": conversation}, headers=headers),
        ):
            answer = await request
            assert (answer.status_code, answer.json()["code"]) == (404, "conversation_not_found")
    assert (await served.client.get(url, headers=served.token("c1"))).status_code == 200


async def test_signing_in_makes_the_conversation_the_customers_for_good(served: Served) -> None:
    conversation = await served.conversation()
    url = f"/v1/conversations/{conversation}"
    await served.client.post(f"{url}/cart", json={"action": "add", "variant_id": "p1-red-S"})
    await served.client.post(
        "/v1/events", json={"conversation_id": conversation, "events": [{"type": "view", "product_id": "p2"}]}
    )
    answers = await asyncio.gather(*(served.client.get(url, headers=served.token("c1")) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    cart = (await served.client.get(f"{url}/cart", headers=served.token("c1"))).json()["cart"]
    assert [(line["variant_id"], line["quantity"]) for line in cart["lines"]] == [("p1-red-S", 1)]
    assert (await served.shop.get_cart(conversation)).lines == ()
    assert "p2" in [event.product_id for event in await served.services.events.recent("c1")]
    assert (await served.client.get(url)).status_code == 404
    assert (await served.client.get(url, headers=served.token("c2"))).status_code == 404


async def test_what_is_proposed_while_the_shopper_signs_in_is_theirs_to_confirm(served: Served) -> None:
    served.planner.script["cancel it"] = [ToolCall(name="cancel_order", args={"order_id": "HT-10001"})]
    conversation = await served.conversation()
    await served.say(conversation, "HT-10001 c1@example.com")
    served.planner.gate = asyncio.Event()
    running = asyncio.create_task(served.say(conversation, "cancel it"))
    await served.planner.begun.wait()
    assert (await served.client.get(f"/v1/conversations/{conversation}", headers=served.token())).status_code == 200
    served.planner.gate.set()
    proposal = next(e["proposal"]["id"] for e in (await running)["events"] if e["type"] == "action")
    url = f"/v1/conversations/{conversation}/actions/{proposal}/confirm"
    await served.client.post(url, json={"accept": True}, headers=served.token())
    assert list(served.shop.executed) == [proposal]


async def test_of_two_customers_at_once_one_gets_the_conversation(served: Served) -> None:
    conversation = await served.conversation()
    url = f"/v1/conversations/{conversation}"
    answers = await asyncio.gather(*(served.client.get(url, headers=served.token(f"c{n}")) for n in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404, 404, 404]


async def test_a_message_never_says_who_speaks(served: Served) -> None:
    served.planner.script["my orders"] = [ToolCall(name="list_orders", args={})]
    conversation = await served.conversation()
    answer = await served.client.post(
        f"/v1/conversations/{conversation}/messages",
        json={"text": "my orders", "customer_id": "c1", "principal": {"customer_id": "c1"}},
        headers={"Accept": "application/json"},
    )
    assert "order" not in [e["type"] for e in answer.json()["events"]]


async def test_a_visitor_shares_the_storefronts_cart(served: Served) -> None:
    token = {"Authorization": f"Bearer {served.services.identity.issue_session_token('s_page')}"}
    conversation = await served.conversation(**token)
    url = f"/v1/conversations/{conversation}/cart"
    await served.client.post(url, json={"action": "add", "variant_id": "p1-red-S"}, headers=token)
    assert (await served.shop.get_cart("s_page")).count == 1
    assert (await served.client.get(url)).json()["cart"]["lines"] == []


@pytest.mark.parametrize("conversation_id", ["conv_unknown", "%00", "x" * 300, "%F0%9F%92%A9", "..%2f..%2fetc", " "])
async def test_an_unknown_conversation_is_not_found(served: Served, conversation_id: str) -> None:
    answer = await served.client.get(f"/v1/conversations/{conversation_id}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
