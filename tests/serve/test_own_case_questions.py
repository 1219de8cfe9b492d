"""Ninety questions about the demo shoppers' own orders: is what the assistant works out true, however it is planned?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.conversation import ToolCall
from assistant.domain.principal import Principal
from assistant.guard.guard import Guard
from assistant.planner.context import PlanContext
from assistant.planner.planner import Plan
from assistant.tools.context import Shop
from assistant.tools.registry import build_tools
from assistant.turn.progress import TurnInput
from assistant.turn.turn import TurnEngine
from assistant.writer.writer import PlainWriter
from retriever.encoders.base import CachedEncoder
from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from retriever.policies.service import PolicyService
from serve.demo.customers import shoppers
from tests.assistant.turn.test_turn import MemoryStore
from tests.retriever.conftest import MODELS
from tests.serve.demo.world import FOLDER, NOW, DemoWorld, demo_orders, open_world, rules, write_template
from tests.serve.own_case_truth import QUESTIONS, truth_of
from tests.support.handovers import MemoryHandovers
from tests.support.proof_tries import MemoryProofTries
from tests.support.proposals import MemoryProposals
from tests.support.shop import conversation, memory_shop

WRITES = {"return": "return_items", "exchange": "exchange_items", "cancel": "cancel_order", "refund": "get_order"}
ORDERS = {ledger.order.id: ledger.order for ledger in demo_orders()}
CUSTOMERS = {shopper.customer.email: shopper.customer.id for shopper in shoppers()}


class OneTool:
    """Plans every message with one tool."""

    def __init__(self, name: str, args: dict[str, Any]) -> None:
        self._call = ToolCall(name=name, args=args)

    async def plan(self, context: PlanContext, *, locale: str = "en") -> Plan:
        return Plan(calls=(self._call,), prompt_tokens=0, completion_tokens=0, duration_ms=0.0, origin="model")


@pytest.fixture(scope="module")
def pages() -> PolicyService:
    model = MiniLM(prepare(MODELS))
    return PolicyService(FOLDER / "policies", CachedEncoder(model), model)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DemoWorld]:
    await write_template(tmp_path / "template.db")
    opened = open_world(tmp_path / "template.db", tmp_path)
    yield opened
    await opened.database.close()


def engine(world: DemoWorld, pages: PolicyService, planner: OneTool) -> TurnEngine:
    other, storefront = memory_shop(), world.storefront
    shop = Shop(
        search=other,
        recommender=other,
        catalogue=other,
        evidence=other,
        policy_pages=pages,
        orders=storefront,
        order_desk=storefront,
        carts=storefront,
        promotions=storefront,
        rule_book=rules(),
    )
    return TurnEngine(
        shop=shop,
        tools=build_tools(),
        planner=planner,  # type: ignore[arg-type]
        writer=PlainWriter(),
        guard=Guard(),
        conversations=MemoryStore(),
        proposals=MemoryProposals(),
        proof_tries=MemoryProofTries(),
        handovers=MemoryHandovers(),
        event_log=MemoryStore(),
        clock=lambda: NOW,
    )


async def faults(world: DemoWorld, pages: PolicyService, row: dict[str, Any], tool: str) -> list[str]:
    """Ask one question and return what is wrong with the answer."""
    question, email = row["question"], row["shopper"]
    args: dict[str, Any] = {"question": question} if tool == "ask_business" else {}
    if tool == "update_order":
        args["change"] = row["kind"]
    store = MemoryStore()
    asked = engine(world, pages, OneTool(tool, args))
    asked = TurnEngine(**{name: getattr(asked, name) for name in asked.__slots__} | {"conversations": store})
    speaker = Principal(session_id="s", customer_id=CUSTOMERS[email], email=email)
    events = [event async for event in asked.run(conversation(), speaker, TurnInput(text=question))]
    text = "".join(event.text for event in events if event.type == "text")
    cited = {passage.page for event in events if event.type == "citations" for passage in event.passages}
    record = store.saved[-1][2]
    assert record is not None
    case = next((result.own_case for result in record.results if result.own_case), None)
    truth = truth_of(row, ORDERS, NOW)
    if case is None:
        return [f"no case worked out: {text}"]
    worked = {(piece.order_id, piece.item.split(" (")[0]): piece.verdict.allowed for piece in case.pieces}
    wrong = [f"{said} not said: {text}" for said in truth.said if said not in text]
    if worked != truth.verdicts:
        wrong.append(f"{worked} instead of {truth.verdicts}")
    if not cited & truth.pages:
        wrong.append(f"cited {sorted(cited)}")
    if "withheld" in text or "say that for certain" in text:
        wrong.append(f"a sentence was held back: {text}")
    return wrong


async def share_right(world: DemoWorld, pages: PolicyService, part: str, tool: str) -> tuple[float, list[str]]:
    rows = [row for row in QUESTIONS if row["part"] == part]
    wrong = []
    for row in rows:
        planned = WRITES.get(row["kind"], "update_order") if tool == "write" else tool
        found = await faults(world, pages, row, planned)
        wrong += [f"{row['question']} → {'; '.join(found)}"] if found else []
    return 1 - len(wrong) / len(rows), wrong


@pytest.mark.parametrize("tool", ["ask_business", "get_order", "write"])
@pytest.mark.parametrize(("part", "least"), [("dev", 0.95), ("test", 0.65)])
async def test_the_shoppers_own_case_is_worked_out_right(
    world: DemoWorld, pages: PolicyService, part: str, least: float, tool: str
) -> None:
    share, wrong = await share_right(world, pages, part, tool)
    assert share >= least, "\n".join(wrong)
