"""Replays tasks through the assistant's own path to a write: verified, proposed, judged, confirmed, executed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant.domain.actions import ActionProposal, OrderAction, Refusal
from assistant.domain.conversation import Conversation
from assistant.domain.principal import Principal
from assistant.errors import OrderNotFound, ShopkeeperError
from assistant.tools.context import ToolContext
from assistant.tools.proposing import propose
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.decide import Decisions
from serve.retail.backoffice import Refused
from serve.retail.calls import action_of, do_directly
from serve.retail.data import Record, RetailData
from serve.retail.store import RetailStore
from serve.retail.tasks import Task, Write
from serve.retail.violations import Violation, Violations
from serve.services import Services
from serve.storage.database import Database

State = dict[str, dict[str, Record]]


@dataclass(slots=True)
class Report:
    """What the replay of some tasks came to.

    Attributes:
        differences: tasks whose final state isn't the shop's own, each with what happened.
        unrefused: violations that were not refused, or for another reason than the right one.
        states: each task's touched users and orders afterwards, in the data set's own form.
    """

    tasks: int = 0
    replayed_ok: int = 0
    violations: int = 0
    violations_refused: int = 0
    differences: list[str] = field(default_factory=list)
    unrefused: list[str] = field(default_factory=list)
    states: dict[str, State] = field(default_factory=dict)

    def figures(self) -> dict[str, int]:
        return {
            "tasks": self.tasks,
            "replayed_ok": self.replayed_ok,
            "violations": self.violations,
            "violations_refused": self.violations_refused,
        }


@dataclass(frozen=True, slots=True)
class Replay:
    """Replays tasks on an opened shop whose records are its own; each task finds the records as they were at first."""

    services: Services
    database: Database
    data: RetailData

    async def run(self, tasks: tuple[Task, ...], told: Callable[[int], None]) -> Report:
        """Replay each task, then break each of its allowed writes; `told` hears how many tasks are done."""
        report = Report(tasks=len(tasks))
        for done, task in enumerate(tasks, 1):
            await self._replay(task, report)
            for violation in self._violations(task):
                report.violations += 1
                wrong = await self._tried(violation)
                if wrong:
                    report.unrefused.append(f"{task.id} {violation.write.name}, {violation.name}: {wrong}")
                report.violations_refused += not wrong
            told(done)
        return report

    async def _replay(self, task: Task, report: Report) -> None:
        users, orders = self._touched(task)
        wanted = copy.deepcopy({"users": users, "orders": orders})
        said = []
        principal, conversation = await self._verified(task.user_id)
        for write in task.writes:
            try:
                do_directly(write, wanted["users"], wanted["orders"], self.data)
                refused_by_shop = ""
            except Refused as error:
                refused_by_shop = str(error)
            refused = await self._write(write, principal, conversation)
            if bool(refused) != bool(refused_by_shop):
                said.append(f"{write.name}: {refused or 'done'}, the shop says {refused_by_shop or 'done'}")
        state = await self._store.state(users, orders)
        report.states[task.id] = state
        if state == wanted and not said:
            report.replayed_ok += 1
        else:
            report.differences.append(f"{task.id}: {'; '.join(said) or 'another final state'}")
        await self._restore(users, orders)

    async def _write(self, write: Write, principal: Principal, conversation: Conversation) -> str:
        """Do one write as the shopper would; return why not, empty when it is done."""
        try:
            proposed = await self._proposed(write, principal, conversation)
            if proposed.proposal is None:
                return proposed.verdict.reason if proposed.verdict else proposed.outcome.value
            decided = await self._confirmed(proposed.proposal, principal, conversation)
        except ShopkeeperError as error:
            return error.detail
        return "" if decided.outcome is Outcome.DONE else decided.notes.get("detail", decided.outcome.value)

    async def _proposed(self, write: Write, principal: Principal, conversation: Conversation) -> ToolResult:
        shop, now = self.services.shop, self.services.clock()
        user = self.data.users[principal.customer_id] if principal.customer_id else next(iter(self.data.users.values()))
        action = action_of(write, await self._record(write), user)
        order = await shop.orders.get_order(principal, action.order_id) if action.order_id else None
        context = ToolContext(shop=shop, principal=principal, conversation=conversation, message="", now=now)
        result = await propose(context, _tool(action), action, order)
        if result.proposal is not None:
            await self.services.proposals.add(result.proposal)
        return result

    async def _confirmed(
        self, proposal: ActionProposal, principal: Principal, conversation: Conversation
    ) -> ToolResult:
        decisions = Decisions(self.services.shop, self.services.proposals)
        return await decisions.decide(
            proposal.id,
            accept=True,
            principal=principal,
            conversation_id=conversation.id,
            now=self.services.clock(),
        )

    async def _tried(self, violation: Violation) -> str:
        """Try what is forbidden; return what went wrong, empty when it was refused for the right reason."""
        users, orders = self._records(violation)
        tried_by = violation.user["user_id"] if violation.stranger is None else violation.stranger or None
        principal, conversation = await self._verified(tried_by)
        try:
            if violation.once_proposed:
                return await self._moved_on(violation, principal, conversation)
            await self._put(violation.user, violation.order)
            if violation.after_itself and (refused := await self._write(violation.write, principal, conversation)):
                return f"the first time was refused: {refused}"
            before = await self._store.state(users, orders)
            wrong = await self._refusal(violation, principal, conversation)
            changed = before != await self._store.state(users, orders)
            return wrong or ("the records have changed" if changed else "")
        finally:
            await self._restore(users, orders)

    async def _refusal(self, violation: Violation, principal: Principal, conversation: Conversation) -> str:
        try:
            result = await self._proposed(violation.write, principal, conversation)
            if result.proposal is not None and violation.stranger is not None:
                return (await self._strangers_yes(result.proposal, principal, conversation)) or ""
        except OrderNotFound:
            return "" if violation.stranger is not None else "the order wasn't found"
        return _judged(result, violation.refusals)

    async def _strangers_yes(self, proposal: ActionProposal, principal: Principal, conversation: Conversation) -> str:
        """A proposal without an order (an account's address) can be made by anybody, and carried out for nobody."""
        decided = await self._confirmed(proposal, principal, conversation)
        return "it was done" if decided.outcome is Outcome.DONE else ""

    async def _moved_on(self, violation: Violation, principal: Principal, conversation: Conversation) -> str:
        proposed = await self._proposed(violation.write, principal, conversation)
        if proposed.proposal is None:
            return "it was not proposed"
        await self._put(violation.user, violation.order)
        return _judged(await self._confirmed(proposed.proposal, principal, conversation), violation.refusals)

    async def _verified(self, user_id: str | None) -> tuple[Principal, Conversation]:
        """Return a shopper whom a signed token proves, in a conversation of their own; nobody without an id."""
        identity, access = self.services.identity, self.services.access
        token = identity.issue_token(user_id) if user_id else None
        made = await access.create(token, "en", self.services.clock())
        conversation, principal = await access.open(made.id, token)
        return principal, conversation

    def _violations(self, task: Task) -> Iterator[Violation]:
        """Yield the violations of those writes that the shop's system allows on the untouched records."""
        for write in task.writes:
            users, orders = ({key: copy.deepcopy(row) for key, row in rows.items()} for rows in self._touched(task))
            user = self.data.users[task.user_id] if task.user_id else None
            order = self.data.orders.get(write.order_key) if write.order_key else None
            try:
                do_directly(write, users, orders, self.data)
            except Refused:
                continue
            if user is not None:
                other = next(key for key in self.data.users if key != task.user_id)
                yield from Violations(write, user, order, self.data, other).all()

    def _touched(self, task: Task) -> tuple[dict[str, Record], dict[str, Record]]:
        keys = {write.order_key for write in task.writes if write.order_key in self.data.orders}
        orders = {key: self.data.orders[key] for key in keys if key}
        ids = {order["user_id"] for order in orders.values()} | ({task.user_id} if task.user_id else set())
        return {user_id: self.data.users[user_id] for user_id in sorted(ids)}, orders

    def _records(self, violation: Violation) -> tuple[dict[str, Record], dict[str, Record]]:
        user_id, key = violation.user["user_id"], violation.order["order_id"] if violation.order else None
        return {user_id: self.data.users[user_id]}, {key: self.data.orders[key]} if key else {}

    async def _record(self, write: Write) -> Record | None:
        key = write.order_key
        return (await self._store.state((), (key,)))["orders"].get(key) if key else None

    async def _put(self, user: Record, order: Record | None) -> None:
        async with self.database.writing() as connection:
            await self._store.save(connection, user=user, order=order)

    async def _restore(self, users: dict[str, Record], orders: dict[str, Record]) -> None:
        async with self.database.writing() as connection:
            for user in users.values():
                await self._store.save(connection, user=user, order=None)
            for order in orders.values():
                await self._store.save(connection, user=self.data.users[order["user_id"]], order=order)

    @property
    def _store(self) -> RetailStore:
        return RetailStore(self.database)


def _judged(result: ToolResult, refusals: tuple[Refusal, ...]) -> str:
    verdict: Any = result.verdict
    if result.outcome is not Outcome.NOT_ALLOWED or verdict is None:
        return f"it was {result.outcome.value}"
    if verdict.refusal not in refusals or not verdict.reason:
        return f"refused for {verdict.refusal}: {verdict.reason}"
    return ""


def _tool(action: OrderAction) -> str:
    return action.kind if action.kind in {"cancel_order", "return_items", "exchange_items"} else "update_order"
