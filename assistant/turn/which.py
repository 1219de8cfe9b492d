"""Which of several waiting proposals is meant by a yes, a no, or the answer to "which one?"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.domain.actions import ActionProposal
from assistant.planner.numbers import places_in
from assistant.tools.matching import words

_ALL = re.compile(r"\b(?:both|all|each|everything)\b", re.IGNORECASE)
_SHORTEST_STEM = 5
# What an answer may hold besides the names of things: anything else is a message of its own, and no consent.
_PLAIN = frozenset(
    {"yes", "yeah", "yep", "ok", "okay", "sure", "do", "go", "ahead", "confirm", "just", "only", "thank", "then"}
    | {"both", "all", "each", "everything", "first", "second", "third", "last", "1", "2", "3", "1st", "2nd", "3rd"}
    | {"order", "number", "them", "item", "ye"}
)


def names_of(waiting: Sequence[ActionProposal]) -> tuple[str, ...]:
    """Name each proposal by its title, and by what it does where titles are the same."""
    titles = [proposal.title.rstrip("?") for proposal in waiting]
    return tuple(
        title if titles.count(title) == 1 or not proposal.effects else f"{title} ({proposal.effects[0].rstrip('.')})"
        for title, proposal in zip(titles, waiting, strict=True)
    )


def meant(message: str, waiting: Sequence[ActionProposal]) -> tuple[ActionProposal, ...]:
    """Return the proposals that the words point at; empty when they don't tell one from another."""
    if len(waiting) < 2:
        return tuple(waiting)
    if _ALL.search(message):
        return tuple(waiting)
    places = places_in(message, len(waiting))
    if places:
        return tuple(waiting[place - 1] for place in sorted(places))
    known = [_words_of(proposal) for proposal in waiting]
    shared = frozenset.intersection(*known)
    said = set(words(message))
    scores = [len([word for word in said if _within(word, own - shared)]) for own in known]
    best = max(scores)
    if best == 0 or scores.count(best) > 1:
        return ()
    return (waiting[scores.index(best)],)


def answered(message: str, waiting: Sequence[ActionProposal]) -> tuple[ActionProposal, ...]:
    """Return what the answer to "which one?" names; empty for a message that says more than a name."""
    known = frozenset(_PLAIN).union(*(_words_of(proposal) for proposal in waiting))
    if "?" in message or not all(_within(word, known) for word in words(message)):
        return ()
    return meant(message, waiting)


def _words_of(proposal: ActionProposal) -> frozenset[str]:
    kind = proposal.action.kind.replace("_", " ")
    number = "".join(c for c in proposal.action.order_id or "" if c.isdecimal())
    return frozenset(words(" ".join((proposal.title, *proposal.effects, kind, number))))


def _within(word: str, known: Iterable[str]) -> bool:
    """Say whether a word is known, also in another form: "cancellation" for "cancel"."""
    return any(
        word == other
        or (min(len(word), len(other)) >= _SHORTEST_STEM and (word.startswith(other) or other.startswith(word)))
        for other in known
    )
