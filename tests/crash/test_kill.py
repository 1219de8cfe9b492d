"""kill -9 at every step of a write, for every kind of action: never lost, never twice, and the shopper is told."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.domain.actions import ActionProposal, ProposalState
from serve.clock import utc_now
from serve.identity import Identity
from tests.crash.errands import KINDS, Errand, Ledgers, State
from tests.crash.mortal import STEPS, STOCK_STEP, MortalShop, Step, prepare

pytestmark = pytest.mark.timeout(900)
MOVES_STOCK = frozenset({"cancel_order", "change_items", "exchange_items"})
NOTHING_DECIDED = STEPS[:2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, models_dir: Path) -> Path:
    made = tmp_path_factory.mktemp("mortal")
    (made / "models").symlink_to(models_dir, target_is_directory=True)
    prepare(made)
    return made


@pytest.fixture
def shop(folder: Path, tmp_path: Path) -> Iterator[MortalShop]:
    own = tmp_path / "var"
    shutil.copytree(folder, own, symlinks=True)
    shop = MortalShop(own)
    yield shop
    shop.stop()


@dataclass
class Round:
    """One confirmed proposal whose process dies, and what has to be found afterwards."""

    errand: Errand
    step: Step
    proposal: ActionProposal
    expected: State

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


@asynccontextmanager
async def looking_into(shop: MortalShop) -> AsyncIterator[Ledgers]:
    ledgers = Ledgers(shop.folder)
    yield ledgers
    await ledgers.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_process_that_is_killed_loses_nothing_and_does_nothing_twice(shop: MortalShop, kind: str) -> None:
    steps = [*STEPS, STOCK_STEP] if kind in MOVES_STOCK else [*STEPS]
    async with looking_into(shop) as ledgers:
        errands = [errand for errand in await ledgers.errands() if errand.kind == kind]
        killed = 0
        before: Round | None = None
        # Each start looks after what the last one left, and dies of the next.
        for number, (errand, step) in enumerate(zip(errands, steps, strict=False)):
            proposal = await ledgers.propose(errand, f"{kind}_{number}")
            shop.start(proposal.id, step)
            if before is not None:
                await check(shop, ledgers, before)
            before = Round(errand, step, proposal, await ledgers.expected(errand, proposal.id))
            with pytest.raises(httpx.TransportError):
                await Client(shop, before).confirm(before.key)
            assert shop.died(), (step.name, shop.log())
            killed += 1
        shop.start()
        assert before is not None
        await check(shop, ledgers, before)
        assert killed >= 6
        report = await ledgers.audit.check()
        assert report.findings == ()
        assert report.rows >= 3 * killed


async def check(shop: MortalShop, ledgers: Ledgers, round_: Round) -> None:
    """The shopper comes back, tries again with the same key, and finds the action done once."""
    client, name = Client(shop, round_), round_.step.name
    events = await client.confirm(round_.key)
    turns = 1
    if round_.step in NOTHING_DECIDED:
        assert [event["code"] for event in events if event["type"] == "error"] == ["interrupted"], name
        events = await client.confirm(f"{round_.key}-again")
        turns = 2
    assert not [event for event in events if event["type"] == "error"], (name, events)
    assert events[-1]["reason"] == "complete", name
    cards = [event["proposal"]["state"] for event in events if event["type"] == "action"]
    assert cards == ["executed"] * len(cards), name
    spoken = "".join(event["text"] for event in events if event["type"] == "text")
    view = await client.view()
    said = [message for message in view["messages"] if message["role"] == "shopper"]
    replies = [message["text"] for message in view["messages"] if message["role"] == "assistant"]
    assert len(said) == turns, (name, view["messages"])
    assert replies == [spoken.strip()], name
    assert not view["running"]
    assert view["state"]["pending"] is None
    assert (await ledgers.proposals.get(round_.proposal.id)).state is ProposalState.EXECUTED, name
    assert await ledgers.state(round_.errand, round_.proposal.id) == round_.expected, name
