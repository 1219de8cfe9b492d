"""A shop of JSON records: what it shows to whom, what it does once, and whether its replay would notice a hole."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.domain.actions import (
    CancelOrder,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    LineChange,
    LineQuantity,
    OrderAction,
    ProposalState,
    Refusal,
    ReturnItems,
)
from assistant.domain.order import Order, OrderStatus
from assistant.domain.payment import PaymentKind
from assistant.domain.principal import Principal
from assistant.errors import Conflict, InvalidInput, OrderNotFound
from assistant.policy.conditions import Judged
from assistant.policy.evaluate import evaluate
from assistant.tools.judging import case_of
from assistant.turn.ports import Why
from retriever.policies.pages import passages_of, read_page
from serve.app import build_services
from serve.deadline import PatientStorefront
from serve.retail.data import RetailData, read_data
from serve.retail.opening import POLICIES, retail_rules
from serve.retail.replay import Replay, Report
from serve.retail.storefront import RetailStorefront
from serve.retail.tasks import read_tasks
from serve.services import Services
from serve.settings import Settings
from serve.storage.database import connect_database
from serve.storage.turn_events import Turn
from tests.crash.errands import Errand, proposed
from tests.serve.retail.records import TASKS, write_shop

ADA = Principal(session_id="s", customer_id="ada")
BEN = Principal(session_id="s", customer_id="ben")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_shop(tmp_path_factory.mktemp("records"))
    (folder / "tasks.json").write_text(json.dumps(TASKS), encoding="utf-8")
    return folder


@pytest.fixture
async def services(tmp_path: Path, folder: Path) -> AsyncIterator[Services]:
    services = await build_services(Settings(var_dir=tmp_path, retail_data=folder))
    yield services
    await services.stop()


@pytest.fixture
def shop(services: Services) -> RetailStorefront:
    patient = services.shop.orders
    assert isinstance(patient, PatientStorefront)
    assert isinstance(patient.inner, RetailStorefront)
    return patient.inner


async def replayed(services: Services, folder: Path) -> Report:
    data = read_data(folder)
    database = connect_database(services.settings.database)
    try:
        return await Replay(services, database, data).run(read_tasks(folder / "tasks.json", data), lambda done: None)
    finally:
        await database.close()


async def test_records_are_orders_of_their_owner_only(shop: RetailStorefront) -> None:
    mine = await shop.list_orders(ADA)
    assert [order.id for order in mine] == ["W1000001", "W1000002", "W1000003", "W1000004"]
    pending = await shop.get_order(ADA, "#w1000001")
    assert (pending.status, str(pending.total), pending.payment) == (
        OrderStatus.PROCESSING,
        "$50.10",
        "Visa ending in 4242",
    )
    assert str(pending.address) == "1 Elm St, Suite 2, Salem, OR 97301"
    for stranger in (BEN, Principal(session_id="ada"), Principal(session_id="s", order_ids=frozenset({"W1000002"}))):
        with pytest.raises(OrderNotFound):
            await shop.get_order(stranger, "W1000001")
        with pytest.raises(OrderNotFound):
            await shop.execute(stranger, CancelOrder(order_id="W1000001"), idempotency_key="k")
    assert await shop.prove_order("w1000001", "ADA@example.com ")
    assert not await shop.prove_order("W1000001", "ben@example.com")
    assert not await shop.prove_order("' OR 1=1", "")


async def test_an_account_has_its_methods_and_balance(shop: RetailStorefront) -> None:
    methods = {method.id: method for method in await shop.payment_methods(ADA)}
    assert methods["gift_card_Ada"].kind is PaymentKind.GIFT_CARD
    assert str(methods["gift_card_Ada"].balance) == "$60.00"
    assert await shop.payment_methods(Principal(session_id="s")) == ()


async def test_a_key_is_done_once(shop: RetailStorefront) -> None:
    action = CancelOrder(order_id="W1000001", reason="ordered by mistake")
    first = await shop.execute(ADA, action, idempotency_key="k1")
    assert await shop.execute(ADA, action, idempotency_key="k1") == first
    assert first is not None
    assert [str(refund.amount) for refund in first.refunds] == ["$50.10"]
    with pytest.raises(Conflict):
        await shop.execute(ADA, action, idempotency_key="k2")
    with pytest.raises(Conflict):
        await shop.execute(ADA, action.model_copy(update={"reason": "other"}), idempotency_key="k1")


async def test_a_gift_card_pays_and_is_paid_back(shop: RetailStorefront) -> None:
    await shop.execute(ADA, ChangePayment(order_id="W1000001", payment="gift_card_Ada"), idempotency_key="k1")
    order = await shop.get_order(ADA, "W1000001")
    assert order.done == ("change_payment",)
    balance = next(m.balance for m in await shop.payment_methods(ADA) if m.kind is PaymentKind.GIFT_CARD)
    assert str(balance) == "$9.90"


async def test_after_a_change_of_items_the_rules_forbid_the_rest(services: Services, shop: RetailStorefront) -> None:
    change = ChangeItems(
        order_id="W1000001", changes=(LineChange(line_id="1", variant_id="102", quantity=1),), payment="card_Ada"
    )
    after = await shop.execute(ADA, change, idempotency_key="k1")
    assert after is not None
    assert (after.done, after.lines[0].options) == (("change_items",), {"color": "blue"})
    for action in (
        CancelOrder(order_id="W1000001", reason="no longer needed"),
        change.model_copy(update={"changes": (LineChange(line_id="1", variant_id="101", quantity=1),)}),
        ChangePayment(order_id="W1000001", payment="paypal_Ada"),
        ChangeAddress(order_id="W1000001", address=after.address),
    ):
        case = await case_of(services.shop, ADA, action, after, services.clock())
        assert evaluate(services.shop.rules, action, case).refusal is Refusal.DONE_BEFORE


async def test_the_shops_own_system_stands_behind_the_rules(shop: RetailStorefront) -> None:
    for number, action in enumerate(
        (
            ReturnItems(order_id="W1000002", lines=(LineQuantity(line_id="1", quantity=1),), refund_to="paypal_Ada"),
            ReturnItems(order_id="W1000002", lines=(LineQuantity(line_id="9", quantity=1),)),
            ChangeItems(order_id="W1000001", changes=(LineChange(line_id="1", variant_id="102", quantity=2),)),
            ChangeItems(order_id="W1000001", changes=(LineChange(line_id="1", variant_id="202", quantity=1),)),
        )
    ):
        with pytest.raises(Conflict):
            await shop.execute(ADA, action, idempotency_key=f"k{number}")
    assert {order.status for order in await shop.list_orders(ADA)} == {
        OrderStatus.PROCESSING,
        OrderStatus.DELIVERED,
        OrderStatus.SHIPPED,
    }


async def test_every_task_ends_as_in_the_shops_own_system(services: Services, folder: Path) -> None:
    report = await replayed(services, folder)
    assert report.differences == []
    assert report.unrefused == []
    assert report.figures() == {
        "tasks": 4,
        "replayed_ok": 4,
        "violations": report.violations,
        "violations_refused": report.violations,
    }
    assert report.violations > 60
    wished = report.states["two wishes"]
    assert wished["orders"]["#W1000001"]["status"] == "pending (item modified)"
    assert [item["price"] for item in wished["orders"]["#W1000001"]["items"]] == [12.35, 38.5]
    assert wished["users"]["ada"]["payment_methods"]["gift_card_Ada"]["balance"] == 59.25
    assert wished["users"]["ada"]["address"]["address1"] == "9 New Road"
    assert report.states["what the shop refuses"]["orders"]["#W1000003"]["status"] == "processed"


async def test_the_replay_notices_rules_that_let_things_through(
    services: Services, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lax(judged: Judged) -> None:
        return None

    for name in ("change_items", "return_items", "exchange_items", "cancel_order"):
        monkeypatch.setitem(evaluate.__globals__["_CONDITIONS"], name, (lax,))
    report = await replayed(services, folder)
    assert report.violations_refused < report.violations


def test_pages_say_what_the_rules_enforce() -> None:
    rules = retail_rules(None).current
    pages = {path.stem: read_page(path) for path in POLICIES.glob("*.md")}
    for rule in (rules.cancel, rules.change_address, rules.change_payment, rules.returns, rules.exchange):
        assert passages_of(pages[rule.page])
    for reason in rules.cancel.accepted_reasons:
        assert reason in pages["cancelling"].body.lower()


@pytest.mark.parametrize("text", ["", "[]", '{"users": {}, "orders": {"#W1": {"user_id": "x"}}, "products": {}}'])
def test_records_that_do_not_fit_are_said_to(tmp_path: Path, text: str) -> None:
    (tmp_path / "db.json").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput):
        read_data(tmp_path)
    with pytest.raises(InvalidInput, match=r"no db\.json"):
        read_data(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["", "nonsense", '[{"actions": 7}]', '{"id": 1, "actions": [{"kwargs": {}}]}'])
def test_tasks_that_do_not_fit_are_said_to(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tasks.json"
    file.write_text(text, encoding="utf-8")
    data = RetailData({}, {}, {})
    if not text:
        assert read_tasks(file, data) == ()
        return
    with pytest.raises(InvalidInput):
        read_tasks(file, data)


async def test_a_start_does_not_wait_for_a_shop_that_hangs(
    services: Services, shop: RetailStorefront, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, execute, now = asyncio.Event(), shop.execute, services.clock()
    errand = Errand("cancel_order", "ada", CancelOrder(order_id="W1000001", reason="no longer needed"))
    proposal = await proposed(errand, "x", now, services.conversations, services.proposals)
    turn = Turn(
        id="turn_gone", conversation_id=proposal.conversation_id, key="k1", fingerprint="", started_at=now, text="Yes"
    )
    await services.turn_log.start(turn)
    yes = Why(actor=proposal.owner)
    await services.proposals.move(proposal.id, ProposalState.PENDING, ProposalState.CONFIRMED, yes)

    async def hangs(principal: Principal, action: OrderAction, *, idempotency_key: str) -> Order | None:
        await go_on.wait()
        return await execute(principal, action, idempotency_key=idempotency_key)

    monkeypatch.setattr(shop, "execute", hangs)
    async with asyncio.timeout(5):
        await services.start()
        assert await services.turn_log.running(proposal.conversation_id) is not None
        go_on.set()
        followed = [event async for event in services.runner.follow(proposal.conversation_id, turn_id=turn.id)]
    assert followed[-1].payload["reason"] == "complete"
    assert (await services.proposals.get(proposal.id)).state is ProposalState.EXECUTED
