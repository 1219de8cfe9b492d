"""What has been said: the words that a plan's arguments have to come from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cached_property

from assistant.number_words import CARDINALS
from assistant.planner.context import PlanContext
from assistant.planner.numbers import numbers_in

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_DIGIT_WORDS = tuple(CARDINALS)[:10]
_SPELLED = re.compile(rf"\b(?:{'|'.join([*_DIGIT_WORDS, 'oh'])})\b")
_NOT_ALNUM = re.compile(r"[\W_]+")
_TYPO = 0.75  # similarity from which a word counts as the same one mistyped
_SYNONYMS = {"grey": "gray", "colour": "color", "multicolour": "multicolor", "tshirt": "t"}
_FILLERS = frozenset({"a", "an", "the", "and", "or", "of", "for", "with", "in", "to", "s", "no", "not", "set", "pack"})


class Evidence:
    """The words and numbers of a message and of what surrounds it.

    Args:
        texts: everything that counts as said, in any order.

    Attributes:
        text: all of it, lower-cased.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.text = "\n".join(texts).casefold()

    @classmethod
    def of_shopper(cls, context: PlanContext) -> Evidence:
        """What the shopper wants, as far as told: the message, the search in force, the exchanges before."""
        return cls(_spoken(context))

    @classmethod
    def of_all(cls, context: PlanContext) -> Evidence:
        """All of it, the list on screen and the shop's records included."""
        return cls([*_spoken(context), *context.shown, context.setting, context.pending])

    @cached_property
    def numbers(self) -> frozenset[float]:
        return numbers_in(self.text)

    @cached_property
    def tokens(self) -> frozenset[str]:
        return frozenset(tokens_of(self.text))

    @cached_property
    def _squeezed(self) -> str:
        digits = _SPELLED.sub(lambda found: str(_digit(found.group())), self.text)
        return f"{_NOT_ALNUM.sub('', self.text)}\n{_NOT_ALNUM.sub('', digits)}"

    def has_id(self, identifier: str) -> bool:
        """Say whether an order number was given, whatever spaces and dashes stand in it."""
        squeezed = _NOT_ALNUM.sub("", identifier.casefold())
        return bool(squeezed) and squeezed in self._squeezed

    def has_word(self, token: str) -> bool:
        """Say whether a word was said, up to inflection and a typing error, or a number in any spelling."""
        if token[:1].isdecimal():
            return token in self.tokens or bool(numbers_in(token) & self.numbers)
        return token in self.tokens or any(_alike(token, said) for said in self.tokens)

    def share(self, value: str) -> float:
        """Return the share of a value's words that were said, 0 to 1; a value of fillers alone counts as said."""
        wanted = [token for token in tokens_of(value) if token not in _FILLERS]
        return sum(self.has_word(token) for token in wanted) / len(wanted) if wanted else 1.0


def tokens_of(text: str) -> list[str]:
    """Return a text's words and numbers, lower-cased, in order."""
    return [_SYNONYMS.get(token, token) for token in _TOKEN.findall(text.casefold())]


def _spoken(context: PlanContext) -> list[str]:
    values = context.search.values() if context.search else ()
    found = [str(item) for value in values for item in (value if isinstance(value, (list, tuple)) else [value])]
    return [context.message, *found, *(f"{turn.shopper}\n{turn.gist}" for turn in context.exchanges)]


def _digit(word: str) -> int:
    return 0 if word == "oh" else _DIGIT_WORDS.index(word)


def _alike(token: str, said: str) -> bool:
    if said[:1].isdecimal():
        return False
    short = min(len(token), len(said))
    if short >= 4 and (token.startswith(said[: max(4, short - 2)]) or said.startswith(token[: max(4, short - 2)])):
        return True
    if short >= 2 and token.rstrip("s'’") == said.rstrip("s'’"):
        return True
    return short >= 4 and token[0] == said[0] and SequenceMatcher(None, token, said).ratio() >= _TYPO
