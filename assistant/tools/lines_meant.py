"""Which lines of an order a message means: "both skateboards and the watch", "everything except the lamp"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from assistant.domain.order import Order, OrderLine
from assistant.number_words import CARDINALS
from assistant.tools.choice import Choice
from assistant.tools.matching import option_matches, words
from assistant.tools.order_things import (
    head_noun,
    left_out,
    likeness,
    line_name,
    lines_mentioned,
    means_all,
    mentioned,
    of_itself,
    things_named,
    things_of_the_order,
)

_HANDED = r"return|exchange|swap|replace|send|sending|give|giving|refund|cancel|want|need|back"
_LOT = (
    r"everything(?! else)|all(?=\s*(?:$|[.,!?;]|please|back|from|in|for|at|of (?:it|them|those|these)))"
    r"|the (?:whole|entire|complete) (?:order|thing|lot)|the lot"
)
_WHOLE = re.compile(
    rf"\b(?:{_HANDED})(?:ing|ed)?\b(?:\s+(?!and\b|but\b)[\w'’]+){{0,3}}?\s+(?:{_LOT})\b"
    r"(?!\s+(?:of\s+)?(?:my|the)\s+money|\s+(?:the |my )?(?:\d|two|three|four|five|six)\b)"
    r"|\ball (?:of (?:it|them|those|these|the (?:items|things))|(?:the )?(?:items|things|pieces))"
    r"|^\W*(?:no\W+|yes\W+|please\W+)*(?:all|everything|the lot|both)\W*(?:please|of (?:it|them))?\W*$",
    re.IGNORECASE,
)
_ALL_COUNTED = re.compile(
    rf"\ball (?:of )?(?:the |my |these |those )?(\d|{'|'.join(list(CARDINALS)[2:10])})\b", re.IGNORECASE
)
_WISH = re.compile(r"\b(?:to|for|into)\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:not|keep(?:ing)?|without|except|but not|apart from|n['’]t (?:return|send|want to return))\s+"
    r"(?:(?:the|my|that|those|these|any|only|just)\s+)*(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
# What stands between the things of a list: "the hose, and also my green backpack".
_GLUE = re.compile(
    r"(?:\s+\w+){0,3}?\s*(?:,|&|\+|\band\b|\bplus\b|\bas well as\b)\s*(?:[\w'’-]+\s+){0,5}", re.IGNORECASE
)
_BREAKS = re.compile(
    r"\b(?:not|but|keep|except|with|for|from|because|that|which|who|exchange|change|swap|replace|cancel|instead|into|is"
    r"|was|are|it|they|them|i|you|if|so|when|to)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|just)\s+(?:cancel\s+)?(?:the|my|that|those|one|\d)\b|\bkeep the\b", re.IGNORECASE)
_DEARER = re.compile(
    r"\b(?:(?:more|most) expensive|pric(?:ier|iest)|dearer|dearest|costlier|costliest)\b", re.IGNORECASE
)
_CHEAPER = re.compile(r"\b(?:cheaper|cheapest|(?:less|least) expensive|lower[- ]priced)\b", re.IGNORECASE)
_BOTH = re.compile(r"\b(?:both|(?:all|each|every)(?: one)?(?: of)? (?:them|the|my|those|these))\b", re.IGNORECASE)


def resolve_lines(
    order: Order, items: tuple[str, ...], message: str = "", before: str = ""
) -> tuple[OrderLine, ...] | Choice:
    """Return the order lines that are meant, none when all went back; a choice where the words don't tell them apart.

    Args:
        items: names as the shopper said them; empty means "not said".
        message: the whole message, in which the things beside the items are looked for.
        before: an earlier message that names what the message calls "it".
    """
    open_lines = tuple(line for line in order.lines if line.kept > 0)
    if kept := lines_mentioned(open_lines, left_out(message)):
        return tuple(line for line in open_lines if not any(line in group for group in kept))
    if spelled := [line for line in open_lines if line.options and line_name(line) in {*items, message.strip()}]:
        return _with_the_rest_of_the_list(spelled, open_lines, message)
    if not open_lines or means_all(items) or _means_whole(message, len(open_lines)):
        return open_lines
    things = things_named(items, message)
    if not things:
        kinds = _asked_for(lines_mentioned(open_lines, message), message) or lines_mentioned(open_lines, before)
        told = [_told_apart(lines, message) for lines in kinds]
        if unclear := next((lines for lines in told if isinstance(lines, Choice)), None):
            return unclear
        named = tuple(line for lines in told if not isinstance(lines, Choice) for line in lines)
        return named or (open_lines if len(open_lines) == 1 else _choice(open_lines))
    found: list[OrderLine] = []
    for thing in things:
        alike = [likeness(thing, line) for line in open_lines]
        meant = [line for line, value in zip(open_lines, alike, strict=True) if value and value == max(alike)]
        if not meant:
            return _choice(open_lines, thing)
        one = _told_apart(meant, message)
        if isinstance(one, Choice):
            return one
        found += [line for line in one if line not in found]
    return _with_the_rest_of_the_list(found, open_lines, message)


def told_by_price(message: str) -> bool:
    """Say whether a message tells a thing by its price: "the cheaper one"."""
    return _end(message) is not None


def lines_told(order: Order, message: str) -> tuple[OrderLine, ...] | Choice:
    """Return the lines that a message itself names, or all where it says so; none where it names nothing."""
    names = lines_mentioned(order.lines, message) or left_out(message) or _means_whole(message, len(order.lines))
    return resolve_lines(order, (), message) if names else ()


def part_meant(order: Order, message: str) -> tuple[OrderLine, ...]:
    """Return the lines to which a message limits what it asks for; none where it means the order ("the tent order")."""
    things = things_named((), message)
    if things_of_the_order(message) or any("order" in words(thing) for thing in things):
        return ()
    if not things and not _ONLY.search(message):
        return ()
    lines = resolve_lines(order, (), message)
    return () if isinstance(lines, Choice) or len(lines) == len(order.lines) else lines


def by_price(holding: Sequence[Order], things: Sequence[str], message: str) -> list[Order]:
    """Return of several orders the one whose thing is the dearer, or the cheaper, where that is what is wanted."""
    end = _end(message)
    if end is None or len(holding) < 2:
        return list(holding)

    def price(order: Order) -> Decimal:
        lines = lines_mentioned(order.lines, f"{message} {' '.join(things)}")
        return end(line.unit_price.amount for group in lines or [list(order.lines)] for line in group)

    return [order for order in holding if price(order) == end(map(price, holding))]


def _end(message: str) -> Callable[[Iterable[Decimal]], Decimal] | None:
    """Return which end of the prices a message means: the dearer one, the cheaper one, or neither."""
    return max if _DEARER.search(message) else min if _CHEAPER.search(message) else None


def _means_whole(message: str, count: int) -> bool:
    counted = _ALL_COUNTED.search(message)
    return _WHOLE.search(message) is not None or (counted is not None and _number(counted[1]) == count)


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else CARDINALS[word.casefold()]


def _asked_for(kinds: list[list[OrderLine]], message: str) -> list[list[OrderLine]]:
    """Leave out what a message speaks of only to say that it isn't meant: "not the boots"."""
    wanted = [group for group in kinds if any(not _NOT.search(message, 0, at) for at, _ in _places(group[0], message))]
    return wanted or kinds


def _told_apart(alike: Sequence[OrderLine], message: str) -> tuple[OrderLine, ...] | Choice:
    """Return which of several things of a name are meant: both, the cheaper one, or the one with the option said."""
    if len(alike) == 1:
        return tuple(alike)
    for said in (message, _WISH.split(message)[0]):  # "the silicone watch to a metal one": what it is comes first
        with_options = [alike[i] for i in option_matches(said, [line.options for line in alike])]
        if 0 < len(with_options) < len(alike):
            return tuple(with_options)
    if _BOTH.search(message) or _counted(alike, message):
        return tuple(alike)
    end = _end(message)
    if end is None:
        return _choice(alike)
    price = end(line.unit_price.amount for line in alike)
    at_the_end = tuple(line for line in alike if line.unit_price.amount == price)
    return at_the_end if len(at_the_end) == 1 else _choice(alike)


def _counted(alike: Sequence[OrderLine], message: str) -> bool:
    """Say whether a message counts as many as there are: "the two skateboards"."""
    said = (len(alike), next(word for word, value in CARDINALS.items() if value == len(alike)))
    noun = head_noun(alike[0].title)
    spoken = " ".join(words(message))
    return any(re.search(rf"\b{number} (?:\w+ ){{0,2}}{re.escape(noun)}\b", spoken) for number in said)


def _with_the_rest_of_the_list(
    found: Sequence[OrderLine], open_lines: Sequence[OrderLine], message: str
) -> tuple[OrderLine, ...]:
    """Return the lines with those named in one list with them, which a plan may have lost."""
    named: list[tuple[int, int, OrderLine]] = []
    for group in lines_mentioned(open_lines, message):
        told = _told_apart(group, message)
        for line in () if isinstance(told, Choice) else told:
            named += [(*place, line) for place in _places(line, message)[:1]]
    spans = sorted(named, key=lambda span: span[:2])
    meant = {line.id for line in found}
    for pairs in (spans, spans[::-1]):
        for (start, end, line), (other_start, other_end, other) in pairwise(pairs):
            between = message[min(end, other_end) : max(start, other_start)]
            listed = _GLUE.fullmatch(between) and not _BREAKS.search(between)
            if line.id in meant and (listed or start == other_start):
                meant.add(other.id)
    return tuple(line for line in open_lines if line.id in meant)


def _places(line: OrderLine, message: str) -> list[tuple[int, int]]:
    """Return where a message names a thing, by its whole title, else by the word that says what it is."""
    message = of_itself(line, message)
    for name in (line.title, head_noun(line.title)):
        if found := [match.span() for match in re.finditer(rf"\b{re.escape(name)}\w{{0,2}}\b", message, re.IGNORECASE)]:
            return found
    return [(0, 0)] if mentioned(line, message) else []


def _choice(lines: Sequence[OrderLine], unknown: str = "") -> Choice:
    return Choice(tuple(line_name(line) for line in lines), unknown)
