"""A question whether something may be done is answered before anything is proposed; a request is carried on with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.domain.conversation import ConversationState, ToolCall
from assistant.domain.own_case import Subject
from assistant.offer_words import asks_for_offers
from assistant.tools.matters import Matter, matter_of
from assistant.tools.own_case import settled_arguments
from assistant.tools.result import ToolResult

_ASK = "ask_business"
_DOES: Mapping[Subject, str] = {
    "return_items": "return_items",
    "exchange_items": "exchange_items",
    "cancel_order": "cancel_order",
    "change_address": "update_order",
    "change_payment": "update_order",
    "change_items": "update_order",
}
_WRITES = frozenset(_DOES.values())
# What a planner makes of such a question when it takes it for something else.
_MISTAKEN = frozenset({"get_order", "list_orders", "reply"})
_PRODUCTS = frozenset({"get_cart", "get_product", "search_catalog", "recommend_products"})
_NOT_OF_PRODUCTS = frozenset({"return_items", "cancel_order", "refund"})  # unlike "does it come in another size?"
_ORDERS = frozenset({"get_order", "list_orders"})
_PARCEL = re.compile(r"\b(?:order|parcel|package|track\w*|arriv\w*|deliver\w*|status|shipped|coming)\b", re.IGNORECASE)
_WHOLE = 0.6  # of the message: a smaller part of it is not all that was asked


def explained_first(
    calls: Sequence[ToolCall], message: str, state: ConversationState, *, verified: bool
) -> tuple[ToolCall, ...]:
    """Return the plan with what the message asks about the rules in front of what it would do.

    Asked for a day or a cost only, nothing is proposed; asked whether it may be done, the proposal comes after the
    explanation, for the shopper to confirm.

    Args:
        verified: the speaker has orders to do something to.
    """
    asked = matter_of(message, tuple(turn.shopper for turn in state.exchanges))
    if asked is None:
        return tuple(calls)
    explain = ToolCall(name=_ASK, args={"question": asked.clause})
    place = next((n for n, call in enumerate(calls) if call.name in _WRITES or call.name == _ASK), None)
    if place is None:
        if asked.subject == "refund" and _only_of_money(calls, asked, message):
            return (explain,)
        if [call.name for call in calls] == ["list_promotions"] and asked.subject in _NOT_OF_PRODUCTS:
            return tuple(calls) if asks_for_offers(message) else (explain,)
        mistaken = _MISTAKEN | (_PRODUCTS if asked.subject in _NOT_OF_PRODUCTS else frozenset())
        turned_away = len(calls) == 1 and calls[0].args.get("kind", "clarify") != "clarify"
        turned_away = turned_away and not (asked.paid or asked.amount)
        if len(calls) != 1 or calls[0].name not in mistaken or turned_away:
            return tuple(calls)
        if _all_of(asked, message):
            return (explain,)
        return (*calls, explain) if calls[0].name in _ORDERS else tuple(calls)
    planned = calls[place]
    besides = planned.name in _WRITES and planned.name != _DOES.get(asked.subject) and not _all_of(asked, message)
    follows = (planned,) if (besides or _proposes(planned, asked)) and verified else ()
    rest = tuple(call for call in calls[place + 1 :] if call.name != _ASK)
    return (*calls[:place], explain, *follows, *rest)


def follow_up(call: ToolCall, before: Iterable[ToolResult]) -> ToolCall | None:
    """Return a call as the explanation before it leaves it: about the order that it found; None where none is left."""
    for result in before:
        case = result.own_case
        if case is not None and _DOES.get(case.subject) == call.name:
            settled = settled_arguments(case)
            return ToolCall(name=call.name, args={**call.args, **settled}) if settled else None
    return call


def _only_of_money(calls: Sequence[ToolCall], asked: Matter, message: str) -> bool:
    """Say whether an order would be looked at for its money alone: what comes back when tells that, too."""
    return len(calls) == 1 and calls[0].name in _ORDERS and not _PARCEL.search(message.replace(asked.clause, " "))


def _all_of(asked: Matter, message: str) -> bool:
    """Say whether a message is hardly more than its question."""
    return len(asked.clause) >= _WHOLE * len(message)


def _proposes(planned: ToolCall, asked: Matter) -> bool:
    return asked.wish == "may" and planned.name == _DOES.get(asked.subject)
