"""Plain wordings of our own for what is to be said, with every value that is known of the case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.assist.candidates import Candidate, other
from assistant.assist.case import Situation
from assistant.assist.grounding import ACTION_TOPICS, Grounding
from assistant.assist.memory import FAILED
from assistant.assist.moves import move_of
from assistant.assist.ranking import Plain
from assistant.assist.wording import fill, tidy
from prompts import load_table

_BLANK = re.compile(r"\{(\w+)\}")


def composed(known: Mapping[str, Sequence[str]], grounding: Grounding, locale: str = "en") -> Iterator[Plain]:
    """Yield each wording that this case has values for, with what it does and how many values it carries."""
    for wording in load_table("assist", locale)["plain"].values():
        carried = sum(1 for name in set(_BLANK.findall(wording)) if name != "each" and known.get(name))
        if not carried:
            continue
        reply = tidy(grounding.carried(fill(wording, known)))
        move = move_of(reply)
        if reply and grounding.fits(move, Situation(lines=())):
            yield reply, move, carried


def told_as_done(situation: Situation, plain: Sequence[Plain]) -> Iterator[Candidate]:
    """Yield what tells the customer of the action that was just done; nothing where it failed."""
    last = situation.lines[-1] if situation.lines else None
    topic = ACTION_TOPICS.get(last.action.kind) if last is not None and last.action is not None else None
    if last is None or topic is None or FAILED.search(last.text[:200]):
        return
    told = [one for one in plain if one[1].kind == "done" and topic in one[1].topics]
    if told:
        yield other(max(told, key=lambda one: one[2])[0], "own", near=1.0)
