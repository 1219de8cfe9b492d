"""What a message says about each of several things: "the mug to blue and the lamp to cold" is a wish for each."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.domain.order import OrderLine
from assistant.tools.order_things import head_noun, of_itself

_AND = re.compile(r"\s*(?:,|&|,?\s*\b(?:and|plus|as well as)\b)\s*(?:(?:also|the|my|an?)\s+)*", re.IGNORECASE)


# "…, and the black S" before "helmet" is said of the helmet.
_OF_THE_NEXT = re.compile(
    r"(?<=\w)(?:\s*[,;.]\s*(?:and\s+)?|\s+and\s+)(?:(?:the|my|a|an|also)\s+)+(?:[\w%-]+\s+){1,4}$", re.IGNORECASE
)


def said_about(lines: Iterable[OrderLine], message: str, named: str = "") -> dict[str, str]:
    """Return the part of a message from the naming of each line to the next one or the line's end, by line id.

    Empty unless two or more are named. Of lines with one title the first one named is the first of the order, provided
    that all of them are named; otherwise they can't be told apart and are left out. "The bed and the chair to the
    cheapest" says the same of both.

    Args:
        named: the message without the names that are said of another thing, all places kept; empty for the message.
    """
    by_title: dict[str, list[OrderLine]] = {}
    for line in lines:
        by_title.setdefault(line.title.casefold(), []).append(line)
    named = named or message
    titles = [span for alike in by_title.values() for span in _spans(alike[0].title, of_itself(alike[0], named))]
    places = sorted(
        (*place, line.id)
        for alike in by_title.values()
        for place, line in zip(_places(alike[0], of_itself(alike[0], named), len(alike), titles), alike, strict=False)
    )
    if len(places) < 2:
        return {}
    parts: dict[str, str] = {}
    following, next_start = "", len(message)
    for start, end, line_id in reversed(places):
        part = _OF_THE_NEXT.sub("", message[start:next_start].split("\n", 1)[0])
        parts[line_id] = part + following if _AND.fullmatch(message, end, next_start) else part
        following, next_start = parts[line_id], start
    return parts


def _places(line: OrderLine, message: str, wanted: int, titles: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where a message names a line: by its whole title, else by the word that says what it is.

    Args:
        titles: where whole titles stand; the kettle of a tea kettle is no electric kettle.
    """
    whole = _spans(line.title, message)
    apart = [span for span in _spans(head_noun(line.title), message) if not any(a <= span[0] < b for a, b in titles)]
    found = whole or apart
    return found[:1] if wanted == 1 else found if len(found) == wanted else []


def _spans(name: str, message: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(rf"\b{re.escape(name)}", message, re.IGNORECASE)] if name else []
