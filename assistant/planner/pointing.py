"""Which product on screen a text points at by its words: "the Bosch", "4 michelins", "the nude one"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.planner.evidence import Evidence, tokens_of

_SHORTEST = 3
_IN_A_VERSION = re.compile(r"\bin \w+\b", re.IGNORECASE)  # "this one in white" is no word of a title
_COMMON = frozenset({"the", "and", "for", "with", "one", "set", "pack", "new", "any", "all", "from"})
_CHOICE = re.compile(r"\b(?:cheap|dear|pric|light|heav|big|small|expensive|best)\w*", re.IGNORECASE)


def spelled_out(text: str, shown: Sequence[str]) -> int | None:
    """Return the place of the one product on screen whose whole title, of two words or more, the text says."""
    said = Evidence([text]).tokens
    titles = [[word for word in tokens_of(title) if len(word) >= _SHORTEST] for title in shown]
    hits = [place for place, words in enumerate(titles, 1) if len(words) > 1 and said.issuperset(words)]
    return hits[0] if len(hits) == 1 else None


def pointed_at(text: str, shown: Sequence[str]) -> int | None:
    """Return the place of the one product of which the text has a word that no other on screen has."""
    said = Evidence([_IN_A_VERSION.sub(" ", text)]).tokens
    if len(shown) < 2 or _CHOICE.search(text):
        return None
    hits = [place for place, words in enumerate(_own_words(shown), 1) if any(_said(word, said) for word in words)]
    return hits[0] if len(hits) == 1 else None


def spoken_of(gist: str, shown: Sequence[str]) -> int | None:
    """Return the place of the one product on screen that a gist names; only names are capitalised in it."""
    whole = [place for place, title in enumerate(shown, 1) if title.casefold() in gist.casefold()]
    if len(whole) == 1:
        return whole[0]
    return pointed_at(" ".join(word for word in gist.split() if word[:1].isupper()), shown)


def place_of(name: str, shown: Sequence[str]) -> int | None:
    """Return the place of the one product on screen whose title holds every word of a name."""
    wanted = [word for word in tokens_of(name) if len(word) >= _SHORTEST]
    titles = [frozenset(tokens_of(title)) for title in shown]
    hits = [place for place, said in enumerate(titles, 1) if wanted and all(_said(word, said) for word in wanted)]
    return hits[0] if len(hits) == 1 else None


def _own_words(shown: Sequence[str]) -> list[set[str]]:
    titles = [{word for word in tokens_of(title) if _tells(word)} for title in shown]
    return [
        words.difference(*(other for at, other in enumerate(titles) if at != place))
        for place, words in enumerate(titles)
    ]


def _tells(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isalpha() and word not in _COMMON


def _said(word: str, said: frozenset[str]) -> bool:
    return bool({word, f"{word}s", f"{word}'s", word.removesuffix("s")} & said)
