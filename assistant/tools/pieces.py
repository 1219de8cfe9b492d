"""How many pieces of an order line a message means: "one of the two mugs", "just 2 of them", "I keep the other one"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.domain.actions import LineQuantity
from assistant.domain.order import OrderLine
from assistant.number_words import CARDINALS
from assistant.tools.order_things import head_noun

_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(word for word, value in CARDINALS.items() if 0 < value < 20)})"
_NO_COUNT = r"(?:days?|weeks?|times?|inch|cm|ml|oz|%|or|of (?:my|the) (?:order|money))"
_GOES = r"(?:send|sending|return|returning|give|take|swap|exchange|bring)\w*(?:\s+back)?"
_SOME = re.compile(
    rf"\b(?:just|only)\s+(?:{_GOES}\s+)?(?P<only>{_NUMBER})\b(?!\s*{_NO_COUNT})"
    rf"|\b(?P<share>{_NUMBER})\s+(?:out\s+)?of\s+(?:the|my|these|those|them|both)\b"
    rf"|\b(?P<alone>{_NUMBER})\s+(?:(?:pair|piece|unit)s?\s+)?only\b"
    rf"|\b(?P<against>{_NUMBER})\b[^.?!]{{0,20}}\W+not\s+(?:two|three|four|both|all|\d)\b",
    re.IGNORECASE,
)
_KEEPS = re.compile(
    rf"(?<!not )(?<!n't )(?<!n’t )\bkeep(?:ing)?\s+(?:(?:just|only|the|other|remaining)\s+)*(?P<kept>{_NUMBER})\b"
    rf"(?!\s*{_NO_COUNT})",
    re.IGNORECASE,
)
_NOT_MOVED = re.compile(r"\b(?:keep(?:ing)?|got|have|bought|ordered|received)\b[^.,;!?]*$", re.IGNORECASE)


def pieces_meant(line: OrderLine, message: str) -> int:
    """Return how many of the pieces that are still kept are meant: all, unless the message says fewer."""
    return _first(line, (*_counted(line, message), *_any(line, message)))


def quantities(lines: Sequence[OrderLine], message: str) -> tuple[LineQuantity, ...]:
    """Return the pieces of each line that are meant; a number that names no thing counts the one there are more of."""
    if len(lines) == 1:
        return (LineQuantity(line_id=lines[0].id, quantity=pieces_meant(lines[0], message)),)
    several = [line for line in lines if line.kept > 1]
    return tuple(
        LineQuantity(line_id=line.id, quantity=_first(line, _of_several(line, lines, message, only=several == [line])))
        for line in lines
    )


def _of_several(line: OrderLine, lines: Sequence[OrderLine], message: str, *, only: bool) -> Iterator[int]:
    yield from _counted(line, message)
    if only:
        others = [re.escape(noun) for other in lines if other is not line and (noun := head_noun(other.title))]
        yield from _any(line, message, before="|".join(others))


def _first(line: OrderLine, found: Sequence[int] | Iterator[int]) -> int:
    return next((number for number in found if 0 < number < line.kept), line.kept)


def _any(line: OrderLine, message: str, before: str = "") -> Iterator[int]:
    """Yield the numbers that name no thing; none that stands just before something else."""
    for found in _SOME.finditer(message):
        counts = rf"\W*(?:(?!and\b|plus\b)[\w-]+\s+){{0,2}}(?:{before})"
        if not (before and re.match(counts, message[found.end() :], re.IGNORECASE)):
            yield _number(next(group for group in found.groups() if group))
    for found in _KEEPS.finditer(message):
        yield line.kept - _number(found["kept"])


def _counted(line: OrderLine, message: str) -> Iterator[int]:
    """Yield the numbers before the thing's name: "replace 1 doormat", "one Swift T-Shirt"."""
    noun = re.escape(head_noun(line.title))
    if not noun:
        return
    between = rf"(?:\s+(?!(?:{_NO_COUNT}|and|plus)\b)[\w'’-]+){{0,3}}?"
    counted = rf"(?<!size )(?<![\d.$-])\b(?P<number>{_NUMBER}){between}\s+(?:[\w-]*-)?{noun}"
    for found in re.finditer(counted, message, re.IGNORECASE):
        if not _NOT_MOVED.search(message[: found.start()]):
            yield _number(found["number"])


def _number(said: str) -> int:
    return int(said) if said.isdecimal() else CARDINALS[said.lower()]
