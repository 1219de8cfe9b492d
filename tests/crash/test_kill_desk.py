"""kill -9 at every step of an agent's write: done once, told to the shopper once, whoever comes back first."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from assistant.domain.handover import Handover, HandoverReason, new_ticket
from serve.clock import utc_now
from serve.desk.agents import Agent, Agents
from serve.desk.cases import SqlCases
from serve.desk.log import DeskLog
from serve.signals import Signals
from serve.storage.turn_events import SqlTurnLog
from tests.crash.errands import Errand, Ledgers
from tests.crash.mortal import MortalShop
from tests.crash.rounds import Client, Round, check_done, prepared
from tests.crash.steps import AFTER_THE_YES, AT_THE_DESK, DESK_RECOVERY, NOTHING_DECIDED, STOCK_STEP, Step, lives

pytestmark = pytest.mark.timeout(900)


@dataclass
class Desk:
    """An agent's browser, and the cases that it has."""

    shop: MortalShop
    ledgers: Ledgers
    cases: SqlCases
    log: DeskLog
    agent: Agent
    headers: dict[str, str]

    async def prepared(self, errand: Errand, step: Step, name: str) -> tuple[Round, str]:
        """Bring an errand to where only the agent's click is missing, and return it with its case."""
        round_ = await prepared(self.ledgers, errand, step, name, asked=False)
        case = Handover(
            id=new_ticket(),
            conversation_id=round_.proposal.conversation_id,
            reason=HandoverReason.REQUESTED,
            opened_at=utc_now(),
        )
        await self.cases.open(case)
        await self.cases.claim(case.id, self.agent)
        return round_, case.id

    async def confirm(self, round_: Round, case: str) -> dict[str, Any]:
        url = f"{self.shop.url}/v1/desk/cases/{case}/actions/{round_.proposal.id}/confirm"
        async with httpx.AsyncClient(timeout=60) as http:
            answer = await http.post(url, json={"accept": True}, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def die(self, rounds: list[tuple[Round, str]]) -> None:
        answers = await asyncio.gather(*(self.confirm(*one) for one in rounds), return_exceptions=True)
        assert self.shop.died(), (answers, self.shop.log())
        assert all(isinstance(answer, httpx.TransportError) for answer in answers), answers
        assert (await self.ledgers.audit.check()).findings == ()

    async def check(self, round_: Round, case: str) -> None:
        """What had been clicked is done and told, also if the agent doesn't come back; clicking again does nothing."""
        shopper, name = Client(self.shop, round_), (round_.errand.kind, round_.step.name)
        if round_.step.name in NOTHING_DECIDED:
            assert (await shopper.view())["messages"] == [], name
            await self.confirm(round_, case)
        for _ in range(2):
            view = await shopper.view()
            (told,) = view["messages"]
            assert (told["role"], told["agent"], told["text"][:4]) == ("agent", self.agent.name, "Done"), name
            cards = [event["type"] for event in view["events"] if event["turn_id"] == told["turn_id"]]
            assert cards == (["action", "order"] if round_.errand.action.order_id else ["action"]), name
            assert (await self.confirm(round_, case))["proposal"]["state"] == "executed", name
        await check_done(self.ledgers, round_)
        assert await self.log.broken_row() is None


@pytest.fixture
async def desk(shop: MortalShop, ledgers: Ledgers) -> Desk:
    database, key = ledgers.database, (shop.folder / "secret").read_text()
    log = DeskLog(database, utc_now)
    agents = Agents(database, key, utc_now)
    agent = await agents.known("sam", "Sam")
    cases = SqlCases(database, SqlTurnLog(database), log, Signals(), utc_now)
    token, _ = agents.issue_token(agent)
    return Desk(shop, ledgers, cases, log, agent, {"Authorization": f"Bearer {token}"})


async def test_an_agents_write_is_done_once_and_told_once(desk: Desk) -> None:
    steps, before, number = [*AT_THE_DESK, STOCK_STEP], list[tuple[Round, str]](), 0
    errands = iter(await desk.ledgers.errands("undo_cancel_order"))
    for at_once in [*lives(steps), []]:
        rounds = []
        for step in at_once:
            rounds.append(await desk.prepared(next(errands), step, f"desk_{number}"))
            number += 1
        desk.shop.start({round_.proposal.id: round_.step for round_, _ in rounds})
        for one in before:
            await desk.check(*one)
        if rounds:
            await desk.die(rounds)
        before = rounds
    assert number == len(steps)


async def test_a_recovery_of_it_that_is_killed_is_taken_up_by_the_next(desk: Desk) -> None:
    (errand, *_) = await desk.ledgers.errands("resend_order")
    one = await desk.prepared(errand, AFTER_THE_YES, "desk")
    desk.shop.start({one[0].proposal.id: one[0].step})
    await desk.die([one])
    for step in DESK_RECOVERY:
        desk.shop.start_and_die(step)
        assert (await desk.ledgers.audit.check()).findings == ()
    desk.shop.start()
    await desk.check(*one)
