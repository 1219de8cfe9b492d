"""Checks a sentence before it leaves: prices, numbers, dates, stock words, names and policy claims need a fact."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.guard.facts import NUMBER, Facts, normal_number, plain
from assistant.guard.numerals import Numeral, numerals
from prompts import load_table

ViolationKind = Literal["price", "number", "date", "stock", "name", "policy", "card", "word", "deed", "sense", "row"]

_MONTHS = tuple(name.lower() for name in calendar.month_name[1:])
_MONEY = re.compile(
    r"(?:[$€£]\s?|\b(?:usd|eur|gbp)\s)(\d[\d,]*(?:\.\d{1,2})?)"
    r"|(\d[\d,]*(?:\.\d{1,2})?)\s?(?:dollars|bucks|usd)\b",
    re.IGNORECASE,
)
_MONTH = "|".join([*_MONTHS, *(month[:3] for month in _MONTHS)])
_DATE = re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:,?\s+(\d{{4}}))?", re.IGNORECASE)
_FUNCTION_WORDS = frozenset(
    {"the", "a", "an", "this", "these", "those", "your", "our", "my", "yes", "no", "for", "with"}
)
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?:\s+(?:[A-Z][\w’'-]+|&))+")
_POLICY = re.compile(
    r"\b(free (?:shipping|delivery|returns?|of charge)|money[- ]back|warrant(?:y|ies)|guaranteed?|full refund"
    r"|price match|lifetime|discount|compensation|voucher|gift card|percent|per cent|half[- ]price|half off|cashback"
    r"|complimentary|refund(?:ed)? in full|no(?: extra)? charge)\b|\d+\s?%",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"“([^”]*)”")
_OUT_OF_FIVE = re.compile(r"\bout of (?:5|five)\b", re.IGNORECASE)
_CARD = re.compile(r"\b(?:card|list|picture)s? (?:above|below)\b|\bthe (?:above|below) (?:card|list)\b", re.IGNORECASE)
_MEASURE = re.compile(
    r"[\s-]*(?:(?:business|working) )?(?:minutes?|hours?|days?|weeks?|months?|years?|percent|per cent)\b|\s?%",
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
        self._withheld_without_card = str(replies["failed"]["withheld_without_card"][0])
        self._own_numerals = frozenset(_own_numerals(replies))
        self._own_words = frozenset(_own_names(replies))
        self._openers = frozenset(_openers(replies)) | _FUNCTION_WORDS

    def check(self, sentence: str, facts: Facts) -> tuple[Violation, ...]:
        """Return the claims of a sentence that the facts don't carry; an empty tuple lets it leave."""
        sentence = _QUOTATION.sub(lambda match: " " if _is_quote(match.group(1), facts) else match.group(), sentence)
        rest = _OUT_OF_FIVE.sub(" ", sentence) if facts.rated else sentence
        found: list[Violation] = []
        for match in _MONEY.finditer(rest):
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
            Violation("number", match.group())
            for match in NUMBER.finditer(rest)
            if normal_number(match.group()) not in _backing(facts, rest[match.end() :])
        ]
        found += [
            Violation("number", numeral.words)
            for numeral in numerals(rest)
            if numeral.figure not in _backing(facts, numeral.rest) and not self._is_own(numeral)
        ]
        found += [Violation("stock", claim) for claim in facts.stock.unbacked(sentence, facts.text)]
        if not facts.carded:
            found += [Violation("card", match.group()) for match in _CARD.finditer(sentence)]
        found += self._names(sentence, facts)
        found += [
            Violation("policy", match.group())
            for match in _POLICY.finditer(sentence)
            if match.group().casefold() not in facts.text
        ]
        return tuple(found)

    def rewrite(self, sentence: str, violations: Sequence[Violation], facts: Facts) -> tuple[str, ...]:
        """Return what is said instead of a withheld sentence: the card carries the fact, where there is a card."""
        if not violations:
            return (sentence,)
        return (self._withheld if facts.carded else self._withheld_without_card,)

    def _is_own(self, numeral: Numeral) -> bool:
        """Say whether the project's own wordings put it so: "compare two of them" states no figure."""
        return (numeral.words.casefold(), numeral.following) in self._own_numerals

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


def _backing(facts: Facts, rest: str) -> frozenset[str]:
    """Return the numbers that may stand before the rest of a sentence: a span or a share has to be told in words."""
    return facts.told if _MEASURE.match(rest) else facts.numbers


def _is_quote(text: str, facts: Facts) -> bool:
    """Say whether a quotation is a shopper's words as they wrote them."""
    said = plain(text).strip("… ")
    return bool(said) and any(said in quote for quote in facts.quotes)


def _own_numerals(value: object) -> Iterator[tuple[str, str]]:
    """The numbers in words in the project's own wordings, each with the word after it, e.g. "two of"."""
    if isinstance(value, str):
        yield from ((numeral.words.casefold(), numeral.following) for numeral in numerals(value))
        return
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _own_numerals(item)


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
