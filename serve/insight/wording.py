"""How a shopper's words are shown to those who look for patterns: without anything that leads to a person."""

from __future__ import annotations

import re

from assistant.privacy import mask_personal_data

MAX_SHOWN = 200  # characters
_REFERENCE = re.compile(r"(?<![\w$€£.,])#?(?:[A-Za-z]{1,4}-?)?\d(?:-?\d)*(?!\w|[.,]\d)")
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?-\d\d?-\d{4}")
_SHORTEST = 5  # digits from which a number names an order, a parcel or an account


def shown(message: str, most: int = MAX_SHOWN) -> str:
    """Return a message with personal data masked, numbers that name an order as "[order]", on one line and not long."""
    masked = _REFERENCE.sub(_reference, mask_personal_data(" ".join(message.split())))
    return masked if len(masked) <= most else f"{masked[: most - 1].rstrip()}…"


def _reference(found: re.Match[str]) -> str:
    many = sum(map(str.isdigit, found[0])) >= _SHORTEST
    return "[order]" if many and not _DATE.fullmatch(found[0]) else found[0]
