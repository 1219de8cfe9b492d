"""What a search asks for besides its words: the kind of thing, and who is to wear or use it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from typing import Self

from retriever.catalogue.store import ProductFacts
from retriever.matching import colors
from retriever.text import stems, telling_words

# What follows one of these says what the thing is for or has, not what it is.
_CUT = re.compile(
    r"[,;:(\[|]|\s[-–—/]+\s|\b(?:for|with|without|in|on|to|from|by|under|below|over|above|that|which|who|suitable)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*(?:&|,|>|/|\band\b)\s*", re.IGNORECASE)
_LONGEST = 3  # words of a kind
_PEOPLE = {
    "men": "man men male gent gentleman",
    "women": "woman women lady female",
    "kids": "kid child children boy girl toddler baby infant",
}
_RELATIVES = {
    "men": "him husband boyfriend dad father grandpa grandfather brother",
    "women": "her wife girlfriend mum mom mother grandma grandmother sister",
    "kids": "son daughter grandson granddaughter nephew niece grandchild grandchildren",
}


def _by_word(groups: Mapping[str, str]) -> dict[str, str]:
    return {word: group for group, named in groups.items() for word in named.split()}


_PERSON = _by_word(_PEOPLE)  # in titles and queries
_WEARER = _PERSON | _by_word(_RELATIVES)  # in queries: a title that names them says who may give the thing to whom


def thing(text: str) -> str:
    """Return the part of a query that names the thing: "jacket" in "looking for a jacket for hiking"."""
    parts = (" ".join(telling_words(part)) for part in _CUT.split(text))
    return next((part for part in parts if part), "")


class WearerWish:
    """Knows for whom something is wanted."""

    UNASKED, UNNAMED = 0.3, 0.15

    def __init__(self, query: str) -> None:
        self._wanted = _named(_WEARER, query)

    @property
    def named(self) -> bool:
        """Whether somebody is named at all."""
        return bool(self._wanted)

    def misfit(self, facts: ProductFacts) -> float:
        """Return 1 for what is made for others than those wanted, 0 for what suits.

        Less for what names nobody, and for what is for kids when the shopper named nobody.
        """
        made_for = _named(_PERSON, facts.title)
        if not self._wanted:
            return self.UNASKED if made_for == {"kids"} else 0.0
        if not made_for:
            return self.UNNAMED
        return 0.0 if made_for & self._wanted else 1.0


def _named(people: Mapping[str, str], text: str) -> set[str]:
    return {people[stem] for stem in stems(text) if stem in people}


class KindWish:
    """Knows the kind of thing that is wanted, a word or a few that end a name: "jacket", "sleeping bag".

    Which words are kinds is learnt from the candidates: they end the kind or the category that some record names.
    English puts the noun last, so the thing's last words are the kind; behind it only qualifiers may stand.
    """

    IN_TITLE, IN_CATEGORY = 0.5, 0.3

    def __init__(self, kind: tuple[str, ...]) -> None:
        self.kind = kind

    @classmethod
    def of(cls, wanted: str, products: Iterable[ProductFacts]) -> Self:
        """Read the wish from the thing that a query names, and from the products that its words found."""
        said = tuple(stem for stem in stems(wanted) if not (stem in _WEARER or colors.is_color(stem)))
        known = list(products)
        named = {name for facts in known for name in _names(facts)}
        for end in range(len(said), 0, -1):
            for start in range(max(0, end - _LONGEST), end):
                wish = cls(said[start:end])
                if any(_ends(name, wish.kind) for name in named) and wish._with(said[end:], known):
                    return cls(_with_color(wish.kind, tuple(stems(wanted)), named))
        return cls(())

    def _with(self, qualifiers: tuple[str, ...], products: Iterable[ProductFacts]) -> bool:
        """Say whether words behind the kind are said of its things: "boots waterproof", but no "jacket repair"."""
        titles = (stems(facts.title) for facts in products if any(_ends(name, self.kind) for name in _names(facts)))
        return set(qualifiers).issubset(itertools.chain.from_iterable(titles)) if qualifiers else True

    def met_by(self, facts: ProductFacts) -> float:
        """Return how surely a product is of the kind, 0 to 1; 1 for all when no kind is wanted.

        A record that names its kind is taken at its word; without, a title that has the words anywhere must do, and
        one without any category is not judged.
        """
        names = _names(facts)
        if not self.kind or not names or any(_ends(name, self.kind) for name in (*names, _head(facts.title))):
            return 1.0
        if _within(tuple(stems(_CUT.sub(" | ", facts.title))), self.kind):
            return self.IN_TITLE if facts.kind else 1.0
        return self.IN_CATEGORY if any(_ends(name, self.kind) for name in _category_names(facts.category)) else 0.0


def _with_color(kind: tuple[str, ...], said: tuple[str, ...], named: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Give a kind back the word before it that only looks like a colour: "coffee maker"."""
    for at in range(1, len(said)):
        whole = said[at - 1 : at + len(kind)]
        if said[at : at + len(kind)] == kind and colors.is_color(said[at - 1]) and any(_ends(n, whole) for n in named):
            return whole
    return kind


def _names(facts: ProductFacts) -> list[tuple[str, ...]]:
    """Return the stems of the names of a record's kind: its own, or its category's."""
    return [tuple(stems(facts.kind))] if facts.kind else _category_names(facts.category)


def _category_names(category: str) -> list[tuple[str, ...]]:
    return [tuple(stems(part)) for part in _JOINED.split(category) if part]


def _head(title: str) -> tuple[str, ...]:
    """Return the stems of a title's first part, which ends in what the thing is."""
    return next((part for part in (tuple(stems(part)) for part in _CUT.split(title)) if part), ())


def _ends(name: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return name[-len(phrase) :] == phrase


def _within(title: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return any(title[at : at + len(phrase)] == phrase for at in range(len(title)))
