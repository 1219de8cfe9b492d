"""An agent's action on an order: the same path as the shopper's own, once, and in the agent's name."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from assistant.errors import StorefrontUnavailable
from tests.serve.desk.conftest import AtDesk
from tests.serve.desk.test_cases import ask
from tests.serve.served import Served

CANCEL = {"kind": "cancel_order", "order_id": "HT-10001", "reason": "ordered twice"}


async def prepared(served: Served, sam: AtDesk, action: dict[str, Any] = CANCEL) -> tuple[str, str, str]:
    """Return the conversation, the case and the proposal."""
    conversation, case = await ask(served, **served.token())
    await sam.post(f"/cases/{case}/claim")
    told = await sam.post(f"/cases/{case}/actions", action)
    assert told["proposal"]["action"].items() >= action.items()
    return conversation, case, told["proposal"]["id"]


async def test_preparing_does_nothing_and_confirming_does_exactly_that_once(served: Served, sam: AtDesk) -> None:
    conversation, case, proposal = await prepared(served, sam)
    assert served.shop.executed == {}
    answers = await asyncio.gather(
        *(
            served.client.post(
                f"/v1/desk/cases/{case}/actions/{proposal}/confirm", json={"accept": True}, headers=sam.headers
            )
            for _ in range(4)
        )
    )
    assert {answer.status_code for answer in answers} <= {200, 409}
    again = await sam.post(f"/cases/{case}/actions/{proposal}/confirm", {"accept": True})
    assert (again["proposal"]["state"], again["order"]["status"]) == ("executed", "cancelled")
    assert list(served.shop.executed) == [proposal]
    view = (await served.client.get(f"/v1/conversations/{conversation}", headers=served.token())).json()
    told = [message for message in view["messages"] if message["role"] == "agent"]
    assert [message["text"] for message in told] == [
        "Done, order HT-10001 is cancelled. $64.95 goes back to Visa ending in 4242."
    ]
    cards = [event["type"] for event in view["events"] if event["turn_id"] == told[0]["turn_id"]]
    assert cards == ["action", "order"]
    kinds = [entry.kind for entry in await served.services.desk.log.after(0)]
    assert kinds.index("proposed") < kinds.index("decided")
    assert (await served.audit.check()).findings == ()
    (history,) = await served.audit.histories(proposal)
    assert any(entry.actor.startswith("Sam") for entry in history.entries)


async def test_what_is_declined_is_not_done(served: Served, sam: AtDesk) -> None:
    _, case, proposal = await prepared(served, sam)
    for _ in range(2):
        told = await sam.post(f"/cases/{case}/actions/{proposal}/confirm", {"accept": False})
        assert told["proposal"]["state"] == "declined"
    await sam.post(f"/cases/{case}/actions/{proposal}/confirm", {"accept": True}, status=409)
    assert served.shop.executed == {}


async def test_the_rules_hold_for_agents_too(served: Served, sam: AtDesk) -> None:
    _, case = await ask(served, **served.token())
    await sam.post(f"/cases/{case}/claim")
    told = await sam.post(f"/cases/{case}/actions", CANCEL | {"order_id": "HT-10003"})
    assert told["proposal"] is None
    assert (told["verdict"]["allowed"], told["verdict"]["page"]) == (False, "cancelling")


@pytest.mark.parametrize("order_id", ["HT-20001", "HT-99999", "'; drop table desk_cases; --"])
async def test_only_orders_of_this_shopper_can_be_touched(served: Served, sam: AtDesk, order_id: str) -> None:
    _, case = await ask(served, **served.token())
    await sam.post(f"/cases/{case}/claim")
    await sam.post(f"/cases/{case}/actions", CANCEL | {"order_id": order_id}, status=404)


async def test_nothing_is_done_without_the_claim_or_with_anothers_proposal(
    served: Served, sam: AtDesk, kim: AtDesk
) -> None:
    _, case, proposal = await prepared(served, sam)
    await kim.post(f"/cases/{case}/actions", CANCEL, status=409)
    await kim.post(f"/cases/{case}/actions/{proposal}/confirm", {"accept": True}, status=409)
    _, other = await ask(served, **served.token("c2"))
    await kim.post(f"/cases/{other}/claim")
    await kim.post(f"/cases/{other}/actions/{proposal}/confirm", {"accept": True}, status=404)
    assert served.shop.executed == {}


async def test_a_shop_that_does_not_answer_can_be_asked_again(served: Served, sam: AtDesk) -> None:
    _, case, proposal = await prepared(served, sam)
    served.shop.fail_with = StorefrontUnavailable("no answer")
    problem = await sam.post(f"/cases/{case}/actions/{proposal}/confirm", {"accept": True}, status=503)
    assert "Nothing is lost" in problem["detail"]
    served.shop.fail_with = None
    told = await sam.post(f"/cases/{case}/actions/{proposal}/confirm", {"accept": True})
    assert told["proposal"]["state"] == "executed"
    assert list(served.shop.executed) == [proposal]


async def told_by_agents(served: Served, conversation: str) -> list[str]:
    view = (await served.client.get(f"/v1/conversations/{conversation}", headers=served.token())).json()
    return [message["text"] for message in view["messages"] if message["role"] == "agent"]


@pytest.mark.parametrize("comes_back", ["shopper", "agent", "another agent", "nobody"])
async def test_what_was_done_after_no_answer_came_is_told_once(
    served: Served, sam: AtDesk, kim: AtDesk, comes_back: str
) -> None:
    conversation, case, proposal = await prepared(served, sam)
    served.shop.fail_with = StorefrontUnavailable("no answer")
    await sam.post(f"/cases/{case}/actions/{proposal}/confirm", {"accept": True}, status=503)
    assert await told_by_agents(served, conversation) == []
    served.shop.fail_with = None
    match comes_back:
        case "agent":
            await sam.post(f"/cases/{case}/actions/{proposal}/confirm", {"accept": True})
        case "another agent":
            await kim.post(f"/cases/{case}/claim", {"force": True})
            await kim.post(f"/cases/{case}/actions/{proposal}/confirm", {"accept": True})
        case "nobody":
            await served.services.access.unfinished.settle()
    for _ in range(2):
        (told,) = await told_by_agents(served, conversation)
        assert told.startswith("Done, order HT-10001 is cancelled.")
        await served.services.access.unfinished.recover()
    assert list(served.shop.executed) == [proposal]


async def test_what_a_shopper_said_yes_to_is_not_told_in_an_agents_name(served: Served, sam: AtDesk) -> None:
    conversation, case, proposal = await prepared(served, sam)
    url = f"/v1/conversations/{conversation}/actions/{proposal}/confirm"
    headers = {**served.token(), "Accept": "application/json"}
    assert (await served.client.post(url, json={"accept": True}, headers=headers)).status_code == 200
    await sam.post(f"/cases/{case}/actions/{proposal}/confirm", {"accept": True})
    assert await told_by_agents(served, conversation) == []


@pytest.mark.parametrize(
    "body",
    [{}, {"kind": "steal"}, {"kind": "cancel_order"}, [], {"kind": "return_items", "order_id": "x", "lines": []}],
)
async def test_what_is_no_action_is_refused(served: Served, sam: AtDesk, body: object) -> None:
    _, case = await ask(served, **served.token())
    await sam.post(f"/cases/{case}/claim")
    await sam.post(f"/cases/{case}/actions", body, status=422)
