"""Takes up what a message puts right about what waits: "no, only one of them", "add the backpack too", "all of it".

It makes the proposal anew, so that the shopper gets the card that they asked for instead of "nothing was changed".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.actions import (
    ActionKind,
    ActionProposal,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    ExchangeItems,
    OrderAction,
    ProposalState,
    ReturnItems,
    SettledChanges,
)
from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order, OrderLine
from assistant.planner.short_messages import begins_with_no, says_yes
from assistant.policy.conditions import lines_of
from assistant.tools.choice import Choice
from assistant.tools.lines_meant import lines_told, told_by_price
from assistant.tools.order_things import line_name
from assistant.tools.payments import money_to, names_a_method, where_money_goes
from assistant.tools.pieces import pieces_meant
from assistant.tools.versions import names_a_version
from assistant.turn.named_yes import begins_with_yes, names_a_part, names_another_method, says_yes_to
from assistant.turn.parts import tools_asked_for

_TOOLS: Mapping[ActionKind, str] = {
    "cancel_order": "cancel_order",
    "return_items": "return_items",
    "exchange_items": "exchange_items",
    "change_items": "update_order",
}
# What can be done before dispatch, and what after: no wish for the one puts the other right.
_STAGES = (frozenset({"cancel_order", "update_order"}), frozenset({"return_items", "exchange_items"}))
_LONGEST = 40  # words
_ADDS = re.compile(r"\b(?:add|also|too|as well|plus|missing|forgot|left out|AND)\b|^\W*and\b(?i:.*\btoo\b)?")
_CORRECTS = re.compile(
    r"\b(?:only|just|not (?:only|just|the|that|two|both|all)|both|all|everything|instead|rather|prefer"
    r"|i (?:said|meant|mean)|wrong|omg|wait|actually)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:(?:but|and|so|ok|wait|hm+)\W+)*(?:is|are|was|will|do|does|did|what|which|when|where|why|how|who"
    r"|can i)\b|\?\s*$",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\b(?:only|just) (?:the|that|my|exchange|change|swap)\b|\bnothing else\b", re.IGNORECASE)
_METHOD = re.compile(
    r"\b(?:other |second |different )?(?:(?:credit|debit|gift|store) )?(?:card|credit|visa|mastercard|amex|pay ?pal)\b"
    r"(?: ending (?:in )?\d{4})?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^(?!.*\b(?:don['’]?t|do not)\b).*\b(?:address|send|ship|deliver|account)\b", re.IGNORECASE | re.DOTALL
)
_SHORT_FORM = re.compile(r"['’]\w+")  # the m of "I'm" is no size
_NUMBER = re.compile(r"\d{5,}")
_DROPPED = re.compile(
    r"\b(?:buy|looking for|show me|find me|recommend|cart|i (?:also )?need an?"
    r"|forget|never ?mind|leave (?:it|everything)|keep (?:it|them|everything)|stop)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amendment:
    """What waits, as it is wanted instead: the call, the words that its tool reads, and the versions that stay."""

    call: ToolCall
    request: str
    settled: SettledChanges | None = None


def amended(message: str, pending: Sequence[ActionProposal], orders: Sequence[Order]) -> Amendment | None:
    """Return what a message makes of the one proposal that waits; None where it puts nothing right about it.

    Args:
        orders: the shopper's own.
    """
    if not may_amend(message, pending):
        return None
    action = pending[0].action
    if isinstance(action, ChangeAddress):
        return _sent_elsewhere(message)
    if isinstance(action, ChangePayment):
        return _paid_otherwise(message, pending[0])
    order = next((order for order in orders if order.id == action.order_id), None)
    if not _puts_right(message) and (order is None or not _agrees_otherwise(message, pending[0], order)):
        return None
    own = _own_tool(action)
    tool = _tool_for(own, message)
    if order is None or tool is None or not _speaks_of(order, message):
        return None
    before = lines_of(action, order)
    told = lines_told(order, message)
    if isinstance(told, Choice) or (not told and not _says_otherwise(message, tool, own, before)):
        return None
    if told and tool == "return_items" and _ADDS.search(message):
        told = tuple(line for line in order.lines if line in before or line in told)
    lines = told or before
    settled = settled_before(message, pending) if tool != "cancel_order" else None
    if settled is not None:  # of a version that isn't named anew, nothing is to be read
        again = lines if told or _names_a_version(message) else ()
        settled = settled.model_copy(update={"remaining": tuple(line.id for line in again)})
    return Amendment(
        _call(tool, order, lines, message, pending[0]), _request(tool, lines, message, pending[0]), settled
    )


def may_amend(message: str, pending: Sequence[ActionProposal]) -> bool:
    """Say whether a message may put right what waits, before the shopper's orders are read for it."""
    says_more = begins_with_yes(message) and not says_yes(message)
    return _one_waits(pending) and _builds_on(message) and (_puts_right(message) or says_more)


def settled_before(message: str, pending: Sequence[ActionProposal]) -> SettledChanges | None:
    """Return the versions of what waits, on which a message builds unless it wants only what it names."""
    action = pending[0].action if _one_waits(pending) else None
    if not isinstance(action, ExchangeItems | ChangeItems) or _ALONE.search(message):
        return None
    return SettledChanges(kind=action.kind, order_id=action.order_id, changes=action.changes, payment=action.payment)


def _one_waits(pending: Sequence[ActionProposal]) -> bool:
    return [proposal.state for proposal in pending] == [ProposalState.PENDING]


def _sent_elsewhere(message: str) -> Amendment | None:
    """Return the change of an address that is meant instead: "no, not my account, send the order there"."""
    if not begins_with_no(message) or not _ADDRESS.search(message):
        return None
    return Amendment(ToolCall(name="update_order", args={"change": "address"}), message)


def _paid_otherwise(message: str, proposal: ActionProposal) -> Amendment | None:
    """Return the payment that is meant instead of the one that waits: "yes, but use PayPal"."""
    if not names_another_method(message, proposal):
        return None
    args = {"order_id": proposal.action.order_id, "change": "payment", "details": message[:120]}
    return Amendment(ToolCall(name="update_order", args=args), message)


def _agrees_otherwise(message: str, proposal: ActionProposal, order: Order) -> bool:
    """Say whether a yes names another method or version than what waits, or only a part of its things."""
    if not begins_with_yes(message) or says_yes_to(message, proposal, (order,)):
        return False
    version = isinstance(proposal.action, ExchangeItems | ChangeItems) and _names_a_version(message)
    return version or names_another_method(message, proposal) or names_a_part(message, proposal, order)


def _names_a_version(message: str) -> bool:
    return names_a_version(_SHORT_FORM.sub("", message))


def _builds_on(message: str) -> bool:
    asks = _ASKS.search(message) or ("?" in message and not begins_with_no(message))
    return not (told_by_price(message) or len(message.split()) > _LONGEST or asks or _DROPPED.search(message))


def _puts_right(message: str) -> bool:
    return begins_with_no(message) or any(words.search(message) for words in (_ADDS, _CORRECTS))


def _own_tool(action: OrderAction) -> str | None:
    """Return the tool of what waits; to take things out of an order is to cancel them."""
    takes_out = isinstance(action, ChangeItems) and all(change.quantity == 0 for change in action.changes)
    return "cancel_order" if takes_out else _TOOLS.get(action.kind)


def _tool_for(own: str | None, message: str) -> str | None:
    """Return the tool of what waits, or the other one that a message asks for; None where it asks for several."""
    asked = tools_asked_for(message)
    if own is None or own in asked or not asked:
        return own if len(asked) < 2 else None
    (other,) = asked if len(asked) == 1 else ("",)
    alike = any({own, other} <= stage for stage in _STAGES)
    return other if alike else None


def _speaks_of(order: Order, message: str) -> bool:
    return all(order.id.endswith(number) for number in _NUMBER.findall(message))


def _says_otherwise(message: str, tool: str, own: str | None, lines: Sequence[OrderLine]) -> bool:
    """Say whether a message that names no thing wants another action, version, payment or number of pieces."""
    if tool != own:
        return True
    if tool in {"exchange_items", "update_order"} and _names_a_version(message):
        return True
    pieces = len(lines) == 1 and pieces_meant(lines[0], message) != lines[0].kept
    return tool != "cancel_order" and (pieces or names_a_method(message))


def _call(tool: str, order: Order, lines: Sequence[OrderLine], message: str, proposal: ActionProposal) -> ToolCall:
    if tool == "update_order":
        return ToolCall(name=tool, args={"order_id": order.id, "change": "items", "details": message[:120]})
    if tool == "cancel_order":
        return ToolCall(name=tool, args={"order_id": order.id})
    items = [line_name(line) for line in lines]
    args: dict[str, object] = {"order_id": order.id, "items": items}
    if tool == "return_items" and isinstance(proposal.action, ReturnItems):
        args["reason"] = proposal.action.reason
    return ToolCall(name=tool, args=args)


def _request(tool: str, lines: Sequence[OrderLine], message: str, proposal: ActionProposal) -> str:
    """Return what the tool reads: the message, with what holds on of what waits."""
    if tool == "cancel_order":
        return f"cancel only the {' and the '.join(line.title for line in lines)}\n{message}"
    paid = getattr(proposal.action, "refund_to", "") or getattr(proposal.action, "payment", "")
    named = _METHOD.search(message)
    if where_money_goes(message) or not (paid or named):
        return message
    if named:
        return f"{message}\n{money_to(named.group())}"
    kind = " ".join(word for word in paid.split("_") if not word.isdecimal())  # "gift_card_1042" says what it is
    return f"{message}\n{money_to(f'{kind} {paid}')}"
