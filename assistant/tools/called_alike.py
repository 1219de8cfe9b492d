"""Words that name a thing of an order and are said of another one: "the backpack with a laptop compartment".

What is said of the other thing is blanked and the length kept, so that places in the text stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from assistant.domain.product import Product
from assistant.tools.matching import words

_PARTS = (
    "compartments?|bags?|backpacks?|sleeves?|pockets?|cases?|stands?|slots?|holders?|pouch(?:es)?|sections?|trays?"
    "|chargers?|covers?|cables?|adapters?|mounts?|racks?|docks?"
)
_VALUE_OF = r"[\s,;/&+-]+(?:(?:and|with|for|plus)\s+)?"
_A_VERSION = r"(?=[\s-]+(?:ones?|versions?|types?|kinds?|models?|options?|variants?)\b)"


def without_compounds(head: str, own: Iterable[str], text: str) -> str:
    """Return a text without the name of a thing where it only says what something is for: "laptop sleeve".

    Args:
        head: the word that says what the thing is.
        own: what the thing itself has or is called: the compartment of a backpack is a word for the backpack.
    """
    if not head or head not in text.casefold():
        return text
    known = {word for name in own for word in words(name)}

    def blanked(found: re.Match[str]) -> str:
        return found.group() if set(words(found["part"])) & known else " " * len(found.group())

    return _compound(head).sub(blanked, text)


def without_values(things: Sequence[tuple[str, Product]], asked: Iterable[str], text: str) -> str:
    """Return a text without the names of things where they are values of another thing's options.

    "Green, small, polyester, laptop" beside a laptop is said of the backpack: the word stands in a row with the other
    values, or says which version.

    Args:
        things: the word that says what a thing is, and its product.
        asked: the words for the things whose version was asked for, where the text is the answer.
    """
    asked = frozenset(asked)
    for head, product in things:
        for other, its in things:
            values = {value.casefold() for variant in its.variants for value in variant.options.values()}
            if not head or its.id == product.id or head not in values:
                continue
            rest = "|".join(re.escape(value) for value in sorted(values - {head}, key=len, reverse=True))
            in_a_row = rf"(?:(?<=\W)|^)(?:{rest}){_VALUE_OF}(?:an?\s+)?(?P<a>{re.escape(head)})\b(?! *(?:to\b|:))"
            patterns = [in_a_row, rf"\b(?P<a>{re.escape(head)})\b{_A_VERSION}"]
            if other in asked:
                patterns.append(
                    rf"(?<!the )(?<!my )(?<!that )(?<!this )\b(?P<a>{re.escape(head)})\b(?! *(?:to\b|in\b|:))"
                )
            for pattern in patterns:
                text = re.sub(pattern, _without_head, text, flags=re.IGNORECASE)
    return text


def _without_head(found: re.Match[str]) -> str:
    start, end = found.start("a") - found.start(), found.end("a") - found.start()
    return f"{found.group()[:start]}{' ' * (end - start)}{found.group()[end:]}"


@lru_cache(maxsize=512)
def _compound(head: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(head)}(?=[\s-]+(?P<part>{_PARTS})\b)", re.IGNORECASE)
