"""Checks a sentence before it leaves: prices, numbers, dates, stock words, names and policy claims need a fact."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.guard.facts import NUMBER, Facts, normal_number
from prompts import load_table

ViolationKind = Literal["price", "number", "date", "stock", "name", "policy"]

_MONTHS = tuple(name.lower() for name in calendar.month_name[1:])
_MONEY = re.compile(
    r"(?:[$€£]\s?|\b(?:usd|eur|gbp)\s)(\d[\d,]*(?:\.\d{1,2})?)"
    r"|(\d[\d,]*(?:\.\d{1,2})?)\s?(?:dollars|bucks|usd)\b",
    re.IGNORECASE,
)
_MONTH = "|".join([*_MONTHS, *(month[:3] for month in _MONTHS)])
_DATE = re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:,?\s+(\d{{4}}))?", re.IGNORECASE)
_SOLD_OUT = re.compile(r"\b(sold out|out of stock|unavailable|not available)\b", re.IGNORECASE)
_IN_STOCK = re.compile(r"(?<!out of )\b(in stock|available now|left in stock)\b", re.IGNORECASE)
_FUNCTION_WORDS = frozenset(
    {"the", "a", "an", "this", "these", "those", "your", "our", "my", "yes", "no", "for", "with"}
)
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?:\s+(?:[A-Z][\w’'-]+|&))+")
_POLICY = re.compile(
    r"\b(free (?:shipping|delivery|returns?|of charge)|money[- ]back|warrant(?:y|ies)|guaranteed?|full refund"
    r"|price match|lifetime|discount|compensation|voucher|gift card|\d+\s?%|percent)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Violation:
    """A claim that no fact carries."""

    kind: ViolationKind
    claim: str


class Guard:
    """The check between the writer and the shopper; it needs no model and fails closed."""

    def __init__(self, locale: str = "en") -> None:
        replies = load_table("replies", locale)
        self._withheld = str(replies["failed"]["withheld"][0])
        self._own_words = frozenset(_own_names(replies))
        self._openers = frozenset(_openers(replies)) | _FUNCTION_WORDS

    def check(self, sentence: str, facts: Facts) -> tuple[Violation, ...]:
        """Return the claims of a sentence that the facts don't carry; an empty tuple lets it leave."""
        rest = sentence
        found: list[Violation] = []
        for match in _MONEY.finditer(sentence):
            amount = Decimal((match.group(1) or match.group(2)).replace(",", ""))
            if amount not in facts.amounts:
                found.append(Violation("price", match.group()))
        rest = _MONEY.sub(" ", rest)
        for match in _DATE.finditer(rest):
            month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(match.group(1).lower()[:3]))
            written = " ".join(match.group().casefold().split())
            if (month, int(match.group(2))) not in facts.days and written not in facts.text:
                found.append(Violation("date", match.group()))
        rest = _DATE.sub(" ", rest)
        found += [
            Violation("number", number) for number in NUMBER.findall(rest) if normal_number(number) not in facts.numbers
        ]
        if _SOLD_OUT.search(sentence) and not (facts.sold_out or _carried(_SOLD_OUT, sentence, facts)):
            found.append(Violation("stock", "sold out"))
        if _IN_STOCK.search(sentence) and not (facts.in_stock or _carried(_IN_STOCK, sentence, facts)):
            found.append(Violation("stock", "in stock"))
        found += self._names(sentence, facts)
        found += [
            Violation("policy", match.group())
            for match in _POLICY.finditer(sentence)
            if match.group().casefold() not in facts.text
        ]
        return tuple(found)

    def rewrite(self, sentence: str, violations: Sequence[Violation]) -> tuple[str, ...]:
        """Return what is said instead of a withheld sentence: the card carries the fact."""
        return (self._withheld,) if violations else (sentence,)

    def _names(self, sentence: str, facts: Facts) -> list[Violation]:
        violations = []
        for match in _NAME.finditer(sentence):
            words = [word for word in match.group().split() if re.split(r"['’]", word)[0] != "I"]
            if words and words[0].casefold() in self._openers and _opens_sentence(sentence, match.start()):
                words = words[1:]
            name = " ".join(words)
            known = name.casefold() in facts.text or name.casefold() in self._own_words
            if len(words) > 1 and not known:
                violations.append(Violation("name", name))
        return violations


def _opens_sentence(sentence: str, start: int) -> bool:
    return not sentence[:start].strip() or sentence[:start].rstrip()[-1] in ".:!?“("


def _carried(pattern: re.Pattern[str], sentence: str, facts: Facts) -> bool:
    match = pattern.search(sentence)
    return match is not None and match.group().casefold() in facts.text


def _openers(value: object) -> list[str]:
    """The words that open the project's own sentences; capitalised by grammar, they name nothing."""
    if isinstance(value, str):
        return [word.casefold() for word in re.findall(r"(?:^|[.!?:] )([A-Z][a-z]+)", value)]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [word for item in items for word in _openers(item)]


def _own_names(value: object) -> list[str]:
    """The capitalised runs in the project's own wordings, e.g. "ZIP"; they claim nothing."""
    if isinstance(value, str):
        return [match.group().casefold() for match in _NAME.finditer(value)]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [name for item in items for name in _own_names(item)]
