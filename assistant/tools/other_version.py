"""Which version a thing is changed to: what is wished of it, everything unsaid kept as in the version owned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from assistant.domain.product import Product, Variant
from assistant.tools.choice import Choice
from assistant.tools.matching import words
from assistant.tools.sizes import size_of
from assistant.tools.wishes import Wish, differences, told_wish, wish_of

_LARGER = re.compile(
    r"\b(?:bigger|larger|(?:a|one|next|another) size up|next size(?! down)|longer|wider|taller)\b", re.IGNORECASE
)
_SMALLER = re.compile(r"\b(?:smaller|(?:a|one|next) size down|next smaller|shorter|narrower)\b", re.IGNORECASE)
_OF_SIZE = re.compile(r"size|length|width|height|capacity|volume|pieces?|dimension|diameter", re.IGNORECASE)
_REFUSED = re.compile(r"\b(?:not|than|instead) $")
_NEAREST = 4  # versions named where none is as it was wished


def resolve_other_variant(product: Product, current_id: str, wanted: str) -> Variant | Choice:
    """Return the version to change to, or those among which the words leave the choice: the cheapest first.

    Where no version is as it was wished, the choice says so and has the nearest ones; none is taken for it.

    Args:
        wanted: what was said of it; its first line was said last and goes before the others.
    """
    current = product.variant(current_id)
    others = [variant for variant in product.variants if variant.id != current_id]
    if spelled := _spelled(others, wanted):
        return spelled
    if current is None:
        current = Variant(id=current_id, price=product.price, stock=0)
    wish = wish_of(product, current, wanted)
    step = "" if wish.relative or wish.most else size_step(wanted)
    wish = _of_any_size(wish, current) if step else wish
    fitting = [variant for variant in others if wish.fits(variant)]
    if wish and not fitting and not step:
        return _none_like_it(product, current, others, wish)
    if step:
        sized = _in_size(current, fitting, wish, larger=step == "bigger")
        if not sized and (otherwise := _in_size(current, others, wish, larger=step == "bigger")):
            return replace(_none_like_it(product, current, otherwise, wish), wish="")
        if not sized:
            return Choice(_labels(others), unmet=step)
        fitting = sized
    if wish.price:
        return _by_price(product, current, fitting, others, wish)
    if not wish and not step:
        return fitting[0] if len(fitting) == 1 else Choice(_labels(fitting))
    return _meant_of(fitting, current, wish) or _none_like_it(product, current, others, wish)


def _meant_of(fitting: Sequence[Variant], current: Variant, wish: Wish) -> Variant | Choice | None:
    """Return the one version that is as wished and else as the one owned, else the only one in stock, else a choice."""
    if wish.most:
        fitting = _at_the_end([variant for variant in fitting if variant.stock > 0], wish)
    if wish.relative:
        fitting = [variant for variant in fitting if variant.stock > 0] or fitting
    exact = _next_step([variant for variant in fitting if not _changed_unsaid(variant, current, wish)], current, wish)
    if len(exact) == 1:
        return exact[0]
    in_stock = [variant for variant in exact if variant.stock > 0] or [v for v in fitting if v.stock > 0]
    if len(in_stock) == 1:
        return in_stock[0]
    if in_stock:
        return Choice(_labels(in_stock))
    return fitting[0] if len(fitting) == 1 else None


def _of_any_size(wish: Wish, current: Variant) -> Wish:
    """Return a wish for another size without the size owned, which may only say what is meant; the rest may stay."""
    sizes = _sized(current)
    allowed = {n: v for n, v in wish.allowed.items() if n not in sizes or v != {current.options.get(n)}}
    rest = {name: frozenset({value}) for name, value in current.options.items() if name not in sizes}
    return replace(wish, allowed={**rest, **allowed} if wish.strict else allowed)


def _sized(current: Variant) -> set[str]:
    """Return the options that "bigger" may speak of: those called a size or the like, else all that are measured."""
    measured = {name for name, value in current.options.items() if size_of(value) is not None}
    return {name for name in measured if _OF_SIZE.search(name)} or measured


def size_step(wanted: str) -> Literal["", "bigger", "smaller"]:
    """Return in which direction another size is wanted, empty where none or both are said."""
    larger, smaller = _LARGER.search(wanted) is not None, _SMALLER.search(wanted) is not None
    return "" if larger == smaller else "bigger" if larger else "smaller"


def _spelled(variants: Sequence[Variant], wanted: str) -> Variant | None:
    """Return the version whose whole label a text gives, as a button does; of two the one said last, as put right."""
    for line in wanted.split("\n"):
        said = f" {' '.join(words(line))} "
        labels = {v.id: f" {' '.join(words(v.label))} " for v in variants if v.label.count(",") > 0}
        places = {key: said.rfind(label) for key, label in labels.items() if label in said}
        meant = {key: place for key, place in places.items() if not _REFUSED.search(said[: place + 1])}
        if meant:
            chosen = max(meant, key=lambda key: (meant[key] + len(labels[key]), len(labels[key])))
            return next(variant for variant in variants if variant.id == chosen)
    return None


def _changed_unsaid(variant: Variant, current: Variant, wish: Wish) -> bool:
    """Say whether a version differs from the one owned in what the wish doesn't speak of."""
    said = {*wish.allowed, *wish.most, *(option for _, holders in wish.shared for option in holders)}
    return any(current.options.get(name) != value for name, value in variant.options.items() if name not in said)


def _next_step(variants: Sequence[Variant], current: Variant, wish: Wish) -> list[Variant]:
    """Return the versions whose option is next to that of the version owned, where a little more is wished."""
    kept = list(variants)
    for option in wish.least:
        own = size_of(current.options.get(option, "")) or 0.0
        steps = {v.id: abs((size_of(v.options.get(option, "")) or 0.0) - own) for v in kept}
        kept = [variant for variant in kept if steps[variant.id] == min(steps.values())]
    return kept


def _at_the_end(variants: Sequence[Variant], wish: Wish) -> list[Variant]:
    """Return the versions with the most, or the least, of an option of which that is wished."""
    kept = list(variants)
    for option, top in wish.most.items():
        sizes = [size for v in kept if (size := size_of(v.options.get(option, ""))) is not None]
        end = (max if top else min)(sizes, default=None)
        kept = [variant for variant in kept if end is None or size_of(variant.options.get(option, "")) == end]
    return kept


def _by_price(
    product: Product, current: Variant, fitting: Sequence[Variant], others: Sequence[Variant], wish: Wish
) -> Variant | Choice:
    """Return the version that costs less, or more: the one at that end, or those of which one has to be chosen."""
    in_stock = [variant for variant in fitting if variant.stock > 0]
    if wish.price in {"cheaper", "dearer"}:
        lower = wish.price == "cheaper"
        in_stock = [v for v in in_stock if (v.price < current.price if lower else v.price > current.price)]
    elif in_stock:
        end = (min if wish.price == "cheapest" else max)(variant.price for variant in in_stock)
        in_stock = [variant for variant in in_stock if variant.price == end]
    if not in_stock:
        return _none_like_it(product, current, others, wish)
    return in_stock[0] if len(in_stock) == 1 else Choice(_labels(in_stock))


def _none_like_it(product: Product, current: Variant, others: Sequence[Variant], wish: Wish) -> Choice:
    """Return the versions in stock that come nearest to a wish that none meets, and in what they differ from it."""
    in_stock = [variant for variant in others if variant.stock > 0]
    ways = {variant.id: len(wish.unfit(variant)) for variant in in_stock}
    near = [variant for variant in in_stock if ways[variant.id] == min(ways.values())]
    near = sorted(near, key=lambda variant: (-_likeness(current, variant), _price(variant)))[:_NEAREST]
    apart = [", ".join(differences(wish, variant)) for variant in near]
    return Choice(
        tuple(variant.label for variant in near),
        unmet="none",
        wish="" if wish.price else told_wish(wish, product),
        apart=tuple(f"{v.label} ({what or v.price})" for v, what in zip(near, apart, strict=True)),
    )


def _likeness(current: Variant, variant: Variant) -> int:
    return sum(current.options.get(option) == value for option, value in variant.options.items())


def _price(variant: Variant) -> Decimal:
    return variant.price.amount


def _labels(variants: Sequence[Variant]) -> tuple[str, ...]:
    in_stock = (variant for variant in variants if variant.stock > 0)
    return tuple(dict.fromkeys(variant.label for variant in sorted(in_stock, key=_price)))


def _in_size(current: Variant, others: Sequence[Variant], wish: Wish, *, larger: bool) -> list[Variant]:
    """Return the versions of the next size up or down: the next one that is alike in the rest, else all."""
    sized = _sized(current)
    steps: list[tuple[int, float, Variant]] = []
    for other in others:
        changed = [name for name, value in other.options.items() if current.options.get(name) != value]
        sizes = [
            (size_of(current.options.get(name, "")), size_of(other.options[name])) for name in changed if name in sized
        ]
        told = [its - own for own, its in sizes if own is not None and its is not None and its != own]
        if len(told) == 1 and (told[0] > 0) == larger and other.stock > 0:
            steps.append((len(set(changed) - wish.allowed.keys()), abs(told[0]), other))
    next_one = min((step for changes, step, _ in steps if changes == 1), default=None)
    return [other for changes, step, other in steps if next_one is None or (changes, step) == (1, next_one)]
