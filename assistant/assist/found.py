"""When a suggestion is what the agent did: the same act, with the facts that the agent's words carried.

An action is found when its kind and its main argument are the same. A reply is found when it does the same about the
same thing (`moves`) and has every fact of the agent's reply that was known by then: numbers of orders and parcels,
amounts, e-mail addresses and the names of things. Where a person has labelled what a one-question case is about, doing
the same means answering the same intent. Wording counts for nothing.
"""

from __future__ import annotations

import re

from assistant.assist.case import CaseAction, Situation
from assistant.assist.known import ids_in, known_titles, texts
from assistant.assist.moves import move_of
from assistant.privacy import EMAIL

_MONEY = re.compile(r"[$€£]\s?\d[\d,]*(?:\.\d{1,2})?")


def action_found(actual: CaseAction, suggested: CaseAction | None) -> bool:
    """Say whether the suggested action is the one that was taken."""
    if suggested is None or suggested.kind != actual.kind:
        return False
    return suggested.main.casefold().lstrip("#") == actual.main.casefold().lstrip("#")


def reply_found(actual: str, suggested: str, situation: Situation, *, intents: tuple[str, str] = ("", "")) -> bool:
    """Say whether the suggested reply does what the actual one did.

    Args:
        situation: what was known when the agent wrote.
        intents: what the case and the suggestion are about, by a person's label; empty where nobody labelled them.
    """
    if not suggested.strip():
        return False
    same = intents[0] == intents[1] if intents[0] else move_of(actual).same_as(move_of(suggested))
    return same and facts_carried(actual, situation) <= facts_carried(suggested, situation)


def facts_carried(reply: str, situation: Situation) -> frozenset[str]:
    """Return the known facts that a reply states, each in one form however it is written."""
    known = " ".join([*texts(situation), *(line.text for line in situation.lines)]).casefold()
    stated = {*ids_in(reply), *EMAIL.findall(reply), *(money.replace(" ", "") for money in _MONEY.findall(reply))}
    found = {value.casefold().lstrip("#") for value in stated if value.casefold().lstrip("#").strip("$") in known}
    said = reply.casefold()
    found |= {title.casefold() for title in known_titles(situation) if title.casefold() in said}
    return frozenset(found)
