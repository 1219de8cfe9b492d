"""A process that ends between a yes and its record: what was confirmed is done once, and settled."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.domain.conversation import ToolCall
from assistant.domain.principal import Principal
from assistant.errors import Conflict, OutOfStock, StorefrontUnavailable
from serve.app import look_after
from tests.serve.served import Served, serving

CANCEL = [ToolCall(name="cancel_order", args={"order_id": "HT-10001"})]
ANYBODY = Principal(session_id="x", order_ids=frozenset({"HT-10001"}))


async def confirmed(served: Served, *, done: bool) -> tuple[str, str]:
    """Bring a proposal to where a process that died after the yes has left it; done or not done by the shop."""
    served.planner.script["cancel my order"] = CANCEL
    conversation = await served.conversation(**served.token())
    answer = await served.say(conversation, "cancel my order", **served.token())
    proposal = ActionProposal.model_validate(next(e["proposal"] for e in answer["events"] if e["type"] == "action"))
    await served.services.proposals.move(proposal.id, ProposalState.PENDING, ProposalState.CONFIRMED)
    if done:
        await served.shop.execute(ANYBODY, proposal.action, idempotency_key=proposal.id)
    return conversation, proposal.id


async def state(served: Served, proposal_id: str) -> ProposalState:
    return (await served.services.proposals.get(proposal_id)).state


@pytest.mark.parametrize("done", [True, False])
async def test_opening_the_conversation_settles_what_was_confirmed(served: Served, done: bool) -> None:
    conversation, proposal = await confirmed(served, done=done)
    view = (await served.client.get(f"/v1/conversations/{conversation}", headers=served.token())).json()
    assert await state(served, proposal) is ProposalState.EXECUTED
    assert list(served.shop.executed) == [proposal]
    assert served.shop.orders["HT-10001"].status.value == "cancelled"
    assert [card["proposal"]["state"] for card in view["events"] if card["type"] == "action"] == ["executed"]
    assert view["state"]["pending"] is None
    assert (await served.audit.check()).findings == ()


async def test_the_next_start_settles_what_was_confirmed(tmp_path: Path) -> None:
    async with serving(tmp_path) as before:
        _, proposal = await confirmed(before, done=False)
    async with serving(tmp_path) as after:
        assert await state(after, proposal) is ProposalState.EXECUTED
        assert list(after.shop.executed) == [proposal]


async def test_nobody_has_to_come_back_for_it(served: Served) -> None:
    _, proposal = await confirmed(served, done=False)
    unfinished = served.services.access.unfinished
    looking = asyncio.create_task(look_after(served.services.runner, unfinished, every=0.001))
    async with asyncio.timeout(10):
        while await state(served, proposal) is not ProposalState.EXECUTED:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    looking.cancel()
    with suppress(asyncio.CancelledError):
        await looking  # it may be in the middle of a query, which the database is closed after
    assert list(served.shop.executed) == [proposal]


async def test_a_shop_that_does_not_answer_is_asked_again_later(served: Served) -> None:
    conversation, proposal = await confirmed(served, done=False)
    url = f"/v1/conversations/{conversation}"
    served.shop.fail_with = StorefrontUnavailable("No answer.")
    assert (await served.client.get(url, headers=served.token())).status_code == 200
    assert await state(served, proposal) is ProposalState.CONFIRMED
    served.shop.fail_with = RuntimeError("a storefront's own bug")
    assert (await served.client.get(url, headers=served.token())).status_code == 200
    served.shop.fail_with = None
    await served.client.get(url, headers=served.token())
    assert await state(served, proposal) is ProposalState.EXECUTED


@pytest.mark.parametrize("refusal", [Conflict("It has left."), OutOfStock("Gone.")])
async def test_what_the_shop_refuses_has_failed(served: Served, refusal: Exception) -> None:
    conversation, proposal = await confirmed(served, done=False)
    served.shop.fail_with = refusal
    await served.client.get(f"/v1/conversations/{conversation}", headers=served.token())
    assert await state(served, proposal) is ProposalState.FAILED


async def test_what_a_running_turn_does_is_left_to_it(served: Served) -> None:
    conversation, proposal = await confirmed(served, done=False)
    served.planner.gate, served.planner.begun = asyncio.Event(), asyncio.Event()
    served.shop.fail_with = StorefrontUnavailable("No answer yet.")
    running = asyncio.create_task(served.say(conversation, "hello", **served.token()))
    await served.planner.begun.wait()
    served.shop.fail_with = None
    await served.client.get(f"/v1/conversations/{conversation}", headers=served.token())
    assert await state(served, proposal) is ProposalState.CONFIRMED
    served.planner.gate.set()
    await running
    await served.client.get(f"/v1/conversations/{conversation}", headers=served.token())
    assert await state(served, proposal) is ProposalState.EXECUTED


async def test_of_many_that_open_at_once_one_settles(served: Served) -> None:
    conversation, proposal = await confirmed(served, done=True)
    url = f"/v1/conversations/{conversation}"
    answers = await asyncio.gather(*(served.client.get(url, headers=served.token()) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert await state(served, proposal) is ProposalState.EXECUTED
    assert list(served.shop.executed) == [proposal]
