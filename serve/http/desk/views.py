"""A case as its agent sees it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from assistant.domain.actions import ActionProposal
from assistant.domain.conversation import Conversation, Message
from assistant.domain.order import Order
from assistant.domain.principal import Principal
from assistant.errors import ShopkeeperError
from assistant.handover.brief import CaseRecords, brief_of
from prompts import load_table
from serve.desk.cases import Case
from serve.desk.shoppers import shopper_of, verdicts
from serve.http.desk.models import CaseView, JudgedOrder, PaymentChoice, ShopperView
from serve.http.views import as_of_now, conversation_view
from serve.services import Services

_SHOWN = 200
_ORDERS = 10


async def case_view(parts: Services, case: Case) -> CaseView:
    """Return a case with its conversation and everything beside it."""
    desk = parts.desk
    conversation = await parts.conversations.load(case.conversation_id)
    principal = shopper_of(case, conversation)
    talk = await conversation_view(parts, conversation, principal, before=None, limit=_SHOWN)
    orders, trouble = await _orders(parts, principal, parts.settings.locale)
    proposals = await _proposals(parts, conversation)
    records = CaseRecords(
        handover=case.handover,
        principal=principal,
        turns=await parts.turn_records.of_conversation(conversation.id),
        said=[message.text for message in talk.messages if message.role == "shopper"],
        orders=orders,
        proposals=proposals,
        locale=parts.settings.locale,
    )
    return CaseView(
        case=await desk.rows.row(case),
        brief=brief_of(records),
        entries=entries(talk.messages, talk.events),
        shopper=await _shopper(parts, principal, orders),
        orders=[
            JudgedOrder(order=order, verdicts=verdicts(parts.shop.rules, order, parts.clock(), parts.settings.locale))
            for order in orders
        ],
        proposals=proposals,
        notes=await desk.talk.notes(case.id),
        agents_here=desk.presence.agents(case.id),
        last_message_id=talk.messages[-1].id if talk.messages else "",
        last_event_id=talk.last_event_id,
        trouble=trouble,
    )


def entries(messages: list[Message], events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the transcript with its cards, each turn's between what was asked and what was answered."""
    cards: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for event in events:
        cards[event["turn_id"]].append(event)
    answered = {message.turn_id for message in messages if message.role != "shopper"}
    found: list[dict[str, Any]] = []
    for message in messages:
        told = {"type": "message", **message.model_dump(mode="json")}
        if message.role != "shopper":
            found += [*cards.pop(message.turn_id, []), told]
        elif message.turn_id in answered:
            found.append(told)
        else:
            found += [told, *cards.pop(message.turn_id, [])]
    return found


async def _orders(parts: Services, principal: Principal, locale: str) -> tuple[list[Order], list[str]]:
    """Return the shopper's orders, or why there are none to see."""
    if not principal.verified:
        return [], []
    try:
        return list((await parts.shop.orders.list_orders(principal))[:_ORDERS]), []
    except ShopkeeperError:
        return [], [load_table("handover", locale)["trouble"]["orders"]]


async def _proposals(parts: Services, conversation: Conversation) -> list[ActionProposal]:
    found = await parts.proposals.of_conversation(conversation.id)
    return sorted((as_of_now(parts, one) for one in found.values()), key=lambda proposal: proposal.created_at)


async def _shopper(parts: Services, principal: Principal, orders: list[Order]) -> ShopperView:
    """Return who it is: as the sign-in named them, else as their proved order does."""
    proved = orders[0] if orders and principal.customer_id is None else None
    try:
        address = await parts.shop.order_desk.account_address(principal)
        methods = await parts.shop.order_desk.payment_methods(principal)
    except ShopkeeperError:
        address, methods = None, ()
    return ShopperView(
        name=principal.name or (proved.address.name if proved else None),
        email=principal.email or (proved.email if proved else None),
        verified=principal.verified,
        address=str(address) if address else None,
        payments=[PaymentChoice(id=method.id, name=method.label) for method in methods],
    )
