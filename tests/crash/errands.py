"""Actions that the demo shop's rules allow, each on an order of its own, with what they have to come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
    ReturnItems,
)
from assistant.domain.conversation import Conversation
from assistant.domain.order import Address
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
from serve.demo.tables import executions, orders
from serve.storage.audit import Audit
from serve.storage.audit_chain import Witness
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database, connect_database
from serve.storage.proposals import SqlProposals

RULES = PolicyRules.from_toml(Path(demo.__file__).parent / "policy.toml")
KINDS = (
    "cancel_order",
    "change_address",
    "change_payment",
    "change_items",
    "return_items",
    "exchange_items",
    "account_address",
)
ELSEWHERE = Address(name="Jo Elsewhere", street="9 New St", city="Bend", region="OR", postal_code="97701")


@dataclass(frozen=True)
class Errand:
    """An action with the customer who wants it; the account's own address has no order."""

    kind: str
    customer_id: str
    action: OrderAction

    @property
    def principal(self) -> Principal:
        return Principal(session_id="test", customer_id=self.customer_id)


@dataclass(frozen=True)
class State:
    """Everything that an errand may change, less the times."""

    order: Mapping[str, object]
    paid: str
    address: str
    stock: Mapping[str, int]
    done: tuple[str, ...]


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

    async def close(self) -> None:
        await self.database.close()

    def products(self) -> Mapping[str, Product]:
        return self._store.get_many(self._store.all_ids())

    async def errands(self) -> list[Errand]:
        """Return as many errands as there are orders for, kinds taking turns."""
        now, products = datetime.now(UTC), self.products()
        async with self.database.reading() as connection:
            numbers = (await connection.execute(select(orders.c.id, orders.c.customer_id))).all()
        found: dict[str, list[Errand]] = {kind: [] for kind in KINDS}
        for number, customer_id in numbers:
            ledger = await self.ledger(Principal(session_id="test", customer_id=customer_id), number)
            methods = await self._accounts.payment_methods(Principal(session_id="test", customer_id=customer_id))
            for action in sorted(candidates(ledger, products), key=lambda wanted: len(found[wanted.kind])):
                case = Case(order=ledger.order, now=now, methods=methods, products=products)
                if evaluate(RULES, action, case).allowed:
                    found[action.kind].append(Errand(action.kind, customer_id, action))
                    break
        for shopper in shoppers():
            found["account_address"].append(
                Errand("account_address", shopper.customer.id, ChangeAddress(address=ELSEWHERE))
            )
        return [errand for errands in found.values() for errand in errands]

    async def ledger(self, principal: Principal, number: str) -> Ledger:
        async with self.database.reading() as connection:
            return await self._book.ledger(connection, principal, number)

    async def propose(self, errand: Errand, name: str) -> ActionProposal:
        """Store a proposal in a conversation of the customer's."""
        return await proposed(errand, name, datetime.now(UTC), self.conversations, self.proposals)

    async def state(self, errand: Errand, key: str) -> State:
        """Return how things stand."""
        number = errand.action.order_id
        ledger = await self.ledger(errand.principal, number) if number else None
        async with self.database.reading() as connection:
            done = (await connection.execute(select(executions.c.key).where(executions.c.key == key))).scalars().all()
        return State(
            order=timeless(ledger) if ledger else {},
            paid=str(ledger.paid) if ledger else "",
            address=str(await self._accounts.address(errand.principal)),
            stock={variant.id: variant.stock for record in self.products().values() for variant in record.variants},
            done=tuple(done),
        )

    async def expected(self, errand: Errand, key: str) -> State:
        """Return how things have to stand once it has been done, once."""
        before = await self.state(errand, key)
        number = errand.action.order_id
        if number is None:
            return State(before.order, before.paid, str(ELSEWHERE), before.stock, (key,))
        ledger = await self.ledger(errand.principal, number)
        effect = apply(errand.action, ledger, self.products(), RULES, datetime.now(UTC))
        stock = dict(before.stock)
        for move in effect.moves:
            stock[move.variant_id] = max(0, stock[move.variant_id] + move.pieces)
        return State(timeless(effect.after), str(effect.after.paid), before.address, stock, (key,))


async def proposed(
    errand: Errand, name: str, now: datetime, conversations: SqlConversations, proposals: SqlProposals
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
    conversation.state.pending = (proposal,)
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
    for payment in ("PayPal", "Apple Pay", "gift card"):
        yield ChangePayment(order_id=order.id, payment=payment)
    for line in order.lines:
        yield ReturnItems(order_id=order.id, lines=(LineQuantity(line_id=line.id, quantity=1),))
    for line, record in pairs(order.lines, products.values()):
        if record.id != line.product_id:
            continue
        for variant in record.variants:
            if variant.id != line.variant_id and variant.stock > 20:
                change = LineChange(line_id=line.id, variant_id=variant.id, quantity=line.quantity)
                yield ChangeItems(order_id=order.id, changes=(change,))
                yield ExchangeItems(order_id=order.id, changes=(change,))
