"""Gives each of several planned actions its own part of a message: "return the bottle and exchange the bed".

A tool reads the message itself, because a plan may have lost a word; where a message asks for two kinds of action, the
words of the one would be taken for the other's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.domain.conversation import ToolCall
from assistant.tools.matching import overlap
from assistant.tools.order_things import things_named
from assistant.tools.payments import money_to, where_money_goes

_VERBS = {
    "cancel_order": r"cancel(?:l?ing)?|call(?:ing)? off",
    "return_items": r"return(?:ing)?|send(?:ing)? (?:[\w'-]+ ){1,6}?back|send(?:ing)? back|giv(?:e|ing) back"
    r"|refund(?= (?:the|my|me for)\b)|money back for",
    "exchange_items": r"exchang(?:e|ing)|swap(?:ping)?|trad(?:e|ing)|replac(?:e|ing)",
    "update_order": r"make (?:it|them|that|both)(?! so\b)|chang(?:e|ing)|updat(?:e|ing)|modify(?:ing)?|switch(?:ing)?",
}
_ANY = re.compile(
    r"(?<!\w)(?:" + "|".join(f"(?P<{tool}>{words})" for tool, words in _VERBS.items()) + r")\b", re.IGNORECASE
)
# "No exchange", "instead of returning it" and "the return label" ask for none.
_NONE = re.compile(
    r"\b(?:the|an?|my|this|that|your|no|not|never|without|than|instead of|after|about|any|of)\s+$|n['’]?t\s+$",
    re.IGNORECASE,
)
# What shoppers call alike: a change of what hasn't been sent and an exchange of what has.
_CALLED_ALIKE = {"exchange_items": "update_order", "update_order": "exchange_items"}
_BEFORE_DISPATCH = frozenset({"cancel_order", "update_order"})
_ORDER_NUMBER = re.compile(r"#\s?[A-Za-z]{0,4}-?\d[\w-]*|\b[A-Za-z]{1,4}-?\d{4,}\b|\b\d{5,}\b")


_CLAUSES = re.compile(r"[,.;?!]\s+|\s+\band\b\s+", re.IGNORECASE)
_WHERE = re.compile(r"\b(?:where(?:'s|’s|s)?|track\w*|status|arriv\w*|deliver\w*|parcel|package)\b", re.IGNORECASE)


def part_for(call: ToolCall, calls: Sequence[ToolCall], message: str) -> tuple[ToolCall, str]:
    """Return a call without what belongs to another one, and the part of the message that speaks of it.

    Both are as they were where the message doesn't ask for several kinds of action. What stands in front of the first
    verb belongs to all, and so do an order number or a payment method that the message gives once.
    """
    if call.name == "get_order" and len(calls) > 1:
        where = [clause for clause in _CLAUSES.split(message) if _WHERE.search(clause)]
        return call, where[0] if len(where) == 1 else message
    if len({other.name for other in calls if other.name in _VERBS}) < 2 or call.name not in _VERBS:
        return call, message
    before, parts = _parts(message)
    said = {tool for tool, _ in parts}
    meant = call.name if call.name in said else _CALLED_ALIKE.get(call.name)
    if len(said) < 2 or meant not in said:
        return call, message
    part = before + " ".join(text for tool, text in parts if tool == meant)
    theirs = " ".join(text for tool, text in parts if (tool in _BEFORE_DISPATCH) != (meant in _BEFORE_DISPATCH))
    return _without_others(call, part, theirs, message), part + _said_once(part, theirs, message)


def with_all_asked_for(calls: Sequence[ToolCall], message: str) -> tuple[ToolCall, ...]:
    """Return the calls with those that a plan has lost: "return the hose, and exchange the boots" asks for both.

    Only where all that is planned are such actions, and each verb that is said has a thing of its own.
    """
    planned = {call.name for call in calls}
    if len(calls) != 1 or not planned <= _VERBS.keys() or message.rstrip().endswith("?"):
        return tuple(calls)
    parts = dict(_parts(message)[1])
    lost = [
        tool
        for tool in parts
        if tool not in planned
        and _CALLED_ALIKE.get(tool) not in planned
        and (things_named((), parts[tool]) or _numbers(parts[tool]))
    ]
    if not planned <= parts.keys() or not lost:
        return tuple(calls)
    order = {name: value for name, value in calls[0].args.items() if name == "order_id"}
    if own := _numbers(parts[lost[0]]):
        order = {"order_id": own.pop()} if len(own) == 1 else {}
    args = {**order, **({"change": "items"} if lost[0] == "update_order" else {})}
    return (*calls, ToolCall(name=lost[0], args=args))


def tools_asked_for(message: str) -> set[str]:
    """Return the tools whose verbs a message says, unless it says them to want none: "no exchange, return it"."""
    return {tool for tool, _ in _parts(message)[1]}


def _parts(message: str) -> tuple[str, list[tuple[str, str]]]:
    """Return what stands before the first verb, and each verb's tool with the text from it to the next one."""
    verbs = [found for found in _ANY.finditer(message) if not _NONE.search(message, 0, found.start())]
    starts = [*(found.start() for found in verbs), len(message)]
    parts = zip(verbs, pairwise(starts), strict=True)
    return message[: starts[0]], [(found.lastgroup or "", message[start:end]) for found, (start, end) in parts]


def _without_others(call: ToolCall, part: str, theirs: str, message: str) -> ToolCall:
    """Return a call without the items and the order's number that only another part of the message names."""
    args = dict(call.args)
    if items := args.get("items"):
        args["items"] = [item for item in items if overlap(item, part) or not overlap(item, message)]
    if str(args.get("order_id", "")).strip("# ") in _numbers(theirs) - _numbers(part):
        del args["order_id"]
    return ToolCall(name=call.name, args=args)


def _numbers(text: str) -> set[str]:
    return {number.strip("# ") for number in _ORDER_NUMBER.findall(text)}


def _said_once(part: str, theirs: str, message: str) -> str:
    """Return what a message says for all its parts: the one order number, and where the money goes.

    An order is either open or delivered, so that what is cancelled isn't what comes back.
    """
    numbers = _numbers(message) - _numbers(theirs)
    number = f" (order {numbers.pop()})" if len(numbers) == 1 and not _ORDER_NUMBER.search(part) else ""
    where = where_money_goes(message) if not where_money_goes(part) else ""
    return f"{number}\n{money_to(where)}" if where else number
