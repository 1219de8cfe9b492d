"""Which of the shopper's orders a message is about: "where is my tent" means the one with the tent."""

from __future__ import annotations

import re

from assistant.planner.evidence import Evidence, tokens_of
from assistant.planner.numbers import numbers_in

_ORDER = re.compile(r"(?<![\w-])((?:[A-Za-z]{1,4}-?)?\d{3,}(?:-\d+)?) \(([^)]*)\)")  # as the live setting writes them
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
    meant = set()
    for order, things in _ORDER.findall(setting):
        words = {word for word in tokens_of(things) if word[0].isalpha() and len(word) > 2 and not numbers_in(word)}
        words -= _NOT_THINGS
        if any(said.has_word(word) for word in words):
            meant.add(str(order))
    return meant.pop() if len(meant) == 1 else None
