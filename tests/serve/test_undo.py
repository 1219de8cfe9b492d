"""What was done can be taken back until the moment that its proposal names, by another proposal that is confirmed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.actions import OrderAction
from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order, OrderStatus
from assistant.domain.principal import Principal
from assistant.policy.rules import UndoRule
from tests.serve.served import Clock, Served, serving
from tests.support.codes import LetterBox
from tests.support.shop import MemoryShop, memory_shop

MINUTES = 30


@dataclass
class Remembering:
    """Has the shop in memory note what was done last, and take it back."""

    shop: MemoryShop
    clock: Clock = field(default_factory=Clock)
    before: dict[str, Order] = field(default_factory=dict)

    async def execute(self, principal: Principal, action: OrderAction, *, idempotency_key: str) -> Order | None:
        order_id = action.order_id or ""
        if action.kind == "undo":
            after = self.before.pop(order_id)
            self.shop.executed[idempotency_key] = action
        else:
            self.before[order_id] = self.shop.orders[order_id]
            done = await MemoryShop.execute(self.shop, principal, action, idempotency_key=idempotency_key)
            assert done is not None
            after = done.model_copy(update={"done": (*done.done, action.kind), "updated_at": self.clock()})
        self.shop.orders[order_id] = after
        return after


@dataclass
class Shopper:
    """Somebody whose order the assistant is to cancel, in one conversation."""

    served: Served
    shop: MemoryShop
    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def press(self, proposal: str, button: str, body: object = None, status: int = 200, **headers: str) -> Any:
        answer = await self.served.client.post(
            f"{self.url}/actions/{proposal}/{button}",
            json=body or {},
            headers={"Accept": "application/json", **self.headers, **headers},
        )
        assert answer.status_code == status, answer.text
        return answer.json()

    async def cancelled(self) -> Any:
        """Have the order cancelled; return the proposal as the stream told it in the end."""
        answer = await self.served.say(self.url.rsplit("/", 1)[1], "cancel my order", **self.headers)
        (proposal,) = proposals(answer)
        done = await self.press(proposal["id"], "confirm", {"accept": True})
        assert f"say “undo” within {MINUTES} minutes" in done["reply"]
        return proposals(done)[-1]

    async def shown(self) -> dict[str, Any]:
        """Return the proposals as a client sees them that comes back, by what they do."""
        view = (await self.served.client.get(self.url, headers=self.headers)).json()
        return {card["proposal"]["action"]["kind"]: card["proposal"] for card in view["events"] if "proposal" in card}


def proposals(answer: Any) -> list[Any]:
    return [event["proposal"] for event in answer["events"] if event["type"] == "action"]


@pytest.fixture
async def shopper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shopper]:
    shop = memory_shop()
    memory = Remembering(shop)
    monkeypatch.setattr(shop, "execute", memory.execute)
    ports = shop.ports()
    rules = ports.rules.model_copy(update={"undo": UndoRule(minutes={"cancel_order": MINUTES})})
    async with serving(tmp_path, instead=replace(ports, rule_book=rules), sender=LetterBox()) as served:
        memory.clock = served.clock
        served.planner.script["cancel my order"] = [ToolCall(name="cancel_order", args={"order_id": "HT-10001"})]
        headers = served.token()
        conversation = await served.conversation(**headers)
        yield Shopper(served, shop, f"/v1/conversations/{conversation}", headers)


async def test_a_proposal_says_until_when_it_can_be_taken_back(shopper: Shopper) -> None:
    done = await shopper.cancelled()
    until = shopper.served.clock() + timedelta(minutes=MINUTES)
    assert datetime.fromisoformat(done["undo_until"]) == until
    assert datetime.fromisoformat((await shopper.shown())["cancel_order"]["undo_until"]) == until
    shopper.served.clock.forward(minutes=MINUTES, seconds=1)
    assert (await shopper.shown())["cancel_order"]["undo_until"] is None


async def test_the_button_proposes_and_only_a_yes_takes_back(shopper: Shopper) -> None:
    before = shopper.shop.orders["HT-10001"]
    done = await shopper.cancelled()
    asked = await shopper.press(done["id"], "undo", **{"Idempotency-Key": "u1"})
    assert asked == await shopper.press(done["id"], "undo", **{"Idempotency-Key": "u1"})
    (proposal,) = proposals(asked)
    assert (proposal["state"], proposal["title"]) == ("pending", "Take back the cancellation of order HT-10001?")
    assert proposal["effects"][0].startswith("The order goes ahead after all: Rain Jacket")
    assert shopper.shop.orders["HT-10001"].status is OrderStatus.CANCELLED
    (settled,) = proposals(await shopper.press(proposal["id"], "confirm", {"accept": True}))
    assert (settled["state"], settled["undo_until"]) == ("executed", None)
    assert shopper.shop.orders["HT-10001"] == before
    assert (await shopper.shown())["cancel_order"]["undo_until"] is None


async def test_too_late_is_said_and_nothing_is_proposed(shopper: Shopper) -> None:
    done = await shopper.cancelled()
    shopper.served.clock.forward(minutes=MINUTES, seconds=1)
    answer = await shopper.press(done["id"], "undo")
    assert proposals(answer) == []
    assert f"for {MINUTES} minutes" in answer["reply"]


async def test_what_was_taken_back_or_done_over_cannot_be_taken_back_by_an_old_button(shopper: Shopper) -> None:
    done = await shopper.cancelled()
    order = shopper.shop.orders["HT-10001"]
    shopper.shop.orders["HT-10001"] = order.model_copy(update={"done": (*order.done, "change_address")})
    assert (await shopper.shown())["cancel_order"]["undo_until"] is None
    answer = await shopper.press(done["id"], "undo")
    assert proposals(answer) == []
    assert "nothing about order HT-10001" in answer["reply"]


async def test_only_what_was_done_here_can_be_taken_back(shopper: Shopper) -> None:
    answer = await shopper.served.say(shopper.url.rsplit("/", 1)[1], "cancel my order", **shopper.headers)
    (waiting,) = proposals(answer)
    assert waiting["undo_until"] is None
    assert (await shopper.press(waiting["id"], "undo", status=409))["code"] == "proposal_settled"
    assert (await shopper.press("prop_of_nobody", "undo", status=404))["code"] == "proposal_not_found"
    shopper.url = f"/v1/conversations/{await shopper.served.conversation(**shopper.headers)}"
    assert (await shopper.press(waiting["id"], "undo", status=404))["code"] == "proposal_not_found"


async def test_a_guest_takes_back_while_the_proof_holds(shopper: Shopper) -> None:
    served, shopper.headers = shopper.served, {}
    shopper.url = f"/v1/conversations/{await served.conversation()}"
    await prove(shopper)
    done = await shopper.cancelled()
    assert (await shopper.shown())["cancel_order"]["undo_until"] is not None
    assert len(proposals(await shopper.press(done["id"], "undo"))) == 1


async def prove(shopper: Shopper) -> None:
    conversation, box = shopper.url.rsplit("/", 1)[1], shopper.served.engine.codes
    assert box is not None
    assert isinstance(box.sender, LetterBox)
    await shopper.served.say(conversation, "HT-10001, c1@example.com")
    await shopper.served.say(conversation, box.sender.letters[-1][2])
