"""Tells whether a text says a point: every value of it, and where it has none, its sense by its words."""

from __future__ import annotations

import re

from assistant.writer.phrases import Phrase
from prompts import load_table

_WORD = re.compile(r"[^\W_]+(?:[.,:/-][^\W_]+)*", re.UNICODE)
_BLANK = re.compile(r"{(\w+)}")
_ENDING = re.compile(r"(?:'s|s|es|ed|ing|ly)$")
_MOST = 0.6  # of a value's words: a page's sentence may be shortened, a title may lose its brand
_SOME = 0.3  # of a sentence without values
_LITTLE = frozenset(
    """a an and are as at be but by can for from had has have i i'll i'm if in is it it's its just me my no not of on or
    our so that that's the their them there there's these this to up us was we we're were will with you you'll your
    please sorry yes right now here""".split()
)


def is_told(point: Phrase, text: str, locale: str = "en") -> bool:
    """Say whether a text tells a point.

    All numbers of the point's values have to be there, and most of their words; a point without values is told by a
    text that shares enough words with one of its wordings. Small talk has nothing to tell.
    """
    if point.section == "reply":
        return bool(text.strip())
    said = _stems(text)
    wordings: list[str] = load_table("replies", locale)[point.section][point.key]
    named = [name for name in _BLANK.findall(wordings[0]) if point.blanks[name].strip()]
    if named:
        return all(_holds(said, point.blanks[name]) for name in named)
    return any(_share(said, wording) >= _SOME for wording in wordings)


def _holds(said: frozenset[str], value: str) -> bool:
    stems = _stems(value)
    figures = {stem for stem in stems if any(c.isdecimal() for c in stem)}
    others = stems - figures - _LITTLE
    return figures <= said and (not others or len(others & said) >= _MOST * len(others))


def _share(said: frozenset[str], wording: str) -> float:
    stems = _stems(wording) - _LITTLE
    return len(stems & said) / len(stems) if stems else 1.0


def _stems(text: str) -> frozenset[str]:
    words = (word.casefold().replace("’", "'") for word in _WORD.findall(text))
    return frozenset(word if any(c.isdecimal() for c in word) else _ENDING.sub("", word) for word in words)
