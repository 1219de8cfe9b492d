"""A case at the desk, as the suggestions read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from assistant.assist.case import CaseAction, CaseContext, CaseLine, CaseRecord, KnownItem, KnownOrder, Situation
from assistant.assist.concerns import substance_of
from assistant.assist.suggestion import AssistCase
from assistant.domain.actions import COMES_BACK, ActionKind, OrderAction
from assistant.domain.order import Order
from assistant.domain.product import option_words
from assistant.planner.short_messages import says_yes
from assistant.policy.case import Case
from assistant.policy.evaluate import eligible
from assistant.policy.rules import PolicyRules
from assistant.writer.phrases import day


def situation_of(case: AssistCase, orders: Sequence[Order], rules: PolicyRules) -> Situation:
    """Return the transcript with what the shop's records and its policy say of the shopper and their orders."""
    roles = {"shopper": "customer", "assistant": "agent", "agent": "agent"}
    told = [
        (message.at, CaseLine.model_validate({"role": roles[message.role], "text": message.text}))
        for message in case.messages
    ]
    acted = [(done.at, _acted(done.action)) for done in case.done]
    lines = tuple(line for _, line in sorted([*told, *acted], key=lambda pair: pair[0]))
    facts = {
        "name": (case.principal.name,) if case.principal.name else (),
        "email": (case.principal.email,) if case.principal.email else (),
        "agent": (case.agent,) if case.agent else (),
        "orders": tuple(order.id for order in orders),
    }
    return Situation(
        lines=lines,
        facts={name: values for name, values in facts.items() if values},
        orders=tuple(known_order(order, rules, case.now) for order in reversed(orders)),
    )


def unanswered_in(case: AssistCase, situation: Situation) -> str:
    """Return the shopper's last words that say more than yes, thanks and "a person, please", since an agent wrote.

    Empty where there are none: to an agent's question, a yes is an answer, too.
    """
    locale = case.conversation.locale
    for message in reversed(case.messages):
        if message.role == "agent":
            return situation.message if says_yes(situation.message) else ""
        if message.role == "shopper" and not says_yes(message.text) and substance_of(message.text, locale):
            return message.text
    return ""


def as_it_was_said(situation: Situation, message: str) -> Situation:
    """Return the situation as it stood when a message was written: what is like that is looked for."""
    for place in range(len(situation.lines), 0, -1):
        line = situation.lines[place - 1]
        if line.role == "customer" and line.text == message:
            return situation.model_copy(update={"lines": situation.lines[:place]})
    return situation


def _acted(action: OrderAction) -> CaseLine:
    arguments = {"order_id": action.order_id} if action.order_id else {}
    return CaseLine(role="action", text="done", action=CaseAction(kind=action.kind, arguments=arguments))


def known_order(order: Order, rules: PolicyRules, now: datetime) -> KnownOrder:
    """Return what a reply may say of an order, and what the policy allows to be done with it."""
    shipment = order.shipments[-1] if order.shipments else None
    return KnownOrder(
        id=order.id,
        status=order.status.value,
        items=tuple(
            KnownItem(title=line.title, options=tuple(option_words(line.options)), price=str(line.unit_price))
            for line in order.lines
        ),
        amount=str(order.total),
        payment=order.payment,
        address=str(order.address),
        tracking=shipment.tracking_number if shipment else "",
        delivered=day(order.delivered_at) if order.delivered_at else "",
        allowed=frozenset(kind for kind in get_args(ActionKind) if _allowed(rules, kind, order, now)),
    )


def _allowed(rules: PolicyRules, kind: ActionKind, order: Order, now: datetime) -> bool:
    """Say whether the policy lets an action of a kind be done with an order, or with some of what is left of it."""
    case = Case(order=order, now=now)
    pieces = [(line,) for line in order.lines if line.kept] if kind in COMES_BACK else [()]
    return any(eligible(rules, kind, case, lines).allowed for lines in pieces)


def solved_record(case_id: str, case: AssistCase, orders: Sequence[Order], rules: PolicyRules) -> CaseRecord:
    """Return a case that was just solved, to be learnt from.

    How an order stood before something was done with it is not known any more, so nothing is said of that.
    """
    situation = situation_of(case, orders, rules)
    changed = {done.action.order_id for done in case.done}
    known = tuple(
        order.model_copy(update={"status": "", "allowed": None}) if order.id in changed else order
        for order in situation.orders
    )
    context = CaseContext(customer=case.principal.owner, facts=situation.facts, orders=known)
    return CaseRecord(id=case_id, messages=situation.lines, context=context)
