"""Settle: what the next turn will build on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant.domain.actions import ActionProposal, ProposalState, Refusal
from assistant.domain.conversation import Conversation, ConversationState, Exchange, OpenQuestion, ScreenItem, ToolCall
from assistant.domain.principal import Principal
from assistant.handover.triggers import has_failed
from assistant.planner.schema import CONFIRM
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.card_questions import CARD_TOLD
from assistant.turn.ports import ShopEvent
from assistant.turn.surroundings import gist

MAX_EXCHANGES = 6
_AS_WELL = re.compile(
    r"\b(?:also|too|as well|in addition|another thing|before (?:you do|that|we)|the same (?:for|with|to|on))\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"^\W*no\b|\b(?:just|only|instead)\b", re.IGNORECASE)
_TURNED = re.compile(r"\b(?:instead|chang\w+ my mind|on second thou\w+|rather)\b", re.IGNORECASE)
_OVER = frozenset({"proposal_settled", "proposal_not_found"})
_LOOKS = frozenset({"ask_business", "get_order", "list_orders", "list_promotions", "get_cart", "tell_versions"})
# What another wish turns out to be where the order's state asks for it: a change before dispatch, an exchange after.
_SWAPPED: Mapping[str, ToolCall] = {
    "update_order": ToolCall(name="update_order", args={"change": "items"}),
    "exchange_items": ToolCall(name="exchange_items"),
}
_OF_THE_METHOD = frozenset({Refusal.BALANCE, Refusal.UNKNOWN_PAYMENT, Refusal.REFUND_TO})
_OPEN = frozenset({Outcome.NEEDS_DETAIL, Outcome.PROPOSED})
_UNDECIDED = frozenset({"unanswered", "signed_out"})


def settle(
    conversation: Conversation,
    message: str,
    calls: Sequence[ToolCall],
    results: Sequence[ToolResult],
    now: datetime,
    *,
    request: str,
) -> None:
    """Bring the conversation's state up to date after a turn.

    Args:
        request: what the tools read: the message, or the whole request that it completed.
    """
    state = conversation.state
    state.deciding = None
    for result in results:
        _remember(state, result)
    state.asked = _asked(state.asked, calls, results, request)
    state.refused = next(
        (result.verdict.reason for result in results if result.outcome is Outcome.NOT_ALLOWED and result.verdict), ""
    )
    state.offered_call = next((result.offer for result in results if result.offer is not None), None)
    state.pending = _waiting(state.pending, results, now)
    waiting = next((result for result in results if result.outcome is Outcome.NEEDS_VERIFICATION), None)
    if waiting is not None:
        state.held = next((call for call in calls if call.name == waiting.tool), state.held)
        state.held_order_id = waiting.subject.upper() or state.held_order_id
        if calls:
            state.held_request = request
    elif state.held is not None and calls:
        state.held, state.held_order_id, state.held_email, state.held_request = None, None, None, ""
    state.failures = state.failures + 1 if has_failed(results) else 0
    exchange = Exchange(shopper=message[:300], gist=gist(results)[:300])
    state.exchanges = (*state.exchanges, exchange)[-MAX_EXCHANGES:]
    conversation.updated_at = now


def _remember(state: ConversationState, result: ToolResult) -> None:
    if result.tool == "search_catalog" and result.search is not None:
        state.search, state.searched = result.search, result.searched
    if result.layout == "list" and result.products:
        state.screen = tuple(ScreenItem(product_id=card.product_id, title=card.title) for card in result.products)
        state.product_id = result.products[0].product_id if len(result.products) == 1 else None
        state.advice = result.advice
        if result.tool != "search_catalog":
            state.search = None
    elif result.layout == "detail" and result.products:
        state.product_id = result.products[0].product_id
    if result.tool == "update_cart":
        state.choosing = result.notes.get("said", "")
    if len(result.orders) == 1:
        state.order_id = result.orders[0].id
    if result.tool == CONFIRM and result.outcome is Outcome.NEEDS_DETAIL:
        state.deciding = result.notes["decision"] == "accept"
    if result.tool == "handoff_to_human" and result.outcome is Outcome.HANDED_OFF:
        state.handed_off = True


def _asked(
    before: OpenQuestion | None, calls: Sequence[ToolCall], results: Sequence[ToolResult], request: str
) -> OpenQuestion | None:
    """Return the question that is open after the turn; one from before stays while only something is looked up."""
    for place, result in enumerate(results):
        own = [call for call in calls if call.name == result.tool]
        before_it = sum(other.tool == result.tool for other in results[:place])
        call = own[min(before_it, len(own) - 1)] if own else _SWAPPED.get(result.tool)
        another = result.outcome is Outcome.OUT_OF_STOCK and result.missing == "wanted"
        if not calls or call is None or not (result.outcome in _OPEN or another or _refused_a_method(result)):
            continue
        known = {} if result.missing == "order" or len(result.orders) != 1 else {"order_id": result.orders[0].id}
        return OpenQuestion(
            call=ToolCall(name=call.name, args={**call.args, **known}),
            missing=result.missing or "payment",  # of what is proposed, too, it may still be said where the money goes
            choices=result.choices,
            subject=result.subject,
            settled=result.settled,
            others=tuple(result.notes.get("others", "").split()),
            said=request if result.subject.casefold() in request.casefold() else f"{request}\n{result.subject}",
        )
    looked = all(result.tool in _LOOKS or result.subject.startswith(CARD_TOLD) for result in results)
    return before if before is not None and looked else None


def superseded(
    pending: Sequence[ActionProposal], results: Sequence[ToolResult], message: str
) -> tuple[ActionProposal, ...]:
    """Return what waits although something else is wanted of its order by now: a yes would not mean it any more."""
    open_now = {Outcome.NEEDS_DETAIL, Outcome.OUT_OF_STOCK}
    asking = [result.orders for result in results if result.outcome in open_now]
    wanted = {orders[0].id for orders in asking if len(orders) == 1}
    waits = (proposal for proposal in pending if proposal.state is ProposalState.PENDING)
    if asking and _TURNED.search(message):
        return tuple(waits)
    return tuple(proposal for proposal in waits if proposal.action.order_id in wanted)


def replaced(
    pending: Sequence[ActionProposal], made: Sequence[ActionProposal], message: str
) -> tuple[ActionProposal, ...]:
    """Return what waits no longer because of new proposals: all, unless a message wants another order's as well."""
    waits = tuple(proposal for proposal in pending if proposal.state is ProposalState.PENDING)
    kinds = {(proposal.action.order_id, proposal.action.kind) for proposal in made}
    anew = tuple(p for p in waits if (p.action.order_id, p.action.kind) in kinds)
    if anew and len(waits) > 1 and not _INSTEAD.search(message):
        return anew  # one of several is corrected
    orders = {order for order, _ in kinds}
    return tuple(p for p in waits if p.action.order_id in orders) if _AS_WELL.search(message) else waits


def _refused_a_method(result: ToolResult) -> bool:
    """Say whether it is only the payment method that stands in the way, so that another one may be named."""
    return result.verdict is not None and result.verdict.refusal in _OF_THE_METHOD


def _waiting(
    pending: Sequence[ActionProposal], results: Sequence[ToolResult], now: datetime
) -> tuple[ActionProposal, ...]:
    """Return what waits after the turn: the proposals that it made, else those before that it left undecided.

    A yes that the shop hadn't answered waits in any case, until its shopper has been told what became of it.
    """
    decided = {result.proposal.id: result.proposal for result in results if result.tool == CONFIRM and result.proposal}
    settled = {_settled(result) for result in results if result.tool == CONFIRM}
    before = {proposal.id: proposal for proposal in pending} | decided
    left = [proposal for proposal in before.values() if proposal.id not in settled]
    untold = [proposal for proposal in left if proposal.state is not ProposalState.PENDING]
    made = [result.proposal for result in results if result.outcome is Outcome.PROPOSED and result.proposal]
    undecided = [p for p in left if p.state is ProposalState.PENDING and p.expires_at > now]
    return (*untold, *undecided, *made)


def _settled(result: ToolResult) -> str | None:
    """Return the proposal that a decision ended; None for one that couldn't be decided, which waits on."""
    if result.proposal is None:
        return result.notes.get("proposal") if result.notes.get("code") in _OVER else None
    return None if result.notes.get("decision") in _UNDECIDED else result.proposal.id


def shop_events(principal: Principal, results: Sequence[ToolResult], now: datetime) -> list[ShopEvent]:
    """Return what this turn tells about the shopper's interest."""
    owner = principal.owner
    events: list[ShopEvent] = []
    for result in results:
        if result.tool == "search_catalog":
            events.append(ShopEvent(type="search", owner=owner, query=result.subject[:200], at=now))
        kind = "impression" if result.layout == "list" else "view"
        events.extend(
            ShopEvent(type=kind, owner=owner, product_id=card.product_id, position=card.position, at=now)
            for card in result.products
        )
        if result.cart is not None and result.notes.get("action") == "add":
            line = next((line for line in result.cart.lines if line.title == result.subject), None)
            if line is not None:
                events.append(ShopEvent(type="add_to_cart", owner=owner, product_id=line.product_id, at=now))
    return events
