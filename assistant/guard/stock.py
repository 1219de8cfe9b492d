"""What may be said about stock: only what is true of the very choice that a sentence names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

from assistant.domain.product import option_words

_SOLD_OUT = re.compile(r"\b(sold out|out of stock|unavailable|not available)\b", re.IGNORECASE)
_IN_STOCK = re.compile(r"(?<!out of )\b(in stock|available now|left in stock)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stocked:
    """One choice on the cards.

    Attributes:
        title: the product's, case-folded.
        options: as they are written, e.g. {"color": "navy", "size": "M"}.
    """

    title: str
    options: Mapping[str, str]
    stock: int

    @property
    def label(self) -> str:
        """The choice as a sentence names it."""
        return ", ".join(option_words(self.options))


@dataclass(frozen=True, slots=True)
class StockFacts:
    """The stock of everything at hand.

    Attributes:
        available: names of further choices that are in stock.
        short: a result says that what was asked for is sold out.
    """

    choices: tuple[Stocked, ...] = ()
    available: frozenset[str] = frozenset()
    short: bool = False

    def unbacked(self, sentence: str, text: str) -> list[str]:
        """Return the stock claims of a sentence that no record and no text of the shop carries."""
        wrong = []
        claim = _IN_STOCK.search(sentence)
        if claim and not _quoted(claim, sentence, text) and not self._in_stock(sentence):
            wrong.append("in stock")
        claim = _SOLD_OUT.search(sentence)
        if claim and not _quoted(claim, sentence, text) and not (self.short or self._any(sentence, lambda n: n == 0)):
            wrong.append("sold out")
        return wrong

    def _in_stock(self, sentence: str) -> bool:
        listed = _without(sentence, {*self.available, *(choice.label for choice in self.choices if choice.stock > 0)})
        if listed != sentence and not self._values_in(listed):
            return True  # every choice that it names is one that is in stock
        return self._any(sentence, lambda stock: stock > 0)

    def _any(self, sentence: str, fits: Callable[[int], bool]) -> bool:
        """Say whether each choice that the sentence names, or else anything it may be about, has a stock that fits."""
        spoken = sentence.casefold()
        titles = {choice.title for choice in self.choices if choice.title in spoken}
        meant = [choice for choice in self.choices if not titles or choice.title in titles]
        named: dict[str, set[str]] = {}
        rest = _without(sentence, titles)
        for choice in self.choices:
            for option, value in choice.options.items():
                if _names(rest, value):
                    named.setdefault(option, set()).add(value)
        # "In black: S and M" names two choices, and has to be true of both.
        return all(
            any(fits(choice.stock) and wanted <= frozenset(choice.options.values()) for choice in meant)
            for wanted in map(frozenset, product(*named.values()))
        )

    def _values_in(self, sentence: str) -> set[str]:
        return {value for choice in self.choices for value in choice.options.values() if _names(sentence, value)}


def _names(sentence: str, value: str) -> bool:
    """Say whether a sentence names an option; a bare number is a size only after that word, a letter only as a word."""
    if not value:
        return False
    before = r"\bsize " if value.isdecimal() else r"(?<![\w'’-])"
    flags = re.NOFLAG if len(value) < 3 else re.IGNORECASE
    return re.search(rf"{before}{re.escape(value)}(?![\w'’-])", sentence, flags) is not None


def _without(sentence: str, names: set[str]) -> str:
    for name in sorted((name for name in names if name), key=len, reverse=True):
        sentence = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", sentence, flags=re.IGNORECASE)
    return sentence


def _quoted(claim: re.Match[str], sentence: str, text: str) -> bool:
    """Say whether the claim stands in the shop's own text with the same words around it."""
    before = sentence[: claim.start()].split()[-1:]
    after = sentence[claim.end() :].split()[:1]
    return " ".join([*before, claim.group(), *after]).casefold().rstrip(".!,;") in text if before or after else False
