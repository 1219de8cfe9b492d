"""Actions that the demo shop's rules allow, each on an order of its own, with what they have to come to."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product as pairs
from pathlib import Path

from sqlalchemy import select

from assistant.domain.actions import (
    ActionProposal,
    CancelOrder,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    ExchangeItems,
    LineChange,
    LineQuantity,
    OrderAction,
    ResendOrder,
    ReturnItems,
    Undo,
)
from assistant.domain.conversation import Conversation
from assistant.domain.order import Address, Order, OrderStatus
from assistant.domain.principal import Principal
from assistant.domain.product import Product
from assistant.policy.case import Case
from assistant.policy.evaluate import evaluate
from assistant.policy.rules import PolicyRules
from retriever.catalogue.store import ProductStore
from serve import demo
from serve.demo.accounts import Accounts
from serve.demo.customers import shoppers
from serve.demo.effects import Ledger, apply
from serve.demo.orders import OrderBook
from serve.demo.shelf import CatalogueShelf
from serve.demo.storefront import DemoStorefront
from serve.demo.tables import executions, orders
from serve.storage.audit import Audit
from serve.storage.audit_chain import Witness
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database, connect_database
from serve.storage.proposals import SqlProposals

_DEMO_RULES = (Path(demo.__file__).parent / "policy.toml").read_text(encoding="utf-8")
RULES_TEXT = _DEMO_RULES.replace("[undo.minutes]\n", "[undo.minutes]\nexchange_items = 30\n")
"""The demo shop's rules, under which an exchange may be taken back, too."""
RULES = PolicyRules.model_validate(tomllib.loads(RULES_TEXT))
KINDS = (
    "cancel_order",
    "change_address",
    "change_payment",
    "change_items",
    "return_items",
    "exchange_items",
    "resend_order",
    "undo_cancel_order",
    "undo_return_items",
    "undo_exchange_items",
    "account_address",
)
ELSEWHERE = Address(name="Jo Elsewhere", street="9 New St", city="Bend", region="OR", postal_code="97701")
_ENOUGH = 12  # errands of a kind
_PLENTY = 20  # pieces, so that no errand takes another's last one
_ON_THE_WAY = frozenset({OrderStatus.SHIPPED, OrderStatus.DELAYED, OrderStatus.OUT_FOR_DELIVERY, OrderStatus.LOST})


@dataclass(frozen=True)
class Errand:
    """An action with the customer who wants it; the account's own address has no order.

    Attributes:
        first: what is done before, to be taken back.
    """

    kind: str
    customer_id: str
    action: OrderAction
    first: OrderAction | None = None

    @property
    def principal(self) -> Principal:
        return Principal(session_id="test", customer_id=self.customer_id)


@dataclass(frozen=True)
class State:
    """Everything that an errand may change, less the times and the stock."""

    order: Mapping[str, object]
    paid: str
    address: str
    done: bool


@dataclass(frozen=True)
class Aim:
    """How things have to stand once an errand has been done, once, and which pieces have joined the stock or left."""

    state: State
    moved: Mapping[str, int]


class Ledgers:
    """Looks into a shop's folder from outside, beside the running server."""

    def __init__(self, folder: Path) -> None:
        self.database: Database = connect_database(f"sqlite+aiosqlite:///{folder / 'shopkeeper.db'}")
        self.proposals = SqlProposals(self.database)
        self.conversations = SqlConversations(self.database)
        self.audit = Audit(self.database, Witness(folder / "audit.witness", (folder / "secret").read_text()))
        self._store = ProductStore(folder / "catalogue" / "catalogue.db")
        self._book = OrderBook(self.database)
        self._accounts = Accounts(self.database)
        self._shop = DemoStorefront(self.database, CatalogueShelf(self._store), RULES, (), lambda: datetime.now(UTC))

    async def close(self) -> None:
        await self.database.close()

    async def errands(self, kind: str) -> list[Errand]:
        """Return some errands of a kind."""
        if kind == "account_address":
            people = [shopper.customer.id for shopper in shoppers()][:_ENOUGH]
            return [Errand(kind, customer_id, ChangeAddress(address=ELSEWHERE)) for customer_id in people]
        now, products = datetime.now(UTC), self._products()
        async with self.database.reading() as connection:
            numbers = (await connection.execute(select(orders.c.id, orders.c.customer_id))).all()
        found: list[Errand] = []
        for number, customer_id in numbers:
            principal = Principal(session_id="test", customer_id=customer_id)
            ledger = await self._ledger(principal, number)
            if kind == "resend_order" and ledger.order.status in _ON_THE_WAY:
                ledger = await self._lost(ledger)
            methods = await self._accounts.payment_methods(principal)
            found += errands_on(kind, ledger, Case(order=ledger.order, now=now, methods=methods, products=products))[:1]
            if len(found) == _ENOUGH:
                break
        return found

    async def propose(self, errand: Errand, name: str, *, asked: bool = True) -> ActionProposal:
        """Store a proposal in a conversation of the customer's, who is asked, or an agent instead."""
        return await proposed(errand, name, datetime.now(UTC), self.conversations, self.proposals, asked=asked)

    async def aim(self, errand: Errand, key: str) -> Aim:
        """Do what has to be done before, and return what the errand has to come to; while no server runs."""
        number = errand.action.order_id
        if number is None:
            return Aim(State({}, "", str(ELSEWHERE), done=True), {})
        ledger = await self._ledger(errand.principal, number)
        address = str(await self._accounts.address(errand.principal))
        if errand.first is not None:
            await self._shop.execute(errand.principal, errand.first, idempotency_key=f"before {key}")
            return Aim(State(timeless(ledger), str(ledger.paid), address, done=True), {})
        effect = apply(errand.action, ledger, self._products(), RULES, datetime.now(UTC))
        moved: Counter[str] = Counter()
        for move in effect.moves:
            moved[move.variant_id] += move.pieces
        return Aim(State(timeless(effect.after), str(effect.after.paid), address, done=True), moved)

    async def state(self, errand: Errand, key: str) -> State:
        """Return how things stand."""
        number = errand.action.order_id
        ledger = await self._ledger(errand.principal, number) if number else None
        async with self.database.reading() as connection:
            done = (await connection.execute(select(executions.c.key).where(executions.c.key == key))).all()
        return State(
            order=timeless(ledger) if ledger else {},
            paid=str(ledger.paid) if ledger else "",
            address=str(await self._accounts.address(errand.principal)),
            done=bool(done),
        )

    def stock(self) -> Counter[str]:
        """Return the pieces of each variant."""
        return Counter({one.id: one.stock for record in self._products().values() for one in record.variants})

    def _products(self) -> Mapping[str, Product]:
        return self._store.get_many(self._store.all_ids())

    async def _ledger(self, principal: Principal, number: str) -> Ledger:
        async with self.database.reading() as connection:
            return await self._book.ledger(connection, principal, number)

    async def _lost(self, ledger: Ledger) -> Ledger:
        """Let an order's parcel get lost."""
        lost = Ledger(ledger.order.model_copy(update={"status": OrderStatus.LOST}), ledger.paid)
        async with self.database.writing() as connection:
            await self._book.save(connection, lost)
        return lost


def errands_on(kind: str, ledger: Ledger, case: Case) -> list[Errand]:
    """Return what of a kind the rules allow on an order; what is taken back is allowed once it has been done."""
    order, done = ledger.order, kind.removeprefix("undo_")
    wanted = [action for action in candidates(ledger, case.products) if action.kind == done]
    allowed = [action for action in wanted if evaluate(RULES, action, case).allowed]
    if done == kind:
        return [Errand(kind, order.customer_id, action) for action in allowed]
    return [
        Errand(kind, order.customer_id, Undo(order_id=order.id, undone=action.kind), first=action) for action in allowed
    ]


async def proposed(
    errand: Errand,
    name: str,
    now: datetime,
    conversations: SqlConversations,
    proposals: SqlProposals,
    *,
    asked: bool = True,
) -> ActionProposal:
    """Store a proposal in a new conversation."""
    conversation = Conversation(id=f"conv_{name}", customer_id=errand.customer_id, created_at=now, updated_at=now)
    proposal = ActionProposal.model_validate(
        {
            "id": f"prop_{name}",
            "conversation_id": conversation.id,
            "owner": errand.customer_id,
            "action": errand.action,
            "verdict": {"allowed": True},
            "title": "Shall I do that?",
            "created_at": now,
            "expires_at": now + timedelta(minutes=15),
        }
    )
    conversation.state.pending = (proposal,) if asked else ()
    await conversations.save(conversation)
    await proposals.add(proposal)
    return proposal


def timeless(ledger: Ledger) -> Mapping[str, object]:
    record = ledger.order.model_dump(mode="json", exclude={"updated_at"})
    record["refunds"] = [{**refund, "at": None} for refund in record["refunds"]]
    return record


def candidates(ledger: Ledger, products: Mapping[str, Product]) -> Iterator[OrderAction]:
    order = ledger.order
    yield CancelOrder(order_id=order.id, reason="changed my mind")
    yield ChangeAddress(order_id=order.id, address=ELSEWHERE)
    for payment in _payments()[order.customer_id]:
        yield ChangePayment(order_id=order.id, payment=payment)
    if _in_stock(order, products):
        yield ResendOrder(order_id=order.id)
    for line in order.lines:
        yield ReturnItems(order_id=order.id, lines=(LineQuantity(line_id=line.id, quantity=1),))
    for line, record in pairs(order.lines, products.values()):
        if record.id != line.product_id:
            continue
        for variant in record.variants:
            if variant.id != line.variant_id and variant.stock > _PLENTY:
                change = LineChange(line_id=line.id, variant_id=variant.id, quantity=line.quantity)
                yield ChangeItems(order_id=order.id, changes=(change,))
                yield ExchangeItems(order_id=order.id, changes=(change,))


@cache
def _payments() -> Mapping[str, Sequence[str]]:
    return {shopper.customer.id: shopper.customer.payments for shopper in shoppers()}


def _in_stock(order: Order, products: Mapping[str, Product]) -> bool:
    stock: Sequence[int] = [
        variant.stock
        for line in order.lines
        if (record := products.get(line.product_id)) and (variant := record.variant(line.variant_id))
    ]
    return len(stock) == len(order.lines) and min(stock) > _PLENTY
