"""Checks a sentence of the model against the points that it stands for: same sense, nothing new, no invented deed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.guard.guard import Violation
from assistant.writer.phrases import Phrase
from prompts import load_table, load_words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NO = re.compile(
    r"n['’]t\b|\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|unable|sold out|out of stock"
    r"|unavailable|outside|beyond|expired|too late)\b",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"\b(?:(?:I|we)(?:['’]ve| have)|(?:has|have) been|is|are|was|were) (?:now |just |already |all )?"
    r"(cancell?ed|refunded|returned|exchanged|changed|updated|added|put|removed|taken|sent|shipped|dispatched|booked"
    r"|delivered|reserved|ordered|placed|confirmed|arranged|approved|credited|applied|deleted|reset|escalated)\b",
    re.IGNORECASE,
)
_YES = re.compile(r"(?:yes|yep|yeah|of course|certainly|absolutely)\b", re.IGNORECASE)
_ASIDE = re.compile(r"(?:(?:I['’]m |we['’]re )?(?:so |very )?sorry|as|for|about|whether)\b", re.IGNORECASE)
_ENDING = re.compile(r"(?:['’]s|s|es|ed|ing|ly|e)$")
_SAME = 2  # words that a sentence shares with a point whose yes or no it has to keep
_ABOUT = 1  # words that a sentence shares with a point that it says about something the shopper named


def unfaithful(sentence: str, points: Sequence[Phrase], message: str, locale: str = "en") -> list[Violation]:
    """Return what a sentence says beyond the points of its reply, or against them.

    Its words stand in one of the points' wordings, or claim nothing; the shopper's own words may only be said no to.
    It keeps the yes or no of the point that it is nearest to, and tells no deed that no point tells.
    """
    plain = [_wordings(point, locale) for point in points]
    known = frozenset().union(*(_stems(text) for texts in plain for text in texts), _speech(locale))
    stems, denies = _stems(sentence), bool(_NO.search(sentence))
    nearest = max(plain, key=lambda texts: len(_own(texts[0], locale) & stems), default=[])
    shared = len(_own(nearest[0], locale) & stems) if nearest else 0
    talk = all(point.section == "reply" for point in points)
    if _ASIDE.match(sentence) or (denies and (talk or (shared >= _ABOUT and any(map(_NO.search, nearest))))):
        known |= _stems(message)
    found = [Violation("word", word) for word in _WORD.findall(sentence) if _stem(word) not in known]
    found += [
        Violation("deed", deed.group())
        for deed in _DEED.finditer(sentence)
        if not any(_done(deed.group(1)) & _stems(text) for texts in plain for text in texts)
    ]
    if denies and not talk and not any(_NO.search(text) for texts in plain for text in texts):
        found.append(Violation("sense", sentence))
    if not denies and not talk and shared >= _SAME and all(map(_NO.search, nearest)):
        found.append(Violation("sense", sentence))
    if _YES.match(sentence) and plain and all(map(_NO.search, plain[0])):
        found.append(Violation("sense", "yes"))
    return found


def _done(word: str) -> frozenset[str]:
    """Return the stems of the words by which a deed may be told; what is added has been put there."""
    return frozenset({_stem(word), *((_stem("put"),) if word.casefold() == "added" else ())})


def _wordings(point: Phrase, locale: str) -> list[str]:
    wordings: list[str] = load_table("replies", locale)[point.section][point.key]
    return [wording.format(**point.blanks) for wording in wordings]


def _own(text: str, locale: str) -> frozenset[str]:
    return _stems(text) - _speech(locale)


@cache
def _speech(locale: str) -> frozenset[str]:
    """Return the stems of the words that claim nothing."""
    return frozenset(map(_stem, load_words("speech", locale)))


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text))


def _stem(word: str) -> str:
    return _ENDING.sub("", word.casefold().replace("’", "'"))
