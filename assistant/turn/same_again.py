"""The same for other orders: "do that for W1002 too", "and the other one as well".

Each order gets a call with a request of its own, so that nothing is read into one that was said of another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.actions import (
    ActionKind,
    ActionProposal,
    CancelOrder,
    ChangeAddress,
    ChangePayment,
    ProposalState,
    ReturnItems,
)
from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order
from assistant.planner.schema import CONFIRM
from assistant.policy.conditions import lines_of
from assistant.policy.rules import PolicyRules
from assistant.tools.payments import money_to
from assistant.turn.every_order import MAX_ORDERS, RequestedCalls, numbered_in

_LONGEST = 16  # words
_LEAD = (
    r"^\W*(?:(?:and|also|plus|then|now|ok(?:ay)?|yes|yeah|yep|sure|great|good|perfect|thanks|thank you|please|oh"
    r"|can you)\W+)*"
)
_YES = re.compile(r"\W*(?:yes|yep|yeah|yup|sure|confirm\w*|go ahead)\b", re.IGNORECASE)  # "ok, the same for …" is none
_SAME = re.compile(
    r"\b(?:the )?same (?:thing |change |address |payment |again )?(?:please )?(?:for|with|to|on|goes for|applies to)\b"
    r"|\b(?:do|repeat) (?:that|it|this|so)(?: again| also| too| as well| please)? (?:for|with|to|on)\b"
    rf"|{_LEAD}(?:(?:for|to|on|with|do|cancel|return|change|update) )?(?:the|my) (?:other|rest|remaining)\b"
    r"(?: \w+)?(?: orders?| ones?| two| three)?(?:\W+(?:too|as well|also|please|now))*\W*$"
    rf"|{_LEAD}(?:for|on|with) (?:all|both|each|every one) of (?:them|these|those)"
    r"(?:\W+(?:too|as well|also|please))*\W*$",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:but|except|instead|different|apart from|n['’]t|not|items?|size|colou?r|version)\b|\?.*\w"
    r"|^\W*(?:(?:so|and|but|ok)\W+)*(?:is|are|was|were|does|do i|did|what|why|where|when|which|who)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\b(?:all|both|each|every|rest|remaining|others|orders|two|three)\b", re.IGNORECASE)
_STANDS = frozenset({ProposalState.PENDING, ProposalState.CONFIRMED, ProposalState.EXECUTED})


def means_the_same(message: str) -> bool:
    """Say whether a message may want for another order what was wanted before, and nothing else."""
    fits = len(message.split()) <= _LONGEST and _SAME.search(message) is not None
    return fits and _OTHERWISE.search(message) is None


def same_again(
    message: str, made: Sequence[ActionProposal], orders: Sequence[Order], rules: PolicyRules
) -> RequestedCalls | None:
    """Return what was asked for last, for the other orders that a message means; None where it means nothing of it.

    Args:
        made: the conversation's proposals, the oldest first.
        orders: the shopper's own.
    """
    standing = [proposal for proposal in made if proposal.state in _STANDS and proposal.action.order_id]
    if not standing or not means_the_same(message):
        return None
    last = standing[-1]
    kind = last.action.kind
    done = {proposal.action.order_id for proposal in standing if proposal.action.kind == kind}
    of_last = next((order for order in orders if order.id == last.action.order_id), None)
    meant = _meant(message, [order for order in orders if order.id not in done], rules, kind)
    wishes = [wish for order in meant if of_last is not None and (wish := _for(last, of_last, order)) is not None]
    if not wishes:
        return None
    agreed = last.state is ProposalState.PENDING and _YES.match(message) is not None
    yes = (ToolCall(name=CONFIRM, args={"accept": True}),) if agreed else ()
    return RequestedCalls((*yes, *(call for call, _ in wishes)), tuple(request for _, request in wishes))


def _meant(message: str, others: Sequence[Order], rules: PolicyRules, kind: ActionKind) -> Sequence[Order]:
    """Return the orders that a message means of those to which it wasn't done; none where that is unclear."""
    if numbered := numbered_in(message, others):
        return numbered
    open_now = [order for order in others if order.status in rules.of(kind).statuses]
    return open_now if len(open_now) == 1 or (_SEVERAL.search(message) and len(open_now) <= MAX_ORDERS) else ()


def _for(last: ActionProposal, of_last: Order, order: Order) -> tuple[ToolCall, str] | None:
    """Return the call and the request that do to an order what was proposed for another one."""
    action, number = last.action, {"order_id": order.id}
    match action:
        case CancelOrder():
            reason = {"reason": action.reason} if action.reason else {}
            return ToolCall(name="cancel_order", args={**number, **reason}), f"cancel order {order.id}. {action.reason}"
        case ChangeAddress():
            args = {**number, "change": "address", "details": str(action.address)}
            return ToolCall(name="update_order", args=args), f"change the address of order {order.id}"
        case ChangePayment():
            args = {**number, "change": "payment", "details": action.payment}
            return ToolCall(name="update_order", args=args), f"change the payment of order {order.id}"
        case ReturnItems():
            titles = {line.title for line in lines_of(action, of_last)}
            whole = len(lines_of(action, of_last)) == len(of_last.lines)
            own = [line.title for line in order.lines if line.title in titles]
            if not (whole or own):
                return None
            items = ["everything"] if whole else own
            where = f"\n{money_to(action.refund_to)}" if action.refund_to else ""
            things = "everything" if whole else f"the {' and the '.join(own)}"
            args_of = {**number, "items": items, "reason": action.reason}
            return ToolCall(name="return_items", args=args_of), f"return {things} from order {order.id}{where}"
        case _:
            return None
