"""How many pieces of an order line a message means: "one of the two mugs", "just 2 of them"."""

from __future__ import annotations

import re

from assistant.domain.actions import LineQuantity
from assistant.domain.order import OrderLine
from assistant.number_words import CARDINALS
from assistant.tools.order_things import head_noun

_NUMBER = rf"(?P<number>\d{{1,2}}|{'|'.join(word for word, value in CARDINALS.items() if 0 < value < 20)})"
_SOME = re.compile(
    rf"\b(?:(?:just|only)\s+{_NUMBER}\b(?!\s*(?:days?|weeks?|times?|inch|cm|%))"
    rf"|{_NUMBER.replace('number', 'share')}\s+(?:out\s+)?of\s+(?:the|my|these|those|them|both)\b"
    rf"|{_NUMBER.replace('number', 'against')}\b[^.?!]{{0,20}}\W+not\s+(?:two|three|four|both|all|\d)\b)",
    re.IGNORECASE,
)


_NO_COUNT = r"(?:days?|weeks?|times?|inch|cm|ml|oz|or|of (?:my|the) (?:order|money))\b"


def pieces_meant(line: OrderLine, message: str) -> int:
    """Return how many of the pieces that are still kept are meant: all, unless the message says fewer."""
    found = _SOME.search(message) or _counted(line, message)
    if found is None:
        return line.kept
    said = next(group for group in found.groups() if group).lower()
    number = int(said) if said.isdecimal() else CARDINALS[said]
    return number if 0 < number < line.kept else line.kept


def _counted(line: OrderLine, message: str) -> re.Match[str] | None:
    """Find a number before the thing's name: "replace 1 doormat", "one Swift T-Shirt"."""
    noun = re.escape(head_noun(line.title))
    between = rf"(?:\s+(?!{_NO_COUNT})[\w'’-]+){{0,3}}?"
    return (
        re.search(rf"(?<!size )(?<![\d.$-]){_NUMBER}{between}\s+(?:[\w-]*-)?{noun}", message, re.IGNORECASE)
        if noun
        else None
    )


def quantities(lines: tuple[OrderLine, ...], message: str) -> tuple[LineQuantity, ...]:
    """Return the pieces of each line that are meant; fewer than all only where one line is."""
    if len(lines) == 1:
        return (LineQuantity(line_id=lines[0].id, quantity=pieces_meant(lines[0], message)),)
    return tuple(LineQuantity(line_id=line.id, quantity=line.kept) for line in lines)
