"""A request that is meant for several orders: "cancel all my pending orders", "all the puzzles", "both"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.domain.actions import ActionKind
from assistant.domain.conversation import OpenQuestion, ToolCall
from assistant.domain.order import Order
from assistant.policy.rules import PolicyRules
from assistant.tools.order_states import orders_described
from assistant.tools.order_things import left_out, line_name, lines_mentioned
from assistant.tools.order_told import LATEST
from assistant.tools.payments import money_to, where_money_goes

MAX_ORDERS = 5
_EVERY = re.compile(
    r"\ball (?:of )?(?:my |the |our |these |those |\d )*(?:other |remaining )?(?:(?!items?\b)\w+ )?orders\b"
    r"|\b(?:both|every|each)(?: of)? (?:my |the |these |those |single )?(?:other |remaining )?"
    r"(?:(?!item\b)\w+ )?orders?\b",
    re.IGNORECASE,
)
_ALL_THE = re.compile(
    r"\b(?:different|all (?:of )?(?:my|the)|both(?: (?:my|the))?|several|separate|two|various|multiple)"
    r" (?:\w+ )?orders\b"
    r"|\b(?:all|both|every one) (?:of )?(?:the|my|those)\b(?!\s+(?:items?|things?|stuff|money|rest)\b)",
    re.IGNORECASE,
)
_ANSWERED_ALL = re.compile(
    r"^\W*(?:(?:yes|ok|please|cancel|return|change|do|for|just|all right|well|oh)\W+)*"
    r"(?:both|all|every one|each|all (?:two|three|four|five|\d))(?: of (?:them|these|those|the orders))?"
    r"(?:\W+(?:please|orders?|thanks|then|thank you))*\W*$",
    re.IGNORECASE,
)
_TOOLS: dict[str, ActionKind] = {"cancel_order": "cancel_order"}
_CHANGES: dict[str, ActionKind] = {"address": "change_address", "payment": "change_payment"}


@dataclass(frozen=True, slots=True)
class RequestedCalls:
    """Calls, each with what its tool reads; a yes to what waits stands before them and has none."""

    calls: tuple[ToolCall, ...]
    requests: tuple[str, ...]


def for_each_order(
    calls: Sequence[ToolCall], message: str, orders: Sequence[Order], rules: PolicyRules
) -> RequestedCalls | None:
    """Return a planned change for each of the orders that a message means: "cancel all my pending orders"."""
    if len(calls) != 1 or not _EVERY.search(message) or numbered_in(message, orders):
        return None
    kind = _TOOLS.get(calls[0].name) or _CHANGES.get(str(calls[0].args.get("change")))
    if kind is None:
        return None
    described = orders_described(orders, message) or orders
    return _each(calls[0], message, [order.id for order in described if order.status in rules.of(kind).statuses])


def things_of_all_orders(
    calls: Sequence[ToolCall], message: str, orders: Sequence[Order], rules: PolicyRules
) -> RequestedCalls | None:
    """Return a planned return for each order with such things: "all the puzzles, they're in different orders"."""
    returns = bool(calls) and all(call.name == "return_items" for call in calls)
    if not returns or not _ALL_THE.search(message) or LATEST.search(message) or numbered_in(message, orders):
        return None
    described = orders_described(orders, message) or orders
    open_now = [order for order in described if order.status in rules.returns.statuses]
    held = [(order, [line for group in lines_mentioned(order.lines, message) for line in group]) for order in open_now]
    held = [(order, lines) for order, lines in held if lines]
    if not 1 < len(held) <= MAX_ORDERS or left_out(message):
        return None
    where = where_money_goes(message)
    paid = f"\n{money_to(where)}" if where else ""
    reason = {"reason": calls[0].args["reason"]} if calls[0].args.get("reason") else {}
    wishes = [
        ToolCall(
            name="return_items",
            args={"order_id": order.id, "items": [line_name(line) for line in lines], **reason},
        )
        for order, lines in held
    ]
    said = (
        f"return the {' and the '.join(map(line_name, lines))} from order {order.id}{paid}" for order, lines in held
    )
    return RequestedCalls(tuple(wishes), tuple(said))


def for_all_asked(message: str, asked: OpenQuestion | None) -> RequestedCalls | None:
    """Return the request for each order of which it was asked which one is meant, where the answer is "both"."""
    if asked is None or asked.missing != "order" or not _ANSWERED_ALL.search(message):
        return None
    return _each(asked.call, asked.said, asked.choices)


def for_others_too(call: ToolCall, request: str, asked: OpenQuestion) -> RequestedCalls:
    """Return a completed request, for each of the orders for which the same detail was missing."""
    if not asked.others:
        return RequestedCalls((call,), ())
    others = [ToolCall(name=call.name, args={**call.args, "order_id": other}) for other in asked.others]
    return RequestedCalls((call, *others), (request, *(f"{request} (order {other})" for other in asked.others)))


def _each(call: ToolCall, said: str, order_ids: Sequence[str]) -> RequestedCalls | None:
    if not 1 < len(order_ids) <= MAX_ORDERS:
        return None
    calls = tuple(ToolCall(name=call.name, args={**call.args, "order_id": order_id}) for order_id in order_ids)
    return RequestedCalls(calls, tuple(f"{said} (order {order_id})" for order_id in order_ids))


def numbered_in(message: str, orders: Iterable[Order]) -> list[Order]:
    said = {"".join(filter(str.isdecimal, number)) for number in re.findall(r"[A-Za-z]{0,4}-?\d{3,}", message)}
    return [order for order in orders if "".join(filter(str.isdecimal, order.id)) in said]
