"""What a message says about each of several things: "the mug to blue and the lamp to cold" is a wish for each."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.domain.order import OrderLine
from assistant.tools.order_things import head_noun


def said_about(lines: Iterable[OrderLine], message: str) -> dict[str, str]:
    """Return the part of a message from the naming of each line to the next one, by line id.

    Empty unless two or more are named; lines of one title can't be told apart and are left out.
    """
    known = tuple(lines)
    titles = [line.title.casefold() for line in known]
    places = sorted(
        (place, line.id)
        for line in known
        if titles.count(line.title.casefold()) == 1 and (place := _place(line, message)) is not None
    )
    if len(places) < 2:
        return {}
    ends = [place for place, _ in places[1:]] + [len(message)]
    return {line_id: message[start:end] for (start, line_id), end in zip(places, ends, strict=True)}


def _place(line: OrderLine, message: str) -> int | None:
    """Return where a message names a line: by its whole title, else by the word that says what it is."""
    for name in (line.title, head_noun(line.title)):
        found = re.search(rf"\b{re.escape(name)}", message, re.IGNORECASE) if name else None
        if found:
            return found.start()
    return None
