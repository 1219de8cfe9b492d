"""The shopper of a case, as far as the conversation has proved who they are, and what the rules allow them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import get_args

from pydantic import BaseModel

from assistant.domain.actions import COMES_BACK, ActionKind, Verdict
from assistant.domain.conversation import Conversation
from assistant.domain.order import Order
from assistant.domain.principal import Principal
from assistant.policy.case import Case as PolicyCase
from assistant.policy.evaluate import eligible
from assistant.policy.rules import PolicyRules
from prompts import load_table
from serve.desk.cases import Case


class OrderVerdict(BaseModel):
    """What the rules say about one kind of action on an order.

    Attributes:
        reason: why not; where it is allowed for some of the things only, why not for the others.
        until: when it ends, where a window runs.
    """

    action: ActionKind
    allowed: bool
    reason: str = ""
    page: str = ""
    until: datetime | None = None


def shopper_of(case: Case, conversation: Conversation) -> Principal:
    """Return the shopper as the agent may act for them.

    The orders that the conversation has proved stay open to the agent, who took the case while the proof was fresh.
    """
    return Principal(
        session_id=conversation.id,
        customer_id=conversation.customer_id,
        name=case.handover.shopper or None,
        email=case.handover.email or None,
        order_ids=frozenset(conversation.state.opened_orders),
    )


def verdicts(rules: PolicyRules, order: Order, now: datetime, locale: str) -> list[OrderVerdict]:
    """Return what may be done with an order now, for every kind of action."""
    return [_verdict(rules, kind, order, now, locale) for kind in get_args(ActionKind)]


def _verdict(rules: PolicyRules, kind: ActionKind, order: Order, now: datetime, locale: str) -> OrderVerdict:
    case = PolicyCase(order=order, now=now)
    found = eligible(rules, kind, case, (), locale)
    if not found.allowed or kind not in COMES_BACK:
        return _told(kind, found)
    lines = list(_by_line(rules, kind, case, order, locale))
    if not lines:
        nothing = load_table("handover", locale)["verdicts"]["nothing_left"].format(order=order.id)
        return OrderVerdict(action=kind, allowed=False, reason=nothing, page=found.page)
    allowed = [verdict for verdict in lines if verdict.allowed]
    refused = dict.fromkeys(verdict.reason for verdict in lines if not verdict.allowed)
    if not allowed:
        return _told(kind, lines[0])
    ends = [verdict.until for verdict in allowed if verdict.until is not None]
    return OrderVerdict(
        action=kind, allowed=True, reason=" ".join(refused), page=found.page, until=min(ends, default=None)
    )


def _by_line(rules: PolicyRules, kind: ActionKind, case: PolicyCase, order: Order, locale: str) -> Iterator[Verdict]:
    for line in order.lines:
        if line.kept:
            yield eligible(rules, kind, case, (line,), locale)


def _told(kind: ActionKind, verdict: Verdict) -> OrderVerdict:
    return OrderVerdict(
        action=kind, allowed=verdict.allowed, reason=verdict.reason, page=verdict.page, until=verdict.until
    )
