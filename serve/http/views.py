"""A conversation as its shopper sees it again after a reload."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.domain.conversation import Conversation
from assistant.domain.handover import Holder
from assistant.domain.principal import Principal
from assistant.errors import ShopkeeperError
from assistant.policy.evaluate import undo_deadline
from assistant.turn.admit import admitted_principal
from serve.http.cursors import encode
from serve.http.models import ConversationStateView, ConversationView
from serve.http.streams import flat
from serve.services import Services

CARDS = frozenset({"products", "order", "cart", "citations", "action", "handoff", "error"})


async def conversation_view(
    parts: Services, conversation: Conversation, principal: Principal, *, before: int | None, limit: int
) -> ConversationView:
    """Return one page of the transcript with its cards, and what is open now."""
    place = await parts.turn_log.newest(conversation.id)  # before the transcript, so that nothing is missed
    messages, older = await parts.conversations.page(conversation.id, before=before, limit=limit)
    turn_ids = list(dict.fromkeys(message.turn_id for message in messages if message.turn_id))
    proposals = {
        proposal.id: as_of_now(parts, proposal)
        for proposal in (await parts.proposals.of_conversation(conversation.id)).values()
    }
    proposals |= await _undoable(parts, admitted_principal(principal, conversation, parts.clock()), proposals.values())
    cards = [flat(card) for card in await parts.turn_log.cards(conversation.id, turn_ids, CARDS)]
    return ConversationView(
        id=conversation.id,
        locale=conversation.locale,
        created_at=conversation.created_at,
        messages=messages,
        events=[_current(card, proposals) for card in cards],
        state=await _state(parts, conversation, principal, proposals),
        running=await parts.turn_log.running(conversation.id) is not None,
        next_cursor=encode(older) if older is not None else None,
        last_event_id=place,
    )


def as_of_now(parts: Services, proposal: ActionProposal) -> ActionProposal:
    """Return a proposal as it stands: one whose time is over has expired, whether or not anybody noted it."""
    if proposal.state is ProposalState.PENDING and parts.clock() >= proposal.expires_at:
        return proposal.model_copy(update={"state": ProposalState.EXPIRED})
    return proposal


async def _undoable(
    parts: Services, principal: Principal, proposals: Iterable[ActionProposal]
) -> dict[str, ActionProposal]:
    """Return the proposals that were done and may be taken back now: the last one of each order, by its record."""
    now, rules = parts.clock(), parts.shop.rules
    window = timedelta(minutes=rules.proposal_minutes + max(rules.undo.minutes.values(), default=0))
    lately = sorted(
        (one for one in proposals if one.state is ProposalState.EXECUTED and one.created_at + window > now),
        key=lambda one: one.created_at,
    )
    last = {one.action.order_id: one for one in lately}
    undoable = {}
    for order_id, proposal in last.items():
        try:
            order = await parts.shop.orders.get_order(principal, order_id) if order_id else None
        except ShopkeeperError:
            continue  # the transcript is worth showing without the way back
        until = undo_deadline(rules, proposal.action, order)
        if until is not None and until > now:
            undoable[proposal.id] = proposal.model_copy(update={"undo_until": until})
    return undoable


def _current(card: dict[str, Any], proposals: dict[str, ActionProposal]) -> dict[str, Any]:
    """Let an old action card show what has become of its proposal since."""
    if card["type"] != "action" or card["proposal"]["id"] not in proposals:
        return card
    return card | {"proposal": proposals[card["proposal"]["id"]].model_dump(mode="json")}


async def _state(
    parts: Services, conversation: Conversation, principal: Principal, proposals: dict[str, ActionProposal]
) -> ConversationStateView:
    latest = [proposals[waiting.id] for waiting in conversation.state.pending if waiting.id in proposals]
    pending = [proposal for proposal in latest if proposal.state is ProposalState.PENDING]
    try:
        cart = await parts.shop.carts.get_cart(principal.owner)
    except ShopkeeperError:
        cart = None  # the transcript is worth showing without the cart
    handover = await parts.desk.cases.current(conversation.id)
    handover = handover if handover is not None and handover.open else None
    return ConversationStateView(
        pending=pending[-1] if pending else None,
        handed_off=handover is not None,
        holder=handover.holder if handover else Holder.ASSISTANT,
        agent=handover.agent if handover else "",
        ticket=handover.id if handover else "",
        cart=cart,
    )
