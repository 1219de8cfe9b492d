"""What a shopper does whose yes meets a process that dies, and what has to be found afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from assistant.domain.actions import ActionProposal, ProposalState
from serve.clock import utc_now
from serve.identity import Identity
from tests.crash.errands import Aim, Errand, Ledgers
from tests.crash.mortal import MortalShop
from tests.crash.steps import NOTHING_DECIDED, Step

DONE_ONCE = ["pending", "confirmed", "executed"]


@dataclass
class Round:
    """One proposal whose decision meets a process that dies at a step."""

    errand: Errand
    step: Step
    proposal: ActionProposal
    aim: Aim

    @property
    def key(self) -> str:
        return f"key-{self.proposal.id}"


class Client:
    """A shopper's browser."""

    def __init__(self, shop: MortalShop, round_: Round) -> None:
        identity = Identity((shop.folder / "secret").read_text(), utc_now)
        token = identity.issue_token(round_.errand.customer_id, "Somebody", "somebody@example.com")
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._url = f"{shop.url}/v1/conversations/{round_.proposal.conversation_id}"
        self._confirm = f"{self._url}/actions/{round_.proposal.id}/confirm"

    async def confirm(self, key: str) -> list[dict[str, Any]]:
        """Press the button; a retry has the key of the first time."""
        headers = {**self._headers, "Idempotency-Key": key}
        async with httpx.AsyncClient(timeout=60) as http:
            answer = await http.post(self._confirm, json={"accept": True}, headers=headers)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["events"])

    async def view(self) -> dict[str, Any]:
        async with httpx.AsyncClient(timeout=60) as http:
            return dict((await http.get(self._url, headers=self._headers)).json())


async def prepared(ledgers: Ledgers, errand: Errand, step: Step, name: str, *, asked: bool = True) -> Round:
    """Bring an errand to where only its yes is missing, the shopper's or an agent's; while no server runs."""
    proposal = await ledgers.propose(errand, name, asked=asked)
    return Round(errand, step, proposal, await ledgers.aim(errand, proposal.id))


async def die(shop: MortalShop, ledgers: Ledgers, rounds: Sequence[Round]) -> None:
    """Let all say yes to a running shop, which dies of the first one's."""
    said = (Client(shop, round_).confirm(round_.key) for round_ in rounds)
    answers = await asyncio.gather(*said, return_exceptions=True)
    assert shop.died(), ([round_.step.name for round_ in rounds], answers, shop.log())
    assert all(isinstance(answer, httpx.TransportError) for answer in answers), answers
    assert (await ledgers.audit.check()).findings == ()


async def check(shop: MortalShop, ledgers: Ledgers, round_: Round) -> None:
    """The shopper comes back, tries again with the same key, and finds the action done once."""
    client, name = Client(shop, round_), (round_.errand.kind, round_.step.name)
    events = await client.confirm(round_.key)
    turns = 1
    if round_.step.name in NOTHING_DECIDED:
        assert [event["code"] for event in events if event["type"] == "error"] == ["interrupted"], name
        events = await client.confirm(f"{round_.key}-again")
        turns = 2
    assert not [event for event in events if event["type"] == "error"], (name, events)
    assert events[-1]["reason"] == "complete", name
    cards = [event["proposal"]["state"] for event in events if event["type"] == "action"]
    assert set(cards) == {"executed"}, name
    spoken = "".join(event["text"] for event in events if event["type"] == "text")
    view = await client.view()
    said = [message for message in view["messages"] if message["role"] == "shopper"]
    replies = [message["text"] for message in view["messages"] if message["role"] == "assistant"]
    assert len(said) == turns, (name, view["messages"])
    assert replies == [spoken.strip()], name
    assert not view["running"]
    assert view["state"]["pending"] is None
    await check_done(ledgers, round_)


async def check_done(ledgers: Ledgers, round_: Round) -> None:
    """The shop has done it once, and the audit says so once."""
    proposal_id, name = round_.proposal.id, (round_.errand.kind, round_.step.name)
    assert (await ledgers.proposals.get(proposal_id)).state is ProposalState.EXECUTED, name
    assert await ledgers.state(round_.errand, proposal_id) == round_.aim.state, name
    (history,) = await ledgers.audit.histories(proposal_id)
    assert [entry.after for entry in history.entries] == DONE_ONCE, name
    assert (await ledgers.audit.check()).findings == ()
