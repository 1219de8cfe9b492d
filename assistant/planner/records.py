"""Which of the shopper's orders a message is about: "where is my tent" means the one with the tent."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.planner.evidence import Evidence, tokens_of
from assistant.planner.numbers import numbers_in

_ORDER = re.compile(r"(?<![\w-])((?:[A-Za-z]{1,4}-?)?\d{3,}(?:-\d+)?) \(([^)]*)\)")  # as the live setting writes them
_STATED = re.compile(r"(?<![\w-])((?:[A-Za-z]{1,4}-?)?\d{3,}(?:-\d+)?) \([^)]*\) ([a-z ]+)")
_BUT = re.compile(r"\b(?:keep|not|except|but|rest)\b", re.IGNORECASE)
_NOT_THINGS = frozenset(
    {"order", "orders", "delivered", "shipped", "processing", "packed", "returned", "cancelled", "refunded", "pending"}
    | {"delayed", "lost", "transit", "awaiting", "payment", "out", "delivery", "requested", "return", "exchange", "ago"}
    | {
        "day",
        "days",
        "cart",
        "signed",
        "account",
        "customer",
        "a",
        "an",
        "and",
        "in",
        "of",
        "for",
        "the",
        "with",
        "her",
    }
    | {"his", "their", "set", "pack", "women", "men", "kids", "it", "is", "has", "on", "at", "by", "to", "no", "not"}
)


def order_of_thing(message: str, setting: str) -> str | None:
    """Return the id of the one order in the setting that has what the message names; None where none or several have.

    Args:
        setting: the orders in words, each id followed by what is in it.
    """
    if _BUT.search(message):
        return None
    said = Evidence([message])
    meant = {str(order) for order, things in _ORDER.findall(setting) if _named(things, said)}
    return meant.pop() if len(meant) == 1 else None


def is_pointed_at(order_id: str, said: Iterable[str], setting: str) -> bool:
    """Say whether anything that was said speaks of an order of the setting: of what is in it, or how it stands."""
    heard = Evidence(said)
    if any(order == order_id and _named(things, heard) for order, things in _ORDER.findall(setting)):
        return True
    return any(
        order == order_id and any(heard.has_word(word) for word in status.split() if len(word) > 2)
        for order, status in _STATED.findall(setting)
    )


def _named(things: str, said: Evidence) -> bool:
    words = {word for word in tokens_of(things) if word[0].isalpha() and len(word) > 2 and not numbers_in(word)}
    return any(said.has_word(word) for word in words - _NOT_THINGS)
