"""The numbers that a text carries, in digits and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.number_words import CARDINALS

_VALUES: dict[str, float] = dict(CARDINALS)
_VALUES |= {"fourty": 40, "ninty": 90, "fiver": 5, "tenner": 10, "single": 1, "another": 1, "second": 2}
_VALUES |= {"couple": 2, "pair": 2, "both": 2, "twice": 2, "double": 2, "dozen": 12, "half": 0.5}
_FACTORS = {"hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000, "cent": 0.01, "cents": 0.01}
_FACTORS |= {"p": 0.01, "pence": 0.01}
_JOINS = frozenset({"and", "a"})
_LONGEST = 8  # words of one number

_WORD = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:[.,]\d+)?|[^\W\d_]+")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_PLACE = re.compile(
    rf"\b(?P<word>{'|'.join(_ORDINALS)})\b|\b(?P<digit>\d)(?:st|nd|rd|th)\b"
    r"|(?:#|\bno\.? ?|\bnumber )(?P<named>\d)(?![\w.,])"
    r"|(?P<last>\b(?:the|that|very|your) last\b(?! (?:time|order|week|month|night|year|day)\b)"
    r"|\blast one\b|^\W*last\W*$)"
)


def numbers_in(text: str) -> frozenset[float]:
    """Return every number that a text may mean: "1k" is 1000, "a hundred and fifty" is 150, "£49,99" is 49.99.

    Parts count too, since "between one hundred and two hundred" reads like one number: better one too many.
    """
    words = _WORD.findall(text.casefold())
    return frozenset(value for start in range(len(words)) for value in _readings(words[start : start + _LONGEST]))


def plain_number(value: float) -> float:
    """Return a whole number without its decimal point."""
    return int(value) if float(value).is_integer() else value


def places_in(text: str, length: int) -> frozenset[int]:
    """Return the places in a list of `length` that a text points at: "the second one", "3rd", "no. 2", "the last"."""
    found = {_place(match, length) for match in _PLACE.finditer(text.casefold())}
    return frozenset(place for place in found if 1 <= place <= length)


def _place(match: re.Match[str], length: int) -> int:
    if match["last"]:
        return length
    return _ORDINALS.index(match["word"]) + 1 if match["word"] else int(match["digit"] or match["named"])


def _readings(words: Sequence[str]) -> Iterator[float]:
    """Yield what the number that starts here may be, as more and more of its words are read."""
    thousands, current, said = 0.0, 0.0, False
    for word in words:
        if word in _JOINS:
            if not said and word == "and":
                return
            said = True
            continue
        if word in _FACTORS:
            if not said:
                return
            current = round((current or 1.0) * _FACTORS[word], 2)
            if _FACTORS[word] == 1000:
                thousands, current = thousands + current, 0.0
        elif word in _VALUES:
            current += _VALUES[word]
        elif word[0].isdecimal():
            if current:
                return
            yield from (plain := _digits(word))
            current = plain[0]
        else:
            return
        said = True
        yield thousands + current


def _digits(word: str) -> list[float]:
    """Return the readings of digits with separators: "1,250" is 1250 and 1.25, "49,99" is 49.99."""
    grouped = float(word.replace(",", ""))
    return [grouped, float(word.replace(",", "."))] if word.count(",") == 1 and "." not in word else [grouped]
