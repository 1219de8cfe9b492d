"""What there is to say about orders, proposals and what became of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.actions import COMES_BACK
from assistant.domain.conversation import Conversation
from assistant.domain.order import OrderStatus
from assistant.tools.result import Outcome, ToolResult
from assistant.writer.echo import echoing
from assistant.writer.order_standing import (
    list_phrases,
    status_phrases,
    still_phrases,
    told_before,
    what_then,
    with_contents,
)
from assistant.writer.phrases import Phrase, either, listed, phrase

_ORDER_TOOLS = frozenset(
    {"list_orders", "get_order", "cancel_order", "update_order", "return_items", "exchange_items", "undo_change"}
)
_FAULT = re.compile(
    r"\b(?:broke(?:n)?|damaged?|defective|faulty|crack(?:s|ed)?|chip(?:ped)|scratch(?:es|ed)?|torn|ripped|shattered|dented|leak(?:s|ing|ed)|bent|stained"
    r"|(?:does|do|did)(?:n'?t| not) work|stopped working|fell apart|missing|wrong (?:one|item|size|colou?r|thing))\b",
    re.IGNORECASE,
)
_UNDER_WAY = frozenset({OrderStatus.SHIPPED, OrderStatus.OUT_FOR_DELIVERY, OrderStatus.DELAYED})
_GONE = frozenset({"proposal_settled", "proposal_not_found"})
_EXACT_PROOFS = frozenset(
    {"code_sent", "code_again", "code_wrong", "code_used_up", "no_number", "no_mailbox", "why_code"}
)
# A refund's way and a difference's are asked for in other words than what pays an order.
_MONEY_OF = {"return_items": "_refund", "exchange_items": "_difference"}
_AS_NUMBER = {
    "wanted": "which_wanted",
    "items": "which_items",
    "address": "which_address",
    "change": "which_change",
    "reason": "which_reason",
}


def order_phrases(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    """Yield what an order, proposal or step-up result has to say; nothing for other results."""
    if result.tool == "step_up":
        yield _proof(result)
        if result.notes["proof"] in {"code_sent", "code_again"} and result.notes.get("delivery") == "outbox":
            yield phrase("verify", "code_in_outbox", exact=True)
    elif result.tool == "confirm":
        yield from _decision(result)
    elif result.tool in _ORDER_TOOLS:
        yield from _order(result, conversation, message)


def _order(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    match result.outcome:
        case Outcome.NEEDS_VERIFICATION if result.notes.get("proof") == "other":
            yield phrase("verify", "other")
        case Outcome.NEEDS_VERIFICATION if result.subject:
            yield phrase("verify", "ask_email")
        case Outcome.NEEDS_VERIFICATION:
            yield phrase("verify", "ask")
        case Outcome.PROPOSED if result.proposal is not None:
            if _FAULT.search(message) and result.tool in COMES_BACK:
                yield phrase("propose", "sorry")
            yield phrase("propose", "proposed", title=result.proposal.title)
        case Outcome.NOT_ALLOWED if "ruled_out_by" in result.notes:
            key = f"not_after_{result.notes['ruled_out_by']}"
            yield phrase("propose", key, order=result.orders[0].id, exact=True)
        case Outcome.NOT_ALLOWED if result.verdict is not None:
            yield from _refusal(result, result.verdict.reason)
            if _insisted(conversation, result):
                yield phrase("propose", "insisted", closing=True)
        case Outcome.NEEDS_DETAIL:
            yield from _asked_back(result)
        case Outcome.OUT_OF_STOCK:
            yield phrase("update_cart", "out_of_stock", title=f"{result.subject} ({result.notes.get('variant', '')})")
            if result.choices:
                yield phrase("update_cart", "out_of_stock_choices", choices=listed(result.choices))
        case Outcome.NOTHING_FOUND if result.missing == "items":
            yield phrase("propose", "no_items", order=result.orders[0].id)
        case Outcome.NOTHING_FOUND if result.tool == "list_orders" and result.subject:
            yield phrase("orders", "none_status", status=result.subject)
        case Outcome.NOTHING_FOUND if result.subject:
            # A number that the shopper wrote otherwise isn't spelled out for them: it might be somebody's.
            as_typed = result.subject.casefold() in message.casefold()
            yield echoing("orders", "not_found", result.subject) if as_typed else phrase("orders", "not_found_unnamed")
            yield phrase("orders", "not_found_hint", closing=True)
        case Outcome.NOTHING_FOUND:
            yield phrase("orders", "none")
        case Outcome.FOUND if result.tool == "list_orders":
            yield from list_phrases(result)
        case Outcome.FOUND:
            if told_before(result, conversation):
                yield from still_phrases(result)
            else:
                yield from status_phrases(result.orders[0], f"{result.subject} {message}", result.notes)
            yield from what_then(result, conversation)
        case _:
            yield phrase("failed", "tool")


def _asked_back(result: ToolResult) -> Iterator[Phrase]:
    """Say what isn't there of what was named, and ask for the detail that is missing."""
    if result.subject and result.missing in {"order", "items"}:
        order = result.orders[0].id if result.missing == "items" else ""
        yield echoing("propose", f"unknown_in_{result.missing}", result.subject, order=order)
    if absent := result.notes.get("absent"):
        yield phrase("propose", "absent_payment", exact=True, absent=absent, order=result.orders[0].id)
    if instead := result.notes.get("instead"):
        yield phrase("propose", "would_be", instead=instead, exact=True)
    if step := result.notes.get("step"):
        yield phrase("propose", f"none_{step}", title=result.subject, version=result.notes["version"])
    if apart := result.notes.get("apart"):
        wish = result.notes["wish"]
        key = "none_alike" if wish else "none_alike_unnamed"
        yield phrase("propose", key, title=result.subject, wish=wish, apart=apart, exact=True)
        return
    yield _missing(result)


def _refusal(result: ToolResult, reason: str) -> Iterator[Phrase]:
    """Say why not, and what can be done instead where something can."""
    status = result.orders[0].status if result.orders else None
    if result.tool == "cancel_order" and status is OrderStatus.CANCELLED:
        yield phrase("orders", "already_cancelled", order=result.orders[0].id)
        return
    yield phrase("propose", "not_allowed", reason=reason)
    if status in _UNDER_WAY and result.tool in {"cancel_order", "return_items", "exchange_items"}:
        yield phrase("propose", "after_arrival", closing=True)
    elif status is OrderStatus.LOST:
        yield phrase("orders", "lost_hint", closing=True)
    elif result.offer is not None:
        key = "offer_original" if result.offer.name == result.tool else f"offer_{result.offer.name}"
        yield phrase("propose", key, closing=True, order=result.orders[0].id)


def _insisted(conversation: Conversation, result: ToolResult) -> bool:
    """Say whether the same was refused the turn before: saying it once more would send the shopper in a circle."""
    return result.verdict is not None and result.verdict.reason == conversation.state.refused


def _missing(result: ToolResult) -> Phrase:
    order = result.orders[0].id if len(result.orders) == 1 else ""
    choices = either(result.choices)
    if result.missing == "order":
        told = either([with_contents(order) for order in result.orders]) or choices
        many = len(result.choices) > len(result.orders) > 0
        return phrase("propose", "which_of_many" if many else "which_order", choices=told, total=len(result.choices))
    if result.missing == "payment":
        key = "which_payment" if len(result.choices) > 1 else "only_payment" if result.choices else "no_payment"
        return phrase("propose", f"{key}{_MONEY_OF.get(result.tool, '')}", order=order, choices=choices)
    if result.missing == "wanted" and not result.choices:
        return phrase("propose", "no_other", title=result.subject)
    return phrase("propose", _AS_NUMBER[result.missing], order=order, title=result.subject, choices=choices)


def _proof(result: ToolResult) -> Phrase:
    if result.notes["proof"] == "partial":
        return phrase("verify", "ask_email" if result.notes["missing"] == "email" else "ask_number")
    return phrase("verify", result.notes["proof"], exact=result.notes["proof"] in _EXACT_PROOFS)


def _decision(result: ToolResult) -> Iterator[Phrase]:
    if result.outcome is Outcome.NEEDS_DETAIL:
        yield phrase("confirm", "which", choices=either(result.choices))
        return
    decision, proposal = result.notes.get("decision"), result.proposal
    if proposal is None or decision is None:
        settled = result.notes.get("code") in _GONE
        yield phrase("confirm", "settled") if settled else phrase("failed", "tool")
        return
    if decision != "confirmed":
        yield phrase("confirm", "refused" if decision == "failed" else decision)
        if decision == "refused" and proposal.verdict.reason:
            yield phrase("propose", "not_allowed", reason=proposal.verdict.reason)
        return
    action = proposal.action
    order = result.orders[0] if result.orders else None
    account = action.kind == "change_address" and action.order_id is None
    yield phrase(
        "confirm",
        "change_account_address" if account else "refund_lost_order" if "lost" in result.notes else action.kind,
        order=action.order_id or "",
        address=str(action.address) if action.kind == "change_address" else "",
        payment=order.payment if order else "",
        total=order.total if order else "",
    )
    if action.kind in {"cancel_order", "return_items"} and proposal.amount is not None and order is not None:
        method = order.refunds[-1].method if order.refunds else order.payment
        elsewhere = not any(method in effect for effect in proposal.effects)
        told = "refund_as_told" if elsewhere else "refund"
        yield phrase("confirm", told, amount=proposal.amount, payment=method)
    if reason := result.notes.get("reason"):
        yield phrase("confirm", "cancel_reason", reason=reason)
    if minutes := result.notes.get("undo_minutes"):
        yield phrase("confirm", "can_undo", minutes=minutes, closing=True)
