"""Plain wordings of our own for what is to be said, with every value that is known of the case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.assist.case import Situation
from assistant.assist.grounding import Grounding
from assistant.assist.moves import Move, move_of
from assistant.assist.wording import fill, tidy
from prompts import load_table

_BLANK = re.compile(r"\{(\w+)\}")


def composed(
    known: Mapping[str, Sequence[str]], grounding: Grounding, locale: str = "en"
) -> Iterator[tuple[str, Move, int]]:
    """Yield each wording that this case has values for, with what it does and how many values it carries."""
    for wording in load_table("assist", locale)["plain"].values():
        carried = sum(1 for name in set(_BLANK.findall(wording)) if name != "each" and known.get(name))
        if not carried:
            continue
        reply = tidy(grounding.carried(fill(wording, known)))
        move = move_of(reply)
        if reply and grounding.fits(move, Situation(lines=())):
            yield reply, move, carried
