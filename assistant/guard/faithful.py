"""Checks a sentence of the model against the points that it stands for: same sense, nothing new, no invented deed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.domain.business import row_of
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
_YES_OR_NO = re.compile(r"(?:yes|yep|yeah|no|nope|i['’]m afraid not)\b\W", re.IGNORECASE)
_STATED = frozenset({"orders"})  # tells how things stand, whatever was asked: a yes or no only to what it tells of
_ORDER = frozenset({"order", "my"})
_ASIDE = re.compile(r"(?:(?:I['’]m |we['’]re )?(?:so |very )?sorry|as|for|about|whether)\b", re.IGNORECASE)
_PRODUCTS = frozenset({"search_catalog", "recommend_products", "get_product", "compare_products", "update_cart"})
_ORDER_NUMBER = re.compile(r"\b[A-Z]{1,4}-\d{4,}\b")
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_ENDING = re.compile(r"(?:['’]s|s|es|ed|ing|ly|e)$")
_SAME = 2  # words that a sentence shares with a point whose yes or no it has to keep
_ABOUT = 1  # words that a sentence shares with a point that it says about something the shopper named


@dataclass(frozen=True, slots=True)
class _Wording:
    """One way to tell a point.

    Attributes:
        stems: of all its words; own, without those of the ones that claim nothing.
        denies: whether it says no.
        orders: the order numbers that it names.
    """

    stems: frozenset[str]
    own: frozenset[str]
    denies: bool
    orders: frozenset[str] = frozenset()


class Faithfulness:
    """Checks the sentences of one reply against its points, whose words are read once.

    A sentence's words stand in one of the points' wordings, or claim nothing; the shopper's own words may only be said
    no to. What it tells of a table's row is that row's value. It keeps the yes or no of the point that it is nearest
    to, and tells no deed that no point tells.
    """

    def __init__(self, points: Sequence[Phrase], message: str, locale: str = "en") -> None:
        speech = _speech(locale)
        self._points = [[_wording(text, speech) for text in _wordings(point, locale)] for point in points]
        self._told = frozenset[str]().union(*(each.stems for wordings in self._points for each in wordings))
        self._known = self._told | speech
        self._asked = _stems(message)
        self._rows = [row for point in points if (row := row_of(point.blanks.get("passage", "")))]
        beside = not (self._asked & self._told) - speech - _ORDER
        self._beside = beside and bool(points) and all(point.section in _STATED for point in points)
        self._of_products = [point.section in _PRODUCTS for point in points]
        self._talk = all(point.section == "reply" for point in points)
        self._denies = any(each.denies for wordings in self._points for each in wordings)

    def check(self, sentence: str) -> list[Violation]:
        """Return what the sentence says beyond the points of its reply, or against them."""
        stems, denies = _stems(sentence), bool(_NO.search(sentence))
        nearest = max(self._points, key=lambda wordings: len(wordings[0].own & stems), default=[])
        shared = len(nearest[0].own & stems) if nearest else 0
        known = self._known
        said_no = denies and (self._talk or (shared >= _ABOUT and any(each.denies for each in nearest)))
        if said_no or _ASIDE.match(sentence):
            known |= self._asked
        found = [Violation("word", word) for word in _WORD.findall(sentence) if _stem(word) not in known]
        found += [
            Violation("deed", deed.group())
            for deed in _DEED.finditer(sentence)
            if not _done(deed.group(1)) & self._told
        ]
        if denies and not self._talk and not self._denies:
            found.append(Violation("sense", sentence))
        if not denies and not self._talk and shared >= _SAME and all(each.denies for each in nearest):
            found.append(Violation("sense", sentence))
        found += [Violation("row", label) for label, value in self._rows if _belied(label, value, sentence)]
        if self._orders_among_products(sentence, nearest):
            found.append(Violation("sense", sentence))
        if self._beside and _YES_OR_NO.match(sentence):
            found.append(Violation("sense", sentence))
        if _YES.match(sentence) and self._points and all(each.denies for each in self._points[0]):
            found.append(Violation("sense", "yes"))
        return found

    def _orders_among_products(self, sentence: str, nearest: list[_Wording]) -> bool:
        """Say whether a sentence puts an order's number among the products that it tells of."""
        told = zip(self._points, self._of_products, strict=True)
        numbers = set(_ORDER_NUMBER.findall(sentence))
        of_products = any(product and wordings is nearest for wordings, product in told)
        return of_products and not any(numbers & each.orders for each in nearest) and bool(numbers)


def _belied(label: str, value: str, sentence: str) -> bool:
    """Say whether a sentence names what a row is about and tells something else of it, such as the next row's value.

    Where the whole label is named the value stands there as written; where a part of it is, all figures do.
    """
    said, about = _plain(sentence), _plain(label)
    if f" {about} " in f" {said} ":
        return _plain(value) not in said
    named = _stems(label) & _stems(sentence)
    return bool(named) and not set(_FIGURE.findall(value)) <= set(_FIGURE.findall(sentence))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _wording(text: str, speech: frozenset[str]) -> _Wording:
    stems = _stems(text)
    return _Wording(stems, stems - speech, bool(_NO.search(text)), frozenset(_ORDER_NUMBER.findall(text)))


def _done(word: str) -> frozenset[str]:
    """Return the stems of the words by which a deed may be told; what is added has been put there."""
    return frozenset({_stem(word), *((_stem("put"),) if word.casefold() == "added" else ())})


def _wordings(point: Phrase, locale: str) -> list[str]:
    wordings: list[str] = load_table("replies", locale)[point.section][point.key]
    return [wording.format(**point.blanks) for wording in wordings]


@cache
def _speech(locale: str) -> frozenset[str]:
    """Return the stems of the words that claim nothing."""
    return frozenset(map(_stem, load_words("speech", locale)))


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text))


def _stem(word: str) -> str:
    return _ENDING.sub("", word.casefold().replace("’", "'"))
