"""Tells whether a text says a point: every value of it, and where it has none, its sense by its words."""

from __future__ import annotations

import re

from assistant.writer.phrases import Phrase
from prompts import load_table, load_words

_WORD = re.compile(r"[^\W_]+(?:[.,:/-][^\W_]+)*", re.UNICODE)
_BLANK = re.compile(r"{(\w+)}")
_ENDING = re.compile(r"(?:'s|s|es|ed|ing|ly)$")
_IMPLIED = frozenset({"attribute", "heading"})  # "it's made of oak" tells the material, a row what it is about
_MOST = 0.6  # of a value's words: a page's sentence may be shortened, a title may lose its brand
_SOME = 0.3  # of a sentence without values


def is_told(point: Phrase, text: str, locale: str = "en") -> bool:
    """Say whether a text tells a point.

    All numbers of the point's values have to be there, and most of their words; a point without values is told by a
    text that shares enough words with one of its wordings. Small talk has nothing to tell.
    """
    if point.section == "reply":
        return bool(text.strip())
    said = _stems(text)
    wordings: list[str] = load_table("replies", locale)[point.section][point.key]
    named = [name for name in _BLANK.findall(wordings[0]) if point.blanks[name].strip() and name not in _IMPLIED]
    if named:
        return all(_holds(said, point.blanks[name], locale) for name in named)
    return any(_share(said, wording, locale) >= _SOME for wording in wordings)


def _holds(said: frozenset[str], value: str, locale: str) -> bool:
    stems = _stems(value)
    figures = {stem for stem in stems if any(c.isdecimal() for c in stem)}
    others = stems - figures - load_words("little", locale)
    return figures <= said and (not others or len(others & said) >= _MOST * len(others))


def _share(said: frozenset[str], wording: str, locale: str) -> float:
    stems = _stems(wording) - load_words("little", locale)
    return len(stems & said) / len(stems) if stems else 1.0


def _stems(text: str) -> frozenset[str]:
    words = (word.casefold().replace("’", "'") for word in _WORD.findall(text))
    return frozenset(word if any(c.isdecimal() for c in word) else _ENDING.sub("", word) for word in words)
