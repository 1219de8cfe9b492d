"""Which of several products the facts favour for a purpose: "which is better for pour-over?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.product import Product
from assistant.quotable import quotable
from assistant.tools.matching import words
from assistant.tools.page import description_sentences

_ASKED = re.compile(
    r"\b(?:better|best|good|suited|suitable|right|ideal|recommend|choose|pick|take|get|buy|use|which|fits?|works?)\b"
    r"[^.?!]{0,50}?\bfor\s+(?P<what>[^.,;?!]{3,60})",
    re.IGNORECASE,
)
_NO_PURPOSE = re.compile(
    r"^(?:me|us|you|it|that|this|them|the (?:price|money)|under|less|about|now|today|\$?\d)\b", re.IGNORECASE
)
_TAIL = re.compile(
    r"\s+(?:or|and|if|when|then|please|pls|though|because|since|but|tho|btw|would|do|is|are)\b.*$", re.IGNORECASE
)
_LIMITED = re.compile(r"\b(?:not|no|never|too|only|without|unsuitable|except)\b|n['’]t\b", re.IGNORECASE)
_GENERAL = frozenset(
    words(
        """coffee tea food home use everyday day kid people someone my our the a making over camping hiking cooking trip
        weekend room house kitchen garden outdoor outside general all thing just really mostly only very"""
    )
)
_HYPHEN = re.compile(r"(?<=\w)[-/](?=\w)")
_ENOUGH = 0.6  # of a purpose's words


@dataclass(frozen=True, slots=True)
class Favour:
    """What the pages say about a purpose.

    Attributes:
        purpose: as the shopper named it.
        product: the only one whose page speaks of it, None where none or several do.
        why: that page's sentence or attribute.
        several: more than one page speaks of it.
    """

    purpose: str
    product: Product | None = None
    why: str = ""
    several: bool = False


def favoured(products: Sequence[Product], message: str) -> Favour | None:
    """Return which product's page speaks for the purpose that a message asks about, None where it asks about none."""
    purpose = purpose_in(message)
    if not purpose:
        return None
    spoken = [(product, line) for product in products if (line := _line_for(product, purpose))]
    if len(spoken) == 1:
        return Favour(purpose, *spoken[0])
    return Favour(purpose, several=len(spoken) > 1)


def purpose_in(message: str) -> str:
    """Return what a message wants a thing for, empty where it doesn't say."""
    for found in _ASKED.finditer(message):
        what = _TAIL.sub("", found["what"].strip())
        if not _NO_PURPOSE.match(what) and not re.search(r"\d", what) and set(_plain(what)) and quotable(what):
            return what
    return ""


def _line_for(product: Product, purpose: str) -> str:
    wanted = set(_plain(purpose))
    telling = wanted - _GENERAL or wanted
    lines = [*description_sentences(product), *(f"{name}: {value}" for name, value in product.attributes.items())]
    for line in lines:
        said = set(_plain(line))
        if len(telling & said) >= _ENOUGH * len(telling) and not _LIMITED.search(line) and quotable(line):
            return line.rstrip(".")
    if telling <= set(_plain(product.title)):
        return product.title
    return ""


def _plain(text: str) -> tuple[str, ...]:
    return words(_HYPHEN.sub(" ", text))
