"""How many pieces of an order line a message means: "one of the two mugs", "just 2 of them"."""

from __future__ import annotations

import re

from assistant.domain.actions import LineQuantity
from assistant.domain.order import OrderLine
from assistant.number_words import CARDINALS

_NUMBER = rf"(?P<number>\d{{1,2}}|{'|'.join(word for word, value in CARDINALS.items() if 0 < value < 20)})"
_SOME = re.compile(
    rf"\b(?:(?:just|only)\s+{_NUMBER}\b(?!\s*(?:days?|weeks?|times?|inch|cm|%))"
    rf"|{_NUMBER.replace('number', 'share')}\s+(?:out\s+)?of\s+(?:the|my|these|those|them|both)\b)",
    re.IGNORECASE,
)


def pieces_meant(line: OrderLine, message: str) -> int:
    """Return how many of the pieces that are still kept are meant: all, unless the message says fewer."""
    found = _SOME.search(message)
    if found is None:
        return line.kept
    said = (found.group("number") or found.group("share")).lower()
    number = int(said) if said.isdecimal() else CARDINALS[said]
    return number if 0 < number < line.kept else line.kept


def quantities(lines: tuple[OrderLine, ...], message: str) -> tuple[LineQuantity, ...]:
    """Return the pieces of each line that are meant; fewer than all only where one line is."""
    if len(lines) == 1:
        return (LineQuantity(line_id=lines[0].id, quantity=pieces_meant(lines[0], message)),)
    return tuple(LineQuantity(line_id=line.id, quantity=line.kept) for line in lines)
