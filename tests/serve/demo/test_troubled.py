"""A storefront that hangs, answers late, twice or not at all: nothing is lost, done twice, or told wrongly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from assistant.domain.actions import ActionProposal, ChangeAddress, OrderAction, ProposalState
from assistant.domain.handover import Handover, HandoverReason
from assistant.domain.order import Order
from assistant.domain.principal import Principal
from assistant.domain.product import Product
from assistant.errors import ProposalSettled, RateLimited, StorefrontUnavailable
from assistant.policy.case import Case
from assistant.turn.ports import Why
from serve.deadline import PatientStorefront
from serve.demo.customers import shoppers
from serve.demo.effects import Effect, apply
from serve.demo.storefront import DemoStorefront
from serve.demo.tables import executions
from serve.storage.turn_events import Turn
from tests.crash.errands import ELSEWHERE, KINDS, RULES, Errand, errands_on, proposed, timeless
from tests.serve.demo.world import NOW, DemoWorld, demo_orders, demo_products
from tests.serve.served import Served, serving
from tests.support.shop import memory_shop

Execution = Callable[[], Awaitable[Order | None]]
Trouble = Callable[[Execution], Awaitable[Order | None]]
BEFORE = "what was done before, to be taken back"


async def does_it_and_never_answers(execute: Execution) -> Order | None:
    await execute()
    raise TimeoutError


async def never_hears_of_it(execute: Execution) -> Order | None:
    raise StorefrontUnavailable("Connection refused.")


async def breaks_off_afterwards(execute: Execution) -> Order | None:
    await execute()
    raise ConnectionResetError("in the middle of the answer")


async def breaks_off_before(execute: Execution) -> Order | None:
    raise ValueError("a storefront's own bug")


async def has_too_much_to_do(execute: Execution) -> Order | None:
    raise RateLimited("Slow down.", retry_after=3)


async def does_it_twice(execute: Execution) -> Order | None:
    await asyncio.gather(execute(), execute())
    return await execute()


UNANSWERED = [
    *((trouble, kind) for trouble in (does_it_and_never_answers, breaks_off_afterwards) for kind in KINDS),
    *((trouble, "cancel_order") for trouble in (never_hears_of_it, breaks_off_before, has_too_much_to_do)),
]


class Troubled(DemoStorefront):
    """The demo shop behind a bad line."""

    trouble: Trouble | None = None
    deaf_to = ""
    unreadable = False

    async def get_order(self, principal: Principal, order_id: str) -> Order:
        if self.unreadable:
            raise ValueError("a storefront's own bug")
        return await super().get_order(principal, order_id)

    async def execute(self, principal: Principal, action: OrderAction, *, idempotency_key: str) -> Order | None:
        async def execute() -> Order | None:
            return await super(Troubled, self).execute(principal, action, idempotency_key=idempotency_key)

        if idempotency_key == self.deaf_to:
            raise StorefrontUnavailable("Connection refused.")
        return await (self.trouble(execute) if self.trouble else execute())


class ShelfCatalogue:
    """Reads records from the world's shelf."""

    def __init__(self, world: DemoWorld) -> None:
        self._shelf = world.shelf

    async def get(self, product_id: str) -> Product:
        return self._shelf.records[product_id]

    async def find_by_name(self, name: str, limit: int = 3) -> tuple[Product, ...]:
        return ()


@dataclass
class Bench:
    """The real application over the demo shop behind a bad line."""

    served: Served
    world: DemoWorld
    line: Troubled

    async def propose(self, kind: str) -> tuple[Errand, ActionProposal]:
        errand = await self._errand(kind)
        services = self.served.services
        proposal = await proposed(errand, "x", NOW, services.conversations, services.proposals)
        return errand, proposal

    async def _errand(self, kind: str) -> Errand:
        """Return an errand that the rules allow."""
        if kind == "account_address":
            return Errand(kind, shoppers()[0].customer.id, ChangeAddress(address=ELSEWHERE))
        records = {product.id: product for product in demo_products()}
        for ledger in demo_orders():
            owner = Principal(session_id="s", customer_id=ledger.order.customer_id)
            methods = await self.line.payment_methods(owner)
            case = Case(order=ledger.order, now=NOW, methods=methods, products=records)
            for errand in errands_on(kind, ledger, case)[:1]:
                if errand.first is not None:
                    await self.line.execute(owner, errand.first, idempotency_key=BEFORE)
                return errand
        raise AssertionError(kind)

    async def press(self, proposal: ActionProposal, *, accept: bool = True, key: str = "k1") -> list[dict[str, Any]]:
        url = f"/v1/conversations/{proposal.conversation_id}/actions/{proposal.id}/confirm"
        headers = {**self.served.token(proposal.owner), "Accept": "application/json", "Idempotency-Key": key}
        answer = await self.served.client.post(url, json={"accept": accept}, headers=headers)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["events"])

    async def state(self, proposal: ActionProposal) -> ProposalState:
        return (await self.served.services.proposals.get(proposal.id)).state

    async def told_by_agents(self, proposal: ActionProposal) -> list[str]:
        messages = await self.served.services.conversations.messages(proposal.conversation_id)
        return [message.text for message in messages if message.role == "agent"]

    async def done(self) -> list[str]:
        async with self.world.database.reading() as connection:
            return list((await connection.execute(select(executions.c.key))).scalars())

    async def check_done_once(self, errand: Errand, proposal: ActionProposal) -> None:
        """What it has come to is what the action does, once."""
        assert await self.state(proposal) is ProposalState.EXECUTED
        assert set(await self.done()) - {BEFORE} == {proposal.id}
        assert (await self.served.audit.check()).findings == ()
        number = errand.action.order_id
        if number is None:
            address = await self.line.account_address(errand.principal)
            assert str(address) == str(ELSEWHERE)
            return
        before = next(ledger for ledger in demo_orders() if ledger.order.id == number)
        records = {product.id: product for product in demo_products()}
        effect = Effect(before) if errand.first else apply(errand.action, before, records, RULES, NOW)
        async with self.world.database.reading() as connection:
            after = await self.line._book.ledger(connection, errand.principal, number)
        assert timeless(after) == timeless(effect.after)
        assert after.paid == effect.after.paid
        stock = {variant.id: variant.stock for product in demo_products() for variant in product.variants}
        for move in effect.moves:
            stock[move.variant_id] += move.pieces
        assert {variant: self.world.shelf.stock(variant) for variant in stock} == stock


@pytest.fixture
async def bench(demo_world: DemoWorld, tmp_path: Path) -> AsyncIterator[Bench]:
    shelf = demo_world.shelf
    line = Troubled(demo_world.database, shelf, RULES, (), lambda: NOW)
    patient = PatientStorefront(line, 10.0)
    ports = replace(
        memory_shop().ports(),
        orders=patient,
        order_desk=patient,
        carts=patient,
        catalogue=ShelfCatalogue(demo_world),
        rule_book=RULES,
    )
    async with serving(tmp_path / "served", ports) as served:
        served.clock.now = NOW
        yield Bench(served, demo_world, line)


def words(events: list[dict[str, Any]]) -> str:
    return "".join(event["text"] for event in events if event["type"] == "text")


def cards(events: list[dict[str, Any]]) -> list[str]:
    return [event["proposal"]["state"] for event in events if event["type"] == "action"]


@pytest.mark.parametrize(("trouble", "kind"), UNANSWERED)
async def test_an_unanswered_yes_is_neither_lost_nor_done_twice(bench: Bench, kind: str, trouble: Trouble) -> None:
    errand, proposal = await bench.propose(kind)
    bench.line.trouble = trouble
    events = await bench.press(proposal)
    assert cards(events) == ["confirmed"]
    assert "nothing happens twice" in words(events)
    assert events[-1]["reason"] == "complete"
    assert await bench.state(proposal) is ProposalState.CONFIRMED
    bench.line.trouble = None
    events = await bench.press(proposal, key="k2")
    assert cards(events)[-1] == "executed"
    assert not [event for event in events if event["type"] == "error"]
    await bench.check_done_once(errand, proposal)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_shop_that_answers_twice_has_done_it_once(bench: Bench, kind: str) -> None:
    errand, proposal = await bench.propose(kind)
    bench.line.trouble = does_it_twice
    assert cards(await bench.press(proposal)) == ["executed"]
    await bench.check_done_once(errand, proposal)


@pytest.mark.parametrize("kind", ["cancel_order", "exchange_items", "resend_order", "undo_cancel_order"])
async def test_an_answer_that_comes_too_late_counts(bench: Bench, kind: str) -> None:
    errand, proposal = await bench.propose(kind)
    late: list[asyncio.Task[Order | None]] = []
    go_on = asyncio.Event()

    async def keeps_working(execute: Execution) -> Order | None:
        async def work() -> Order | None:
            await go_on.wait()
            return await execute()

        late.append(asyncio.create_task(work()))
        raise TimeoutError

    bench.line.trouble = keeps_working
    await bench.press(proposal)
    bench.line.trouble = None
    go_on.set()
    second = await bench.press(proposal, key="k2")  # while the first one is still being worked on
    await late[0]
    assert cards(second)[-1] == "executed"
    await bench.check_done_once(errand, proposal)


async def test_what_was_confirmed_later_is_done_later(bench: Bench) -> None:
    """A change that waits for its answer must not undo what the same shopper said yes to since, in another chat."""
    errand, first = await bench.propose("change_address")
    assert isinstance(errand.action, ChangeAddress)
    back = errand.action.model_copy(update={"address": ELSEWHERE.model_copy(update={"street": "1 Old St"})})
    services = bench.served.services
    second = await proposed(replace(errand, action=back), "y", NOW, services.conversations, services.proposals)
    bench.line.deaf_to = first.id
    assert cards(await bench.press(first)) == ["confirmed"]
    events = await bench.press(second)
    assert cards(events) == ["confirmed"]
    assert "nothing happens twice" in words(events)
    assert await bench.done() == []
    bench.line.deaf_to = ""
    await services.access.unfinished.settle()
    assert set(await bench.done()) == {first.id, second.id}
    order = await bench.line.get_order(errand.principal, str(errand.action.order_id))
    assert order.address.street == "1 Old St"
    for proposal in (first, second):
        assert await bench.state(proposal) is ProposalState.EXECUTED


async def test_a_no_after_an_unanswered_yes_is_told_what_became_of_the_yes(bench: Bench) -> None:
    errand, proposal = await bench.propose("cancel_order")
    bench.line.trouble = does_it_and_never_answers
    await bench.press(proposal)
    events = await bench.press(proposal, accept=False, key="k2")
    assert cards(events) == ["confirmed"]
    bench.line.trouble = None
    events = await bench.press(proposal, accept=False, key="k3")
    assert cards(events)[-1] == "executed"
    assert "said yes" in words(events) or "confirmed that before" in words(events)
    await bench.check_done_once(errand, proposal)


async def test_coming_back_is_enough_to_learn_what_became_of_it(bench: Bench) -> None:
    errand, proposal = await bench.propose("return_items")
    bench.line.trouble = does_it_and_never_answers
    await bench.press(proposal)
    bench.line.trouble = None
    answer = await bench.served.say(proposal.conversation_id, "hello", **bench.served.token(proposal.owner))
    assert cards(answer["events"]) == ["executed"]
    assert str(errand.action.order_id) in words(answer["events"])
    await bench.check_done_once(errand, proposal)
    answer = await bench.served.say(proposal.conversation_id, "hello", **bench.served.token(proposal.owner))
    assert cards(answer["events"]) == []


async def test_what_no_answer_has_come_for_is_not_denied_and_taken_back_once_it_has(bench: Bench) -> None:
    errand, proposal = await bench.propose("cancel_order")
    token = bench.served.token(proposal.owner)
    order = await bench.line.get_order(errand.principal, str(errand.action.order_id))
    bench.line.trouble = never_hears_of_it
    await bench.press(proposal)
    answer = await bench.served.say(proposal.conversation_id, "undo that", **token)
    assert cards(answer["events"]) == ["confirmed"]
    assert "nothing happens twice" in words(answer["events"])
    bench.line.trouble = None
    answer = await bench.served.say(proposal.conversation_id, "undo that", **token)
    assert cards(answer["events"]) == ["executed", "pending"]
    wanted = [event["proposal"] for event in answer["events"] if event["type"] == "action"][-1]
    assert cards(await bench.press(ActionProposal.model_validate(wanted), key="k2")) == ["executed"]
    again = await bench.line.get_order(errand.principal, order.id)
    assert again.model_copy(update={"updated_at": order.updated_at}) == order


@pytest.mark.parametrize("kind", ["resend_order", "undo_cancel_order"])
@pytest.mark.parametrize(
    "trouble", [does_it_and_never_answers, never_hears_of_it, breaks_off_afterwards, does_it_twice]
)
async def test_an_agents_write_is_done_once_and_told_once(bench: Bench, kind: str, trouble: Trouble) -> None:
    errand, proposal = await bench.propose(kind)
    desk, conversation_id = bench.served.services.desk, proposal.conversation_id
    agent = await desk.agents.known("sam", "Sam")
    handover = Handover(
        id="T-BCDFGHJK", conversation_id=conversation_id, reason=HandoverReason.REQUESTED, opened_at=NOW
    )
    case = (await desk.cases.open(handover)).id
    await desk.cases.claim(case, agent)
    bench.line.trouble = trouble
    clicks = [desk.actions.confirm(case, agent, proposal.id, accept=True) for _ in range(2)]
    answers = await asyncio.gather(*clicks, return_exceptions=True)
    if trouble is not does_it_twice:
        assert {type(answer) for answer in answers} <= {StorefrontUnavailable, ProposalSettled}
        assert await bench.told_by_agents(proposal) == []
    bench.line.trouble = None
    done, _ = await desk.actions.confirm(case, agent, proposal.id, accept=True)
    assert done.state is ProposalState.EXECUTED
    (told,) = await bench.told_by_agents(proposal)
    assert str(errand.action.order_id) in told
    await bench.check_done_once(errand, proposal)


async def test_an_order_that_cannot_be_read_keeps_no_turn_from_its_end(bench: Bench) -> None:
    errand, proposal = await bench.propose("cancel_order")
    services, before = bench.served.services, NOW - timedelta(seconds=1)
    await services.turn_log.start(Turn("turn_gone", proposal.conversation_id, "k1", "", before, "Yes"))
    yes = Why(actor=proposal.owner)
    await services.proposals.move(proposal.id, ProposalState.PENDING, ProposalState.CONFIRMED, yes)
    bench.line.unreadable = True
    await services.runner.recover()
    assert await services.turn_log.running(proposal.conversation_id) is None
    sent = [event.payload for event in await services.turn_log.read(proposal.conversation_id)]
    assert cards(sent) == ["executed"]
    assert sent[-1]["reason"] == "complete"
    bench.line.unreadable = False
    answer = await bench.served.say(proposal.conversation_id, "hello", **bench.served.token(proposal.owner))
    assert str(errand.action.order_id) in words(answer["events"])
    await bench.check_done_once(errand, proposal)


@pytest.mark.parametrize("read", ["list_orders", "payment_methods", "current"])
async def test_a_read_that_breaks_off_is_an_answer_that_did_not_come(read: str) -> None:
    class Broken:
        def __getattr__(self, name: str) -> Execution:
            async def breaks_off(*arguments: object) -> Order | None:
                raise ConnectionResetError(name)

            return breaks_off

    ask = getattr(PatientStorefront(Broken(), 1.0), read)  # type: ignore[arg-type]
    with pytest.raises(StorefrontUnavailable):
        await (ask() if read == "current" else ask(Principal(session_id="s")))


async def test_a_shop_that_hangs_is_not_waited_for(bench: Bench) -> None:
    hung = asyncio.Event()

    async def hangs(execute: Execution) -> Order | None:
        await execute()
        await hung.wait()
        raise AssertionError

    _, proposal = await bench.propose("cancel_order")
    bench.line.trouble = hangs
    patient = PatientStorefront(bench.line, seconds=0.2)
    principal = Principal(session_id="s", customer_id=proposal.owner)
    with pytest.raises(StorefrontUnavailable, match="doesn't answer"):
        await patient.execute(principal, proposal.action, idempotency_key=proposal.id)
