"""Colour words: spellings, shades and the family that each belongs to."""

from __future__ import annotations

import re
from functools import lru_cache

from retriever.text import fold, words

FAMILIES: dict[str, str] = {
    "black": "jet onyx ebony noir",
    "white": "ivory snow chalk alabaster off-white offwhite pearl",
    "grey": "gray charcoal graphite slate anthracite ash silver-grey gunmetal pewter smoke heather",
    "blue": "navy azure cobalt indigo teal turquoise aqua cyan denim royal sapphire petrol sky ocean midnight cerulean",
    "green": "olive sage khaki emerald mint lime forest moss jade fern pistachio hunter",
    "red": "burgundy maroon crimson scarlet wine cherry ruby bordeaux brick rust cardinal",
    "pink": "rose blush fuchsia magenta coral salmon raspberry",
    "purple": "violet lilac lavender plum mauve aubergine eggplant amethyst",
    "yellow": "mustard lemon amber ochre saffron honey canary",
    "orange": "terracotta apricot peach tangerine copper burnt-orange pumpkin",
    "brown": "tan chocolate chestnut coffee mocha cognac walnut caramel espresso umber camel oak",
    "beige": "cream sand taupe oatmeal natural ecru stone nude linen champagne khaki bone",
    "gold": "golden brass rose-gold",
    "silver": "steel chrome zinc platinum nickel metallic",
    "clear": "transparent",
    "multicolor": "multicolour multicoloured multicolored multi rainbow colorful colourful assorted",
}
_SAME = {
    "gray": "grey",
    "violet": "purple",
    "multicolour": "multicolor",
    "multicoloured": "multicolor",
    "multicolored": "multicolor",
    "transparent": "clear",
    "golden": "gold",
    "burgundy": "bordeaux",
    "aubergine": "eggplant",
    "graphite": "charcoal",
}
_FAMILIES_OF: dict[str, frozenset[str]] = {
    shade: frozenset(name for name, shades in FAMILIES.items() if shade in shades.split() or shade == name)
    for shade in {*FAMILIES, *" ".join(FAMILIES.values()).split()}
}
# Words that are colours and things as well: a title's "Oak Shelf" or "Rose Oil" names no colour by itself.
_THINGS = (
    "gold silver rose copper brass steel oak walnut stone linen natural sand honey cherry lemon lime mint "
    "orange peach plum olive coffee chocolate caramel wine salmon coral pearl slate ash snow sky ocean "
    "forest moss denim chrome zinc platinum royal amber rust cream smoke camel fern pumpkin brick ruby "
    "jade sapphire emerald lavender sage raspberry saffron clear multi champagne mocha espresso cognac "
    "pistachio cardinal hunter bone nude jet heather midnight "
)
AMBIGUOUS = frozenset(_THINGS.split())
_PARTS = re.compile(r"\s*(?:[/,&+|;]|\band\b|\bwith\b)\s*")
_SHADING = frozenset({"dark", "light", "deep", "bright", "pale", "matte", "matt", "pastel", "soft", "neon"})


def is_color(word: str) -> bool:
    """Say whether the text names a colour and nothing else."""
    parts = words(word)
    return bool(parts) and all(part in _FAMILIES_OF or part in _SHADING for part in parts) and not _only_shading(parts)


def named_in(title: str) -> list[str]:
    """Return the colours that a title names beyond doubt."""
    return [word for word in dict.fromkeys(words(title)) if word in _FAMILIES_OF and word not in AMBIGUOUS]


@lru_cache(maxsize=50_000)
def matches(wanted: str, offered: str) -> bool:
    """Say whether an offered colour is what is meant: "blue" means navy too, "navy" doesn't mean any blue.

    "Dark blue" is also met by navy; a colour of several parts ("black/silver") by each of its parts.
    """
    want = _canonical(wanted)
    return any(_part_matches(want, _canonical(part)) for part in (fold(offered), *_PARTS.split(fold(offered))) if part)


def _part_matches(want: tuple[str, ...], offer: tuple[str, ...]) -> bool:
    if not want or not offer:
        return False
    if set(want) <= set(offer):
        return True
    if want == ("dark", "blue"):
        return "navy" in offer or "midnight" in offer
    if want == ("light", "blue"):
        return "sky" in offer or "azure" in offer
    return len(want) == 1 and want[0] in FAMILIES and want[0] in _families(offer)


def _families(parts: tuple[str, ...] | list[str]) -> frozenset[str]:
    """Return the families of the colour's last known word, which is its noun: "steel blue" is a blue."""
    known = [part for part in parts if part in _FAMILIES_OF]
    return _FAMILIES_OF[known[-1]] if known else frozenset()


def _only_shading(parts: list[str]) -> bool:
    return all(part in _SHADING for part in parts)


def _canonical(color: str) -> tuple[str, ...]:
    return tuple(_SAME.get(word, word) for word in words(color))
