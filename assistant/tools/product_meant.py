"""Which product a request speaks of: what its message names, else the one that was talked about last.

A plan's position in the list is a small model's reading; where the message names another product of the talk, or none
at all and says "it" or "the cheaper one", the message decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.domain.conversation import Exchange
from assistant.domain.product import Product
from assistant.planner.numbers import places_in
from assistant.tools.choice import Choice
from assistant.tools.context import ToolContext
from assistant.tools.matching import option_matches, words
from assistant.tools.references import resolve_product

_PLACES = 12  # of the longest list
_SHORTEST = 3  # letters of a word that tells products apart
_REMEMBERED = 4  # exchanges in which a product counts as talked about
_TALKED = re.compile(
    r"(?:told about|changed the cart: (?:add|set|remove)) (?P<one>[^;]+)"
    r"|asked which size or colour of (?P<asked>[^;]+) to put in the cart"
    r"|said that (?P<gone>[^;]+) is sold out|compared (?P<several>[^;]+)"
)
_REFUSED = re.compile(
    r"\b(?:no|not|without|except|instead of|isn['’]?t)\s+(?:(?:the|a|an|that|those|any)\s+)?[\w-]+", re.IGNORECASE
)
_BESIDE = re.compile(r"\b(?:with|than|like|into|beside)\s+(?:the|an?|my|that|this)\b[^,.;!?]*", re.IGNORECASE)
_IT = re.compile(r"\b(?:it|this|that|this one|that one|these|those|they|them)\b(?! for\b)", re.IGNORECASE)
_OF_SEVERAL = re.compile(
    r"\b(?:cheap|dear|small|big|larg|short|long|light|heavi|less expensive|more expensive)\w*\b", re.IGNORECASE
)
_OTHER = re.compile(r"\bthe other one\b", re.IGNORECASE)
_COMMON = frozenset({"the", "and", "for", "with", "one", "set", "pack", "new", "any", "all", "from", "kid", "only"})


async def product_meant(context: ToolContext, reference: str | None) -> Product | Choice:
    """Return the product that a position, a name or nothing ("it") refers to, as the message itself has it."""
    return await resolve_product(context, await _mended(context, (reference or "").strip().lstrip("#")))


def talked_of(exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """Return the titles of the products that the assistant told of, compared or put in the cart, the latest first."""
    told = (title for turn in reversed(exchanges[-_REMEMBERED:]) for title in _titles(turn.gist))
    return tuple(dict.fromkeys(told))


def discussed(exchanges: Sequence[Exchange]) -> str:
    """Return the title of the one product that was spoken of last, empty where a list or a comparison came since."""
    for turn in reversed(exchanges[-_REMEMBERED:]):
        if "showed " in turn.gist and " products" in turn.gist:
            return ""
        if found := list(dict.fromkeys(_titles(turn.gist))):
            return found[0] if len(found) == 1 else ""
    return ""


def named(message: str, titles: Sequence[str]) -> str:
    """Return the one title of which a message has the most words, empty where two have as many or none has any."""
    said = set(words(_BESIDE.sub(" ", _REFUSED.sub(" ", message))))
    counts = {title: len(_telling(title) & said) for title in dict.fromkeys(titles)}
    best = max(counts.values(), default=0)
    meant = [title for title, count in counts.items() if count == best]
    return meant[0] if best and len(meant) == 1 else ""


async def _mended(context: ToolContext, reference: str) -> str:
    message, state = context.message, context.conversation.state
    shown = [item.title for item in state.screen]
    titles = [*shown, *talked_of(state.exchanges)]
    if reference and not _is_place(reference):
        invented = not set(words(reference)) & set(words(message)) and reference not in titles
        return discussed(state.exchanges) or reference if invented and _IT.search(message) else reference
    place = int(reference) if reference else 0
    if place and (place in places_in(message, len(shown) or _PLACES) or _numbered(message, place)):
        return reference
    own = shown[place - 1] if 1 <= place <= len(shown) else ""
    if (title := named(message, titles)) and not own_words(own, titles) & set(words(message)):
        return title
    last = discussed(state.exchanges)
    if other := _other_of_two(message, last, state.exchanges):
        return other
    if not own:
        return ""
    if last and not _telling(own) & set(words(message)) and await _points_back(context, last):
        return last
    return reference


def _other_of_two(message: str, last: str, exchanges: Sequence[Exchange]) -> str:
    """Return "the other one" of the two products that were compared, where one of them was spoken of since."""
    if not _OTHER.search(message):
        return ""
    pairs = (list(_titles(turn.gist)) for turn in reversed(exchanges) if turn.gist.startswith("compared "))
    pair = next(pairs, [])
    others = [title for title in pair if title != last]
    return others[0] if len(pair) == 2 and len(others) == 1 else ""


async def _points_back(context: ToolContext, title: str) -> bool:
    """Say whether a message means a product by a word for it, or by a version that it comes in."""
    message = context.message
    if _IT.search(message):
        return True
    product = await resolve_product(context, title)
    if isinstance(product, Choice) or len(product.variants) < 2:
        return False
    return bool(_OF_SEVERAL.search(message) or option_matches(message, [one.options for one in product.variants]))


def _titles(gist: str) -> Iterator[str]:
    for found in _TALKED.finditer(gist):
        several = found["several"]
        yield from several.split(" and ") if several else [(found["one"] or found["asked"] or found["gone"]).strip()]


def _is_place(reference: str) -> bool:
    return reference.isdecimal() and len(reference) < _SHORTEST


def _numbered(message: str, place: int) -> bool:
    """Say whether a message gives a number by itself, as people name a place: "add 2", but not "2 of them"."""
    counted = r"\s*(?:x\b|×|of\b|pieces?\b|pcs\b|more\b|units?\b|items?\b|times\b|persons?\b|people\b|%|[$€£])"
    return (
        re.search(rf"(?<![\w.,$€£#-]){place}(?![\w.,-]*\d)(?!{counted})(?![a-z])", message, re.IGNORECASE) is not None
    )


def _telling(title: str) -> set[str]:
    return {word for word in words(title) if len(word) >= _SHORTEST and word.isalpha() and word not in _COMMON}


def own_words(title: str, titles: Sequence[str]) -> set[str]:
    """Return the words that a title has and none of the other titles."""
    others = (_telling(other) for other in titles if other != title)
    return _telling(title).difference(*others) if title else set()
