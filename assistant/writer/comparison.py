"""What there is to say when products stand side by side: what was asked first, then price and rating."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from assistant.domain.catalogue import ProductCard
from assistant.writer.phrases import Phrase, listed, phrase

_NUMBER = re.compile(
    r"(?<![\w.])(\d+(?:[.,]\d{3})*(?:\.\d+)?)\s?(kg|g|mm|cm|m|ml|l|kw|w|lm|hours?|persons?|°c|db)?\b", re.IGNORECASE
)
_FACTORS = {"kg": 1000.0, "g": 1.0, "mm": 1.0, "cm": 10.0, "m": 1000.0, "ml": 1.0, "l": 1000.0, "kw": 1000.0, "w": 1.0}
# (how it is asked, attributes that tell it, whether more is meant, how it is said)
_WISHES: tuple[tuple[re.Pattern[str], tuple[str, ...], bool, str], ...] = tuple(
    (re.compile(rf"\b(?:{asked})\b", re.IGNORECASE), names, more, said)
    for asked, names, more, said in (
        ("lightest|lighter|weighs? (?:the )?(?:least|less)", ("weight",), False, "lightest"),
        ("heaviest|heavier|weighs? (?:the )?(?:most|more)", ("weight",), True, "heaviest"),
        (
            "biggest|bigger|largest|larger|roomiest|most space|holds? (?:the )?most",
            ("capacity", "volume"),
            True,
            "largest",
        ),
        ("smallest|smaller|holds? (?:the )?least", ("capacity", "volume"), False, "smallest"),
        ("brightest|brighter", ("light output",), True, "brightest"),
        ("strongest|stronger|most powerful|more powerful", ("power",), True, "most powerful"),
        ("quietest|quieter", ("noise",), False, "quietest"),
        ("loudest|louder", ("noise",), True, "loudest"),
        ("most waterproof|more waterproof|driest", ("waterproof",), True, "most waterproof"),
    )
)
_TOLD = (
    "capacity",
    "weight",
    "volume",
    "power",
    "light output",
    "waterproof",
    "dimensions",
    "height",
    "material",
    "care",
)
_LONGEST = 60  # characters of a value that still reads well in a sentence
_FEW = 3
_NOTHING: Mapping[str, str] = MappingProxyType({})


def comparison(cards: Sequence[ProductCard], message: str, notes: Mapping[str, str] = _NOTHING) -> Iterator[Phrase]:
    """Yield what tells two or more products apart, first of all which one suits the purpose that was asked about.

    Args:
        notes: of the result: the purpose as "said", what it "favours" and "why", or that "several" suit it.
    """
    asked = _superlative(cards, message)
    purpose = _favour(notes)
    yield purpose or asked or phrase("compare_products", "lead")
    low, high = cheapest_and_dearest(cards)
    pair = "pair_" if len(cards) == 2 else ""
    if all(card.price == low.price for card in cards):
        yield phrase("compare_products", "same_price", price=low.price)
    elif low is not high:
        yield phrase(
            "compare_products",
            f"{pair}cheaper",
            title=low.title,
            price=low.price,
            other=high.title,
            other_price=high.price,
        )
    rated = sorted((card for card in cards if card.rating is not None), key=lambda card: card.rating or 0)
    if len(rated) > 1 and (rated[-2].rating or 0) < (rated[-1].rating or 0):
        yield phrase("compare_products", f"{pair}rated", title=rated[-1].title, rating=rated[-1].rating)
    if asked is None and (difference := _difference(cards, message)):
        yield difference
    if purpose is None:
        yield phrase("compare_products", "hint", closing=True)


def _favour(notes: Mapping[str, str]) -> Phrase | None:
    if "said" not in notes:
        return None
    if "favours" in notes:
        return phrase("compare_products", "favours", purpose=notes["said"], title=notes["favours"], why=notes["why"])
    return phrase(
        "compare_products", "favours_several" if "several" in notes else "favours_none", purpose=notes["said"]
    )


def cheapest_and_dearest(cards: Sequence[ProductCard]) -> tuple[ProductCard, ProductCard]:
    """Return the two ends; prices in several currencies have none, so that the first card stands for both."""
    if len({card.price.currency for card in cards}) > 1:
        return cards[0], cards[0]
    return min(cards, key=lambda card: card.price), max(cards, key=lambda card: card.price)


def _superlative(cards: Sequence[ProductCard], message: str) -> Phrase | None:
    """Answer "which one is the lightest?" where one is, by what the records say of each."""
    for pattern, names, more, said in _WISHES:
        if not pattern.search(message):
            continue
        for name in names:
            measured = [
                (size, card) for card in cards if (size := _measure(card.attributes.get(name), more)) is not None
            ]
            if len(measured) < 2:
                continue
            best = (max if more else min)(measured, key=lambda pair: pair[0])
            if sum(size == best[0] for size, _ in measured) == 1:
                value = best[1].attributes[name]
                return phrase("compare_products", "superlative", title=best[1].title, superlative=said, value=value)
    return None


def _measure(value: str | None, more: bool) -> float | None:
    """Return the number of a value in its unit's smallest part; of "210 g to 420 g" the end that is meant."""
    found = [
        float(number.replace(",", "")) * _FACTORS.get(unit.casefold(), 1.0)
        for number, unit in _NUMBER.findall(value or "")
    ]
    return (max if more else min)(found) if found else None


def _difference(cards: Sequence[ProductCard], message: str) -> Phrase | None:
    """Tell of one attribute what each product has: the one that was asked for, else the one that tells most."""
    if len(cards) > _FEW:
        return None  # so much stands better in the table than in a sentence
    shared = [name for name in cards[0].attributes if all(name in card.attributes for card in cards)]
    differing = [name for name in shared if len({card.attributes[name] for card in cards}) > 1]
    readable = [name for name in differing if all(len(card.attributes[name]) <= _LONGEST for card in cards)]
    known = [name for name in _TOLD if name in readable]
    chosen = next((name for name in readable if name in message.casefold()), known[0] if known else None)
    if chosen is None:
        return None
    values = listed([f"{card.title} ({card.attributes[chosen]})" for card in cards])
    return phrase("compare_products", "differs", attribute=chosen.replace("_", " "), values=values)
