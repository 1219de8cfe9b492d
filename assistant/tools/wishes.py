"""What a text wishes of another version: values named, "more zoom", "twice the storage", "identical, but not red"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.domain.product import Product, Variant
from assistant.tools.matching import values_named
from assistant.tools.relative import RelativeReading
from assistant.tools.versions import sizes_said, unknown_colors

_STRICT = re.compile(
    r"\b(?:(?:everything|all|anything) (?:else|other)|the rest|rest|otherwise|(?:all )?(?:the )?other (?:\w+ )?"
    r"(?:details|options|specs|features|things))\b[^.;!?]{0,25}?\b(?:same|as (?:it|they) (?:is|are)|unchanged|identical"
    r"|equal|stays?|like (?:now|before))"
    r"|\b(?:keep(?:ing)?|leav(?:e|ing)) (?:everything|all|the rest|all the rest)\b|\bnothing else\b"
    r"|\bidentical\b|\b(?:the )?same (?:exact )?(?:specs?|specifications?|options|features|configuration|everything"
    r"|model|version|one|thing|in every)\b|\bsame,? (?:but|except|just|only)\b|\beverything (?:the )?same\b"
    r"|\bsame (?:item|thing|product)\b|\bexactly (?:the same|like)\b",
    re.IGNORECASE,
)
_CHEAPEST = re.compile(r"\b(?:cheapest|least expensive|lowest[- ]priced?|most affordable)\b", re.IGNORECASE)
_DEAREST = re.compile(r"\b(?:most expensive|dearest|priciest|highest[- ]priced?)\b", re.IGNORECASE)
_CHEAPER = re.compile(r"\b(?:cheaper|less expensive|lower[- ]priced|more affordable)\b", re.IGNORECASE)
_DEARER = re.compile(r"\b(?:dearer|more expensive|pricier)\b", re.IGNORECASE)
Price = Literal["", "cheapest", "dearest", "cheaper", "dearer"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What another version has to be.

    Attributes:
        allowed: the values that will do by option; none where the product has no such value.
        shared: values that one of several options has to have.
        relative: options of which more or less is wanted, or another value than now.
        least: options of which the next value in the direction wanted is meant.
        most: options of which the most (True) or the least (False) is wanted.
        told: the value as it was wanted, of the options of which one is.
        strict: what isn't wished stays as it is.
    """

    allowed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    shared: Sequence[tuple[str, set[str]]] = ()
    relative: frozenset[str] = frozenset()
    least: frozenset[str] = frozenset()
    most: Mapping[str, bool] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    price: Price = ""
    strict: bool = False

    def __bool__(self) -> bool:
        return bool(self.allowed or self.shared or self.most or self.price)

    def fits(self, variant: Variant) -> bool:
        """Say whether a version is one of those wished, its price aside."""
        return not self.unfit(variant) and all(
            any(variant.options.get(option) == value for option in holders) for value, holders in self.shared
        )

    def unfit(self, variant: Variant) -> tuple[str, ...]:
        """Return the options in which a version isn't as it was wished."""
        return tuple(name for name, values in self.allowed.items() if variant.options.get(name) not in values)

    def and_before(self, earlier: Wish) -> Wish:
        """Return this wish with what an earlier one says of other options; that the rest stays was of its own time."""
        own = {*self.allowed, *self.most, *(option for _, holders in self.shared for option in holders)}
        return replace(
            self,
            allowed={**{name: values for name, values in earlier.allowed.items() if name not in own}, **self.allowed},
            shared=self.shared or tuple((v, holders) for v, holders in earlier.shared if not own & holders),
            relative=self.relative | {name for name in earlier.relative if name not in own},
            least=self.least | {name for name in earlier.least if name not in own},
            most={**{name: most for name, most in earlier.most.items() if name not in own}, **self.most},
            told={**{name: value for name, value in earlier.told.items() if name not in own}, **self.told},
            price=self.price or earlier.price,
            strict=self.strict or (earlier.strict and not self),
        )


def wish_of(product: Product, current: Variant, said: str) -> Wish:
    """Return what a text wishes instead of a version; its first line was said last and goes before the others."""
    wish = Wish()
    for line in dict.fromkeys(line.strip() for line in said.split("\n") if line.strip()):
        wish = wish.and_before(_of_line(product, current, line))
    if wish.strict and wish:
        kept = {name: frozenset({value}) for name, value in current.options.items()}
        free = {*wish.allowed, *wish.most, *(option for _, holders in wish.shared for option in holders)}
        wish = replace(wish, allowed={**wish.allowed, **{n: values for n, values in kept.items() if n not in free}})
    return wish


def without_steps(product: Product, current: Variant, said: str) -> str:
    """Return a text without what it says relative to the version owned: "2 cups more" counts no pieces."""
    return RelativeReading(product, current, said).rest


def _of_line(product: Product, current: Variant, line: str) -> Wish:
    reading = RelativeReading(product, current, line)
    options = [variant.options for variant in product.variants]
    named = values_named(reading.rest, options, current.options)
    allowed = {name: frozenset(values) for name, values in reading.refusing.items()}
    for name, values in named.by_option.items():
        only_owned = values == {current.options.get(name)}
        if name in reading.steps and only_owned:
            continue  # "my 64GB tablet for one with more storage"
        allowed[name] = frozenset(values) & allowed.get(name, frozenset(values)) or frozenset(values)
    for name, step in reading.steps.items():
        allowed[name] = allowed.get(name, step) & step if name in named.by_option else step
    for name in reading.same:
        allowed.setdefault(name, frozenset({current.options[name]}))
    told = dict(reading.told)
    unnamed = (*sizes_said(product, reading.rest), *((n, v, None) for n, v in unknown_colors(product, reading.rest)))
    for name, value, meant in unnamed:
        free = name not in named.by_option and name not in reading.steps
        if meant and free and meant != current.options.get(name):
            allowed[name] = frozenset({meant})
            told.pop(name, None)
        elif free and name not in allowed:
            allowed[name], told[name] = frozenset({meant} if meant else ()), "" if meant else value
    most = {name: top for name, top in reading.most.items() if name not in named.by_option}
    return Wish(
        allowed=allowed,
        shared=tuple(named.shared),
        relative=frozenset({*reading.steps, *reading.refusing} - named.by_option.keys()),
        least=frozenset(reading.least),
        most=most,
        told=told,
        price=_price(line),
        strict=_STRICT.search(line) is not None,
    )


def _price(line: str) -> Price:
    named: tuple[tuple[Price, re.Pattern[str]], ...] = (
        ("cheapest", _CHEAPEST),
        ("dearest", _DEAREST),
        ("cheaper", _CHEAPER),
        ("dearer", _DEARER),
    )
    return next((price for price, pattern in named if pattern.search(line)), "")


def differences(wish: Wish, variant: Variant) -> Iterator[str]:
    """Yield in which details a version isn't as it was wished: "5x instead of 10x"."""
    for name in wish.unfit(variant):
        wanted = wish.told.get(name) or (next(iter(wish.allowed[name])) if len(wish.allowed[name]) == 1 else "")
        if wanted:
            yield f"{variant.options.get(name, '')} instead of {wanted}"


def told_wish(wish: Wish, product: Product) -> str:
    """Return the wish as a version is called, as far as it names values: "24MP, 10x, SD card"."""
    names = dict.fromkeys(name for variant in product.variants for name in variant.options)
    told = (
        wish.told.get(name) or (next(iter(wish.allowed[name])) if len(wish.allowed.get(name, ())) == 1 else "")
        for name in names
    )
    return ", ".join(value for value in told if value)
