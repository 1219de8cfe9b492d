"""A case as its agent sees it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from assistant.domain.conversation import Message
from assistant.domain.principal import Principal
from serve.desk.cases import Case
from serve.http.desk.models import CaseView, ShopperView
from serve.http.views import conversation_view
from serve.services import Services

_SHOWN = 200


async def case_view(parts: Services, case: Case) -> CaseView:
    """Return a case with its conversation and everything beside it."""
    desk = parts.desk
    conversation = await parts.conversations.load(case.conversation_id)
    principal = Principal(session_id=conversation.id, customer_id=conversation.customer_id)
    talk = await conversation_view(parts, conversation, principal, before=None, limit=_SHOWN)
    row = await desk.rows.row(case)
    return CaseView(
        case=row,
        brief={},
        entries=entries(talk.messages, talk.events),
        shopper=ShopperView(name=row.shopper.name, email=case.handover.email or None, verified=row.shopper.verified),
        orders=[],
        proposals=[],
        notes=await desk.talk.notes(case.id),
        agents_here=desk.presence.agents(case.id),
        last_message_id=talk.messages[-1].id if talk.messages else "",
        last_event_id=talk.last_event_id,
    )


def entries(messages: list[Message], events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the transcript with its cards, each turn's between what was asked and what was answered."""
    cards: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for event in events:
        cards[event["turn_id"]].append({"kind": "card", "event": event})
    found: list[dict[str, Any]] = []
    for message in messages:
        before = cards.pop(message.turn_id, []) if message.role != "shopper" else []
        found += [*before, {"kind": "message", "message": message.model_dump(mode="json")}]
        last_of_turn = all(other.turn_id != message.turn_id or other.role == "shopper" for other in messages)
        if message.role == "shopper" and last_of_turn:
            found += cards.pop(message.turn_id, [])
    return found
