"""Which things in the shopper's orders a message names: "send the sandals back", "what about my headlamp"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from assistant.domain.order import Order, OrderLine
from assistant.domain.product import option_words
from assistant.tools.called_alike import without_compounds
from assistant.tools.matching import overlap, words

_WHOLE = frozenset({"all", "everything", "the whole order", "whole order", "all of it", "all of them"})
# Words that name no thing in particular.
_GENERAL = frozenset(
    words(
        """as well also too order item thing stuff package parcel delivery purchase product goods everything all
        whole rest other gift present both something anything piece money refund return exchange shipment box label
        lot first second third last latest previous recent entire new newer old older earlier same wrong right set
        pack bundle kit pair now back part some half more most less least expensive cheaper cheapest dearer pricier
        priciest difference price amount address payment status today yesterday number request proposal mine two
        three men's women's kids'"""
    )
)
_THING = (
    r"([\w' -]{2,60}?)(?=\s+(?:back|from|for|because|since|as|please|in|to|and|but|that|which|who|i|it|they|is|are|was"
    r"|were|of|with|out|off|instead|before|after|now|again|doing|coming|going|get|arrive|on|at|yet|when|if|so|you|we)\b"
    r"|[.,;:!?&]|$)"
)
_HANDED = re.compile(
    r"\b(?:return|exchange|swap|trade|cancel|send|give|bring|take|drop)(?:ing)?\s+(?:back\s+)?(?:both\s+)?(?:(?:only|just)\s+)?"
    rf"(?:the|my|this|these|those|that|a|an)\s+{_THING}",
    re.IGNORECASE,
)
_ORDER_WITH = re.compile(rf"\border\s+(?:with|containing|that has)\s+(?:the|my|a|an)\s+{_THING}", re.IGNORECASE)
_ALSO = re.compile(rf"\s*(?:,|&|,?\s*and)\s*(?:also\s+)?(?:the|my)\s+{_THING}", re.IGNORECASE)
_ASKED_FOR = re.compile(
    rf"\b(?:where(?:'s|’s| is| are)|(?:what|how) about|track|status of)\s+(?:the|my|our)\s+{_THING}",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"\b(?:all|everything|both|the rest|the whole order|the others?)\b.{0,60}?"
    r"\b(?:except|apart from|other than|besides|excluding|but not|without|but(?= (?:the|my)\b))(?: for)?\b(?P<left>.*)",
    re.IGNORECASE | re.DOTALL,
)
# "Can I …" names no watering can.
_MAY = re.compile(
    r"\bcan(?:not|['’]t)?(?=\s+(?:i|we|you|it|they|this|that|these|those|the|my|be|still|also)\b)", re.IGNORECASE
)
_PRICED = re.compile(
    r"\b(?:(?:more|most|less|least) expensive|cheap(?:er|est)|pric(?:ier|iest)|dear(?:er|est))\b\s*(?:ones?\b)?",
    re.IGNORECASE,
)
# "The backpack that came with the vacuum cleaner" is the backpack.
_CAME_WITH = re.compile(
    r"\s+(?:(?:that|which) )?(?:i )?(?:came|arrived|shipped|got|bought|ordered|received|was sent|were sent)"
    rf"(?: it| them)?(?: together| along| in)? with (?:the|my|that|a|an) {_THING}",
    re.IGNORECASE,
)
_COMPOUND = 4  # letters: "watch" may be short for "wristwatch"
_HEAD_ENDS = re.compile(r"[,(]| (?:with|for|and|against|of|in|on) ", re.IGNORECASE)


def things_named(items: Iterable[str], message: str) -> tuple[str, ...]:
    """Return the things that a request is about: the items given, or what the message asks to send or take back.

    Items of which the message says nothing give way to what it does name, and some of the things named to all of them.
    """
    given = tuple(item for item in map(_without_price, items) if _telling(item))
    said = tuple(thing for thing in map(_without_price, _handed(message)) if _telling(thing))
    if said and given and not any(overlap(item, message) for item in given):
        return said
    if len(said) > len(given) and all(any(overlap(item, thing) for thing in said) for item in given):
        return said
    return given or said


def _without_price(thing: str) -> str:
    """Leave out what tells a thing by its price: "the more expensive tablet" is a tablet."""
    return _PRICED.sub("", thing).strip()


def things_of_the_order(message: str) -> tuple[str, ...]:
    """Return the things by which a message tells a whole order: "cancel the order with the tent"."""
    return tuple(thing for thing in _ORDER_WITH.findall(message) if _telling(thing))


def _handed(message: str) -> Iterator[str]:
    for found in _HANDED.finditer(message):
        yield found.group(1)
        after = _ALSO.match(message, found.end())
        while after:
            yield after.group(1)
            after = _ALSO.match(message, after.end())


def things_asked_for(message: str) -> tuple[str, ...]:
    """Return the things of which a message asks where they are."""
    return tuple(thing for thing in _ASKED_FOR.findall(message) if _telling(thing))


def without_company(message: str) -> str:
    """Leave out of a message the things that only tell what another one came with."""
    return _CAME_WITH.sub("", message)


def without_companions(items: Iterable[str], message: str) -> tuple[str, ...]:
    """Return the items of a plan without those that a message names only as what another thing came with."""
    alone = without_company(message)
    return tuple(item for item in items if overlap(item, alone) or not overlap(item, message))


def left_out(message: str) -> str:
    """Return what a request for everything leaves out ("all of it except the lamp"); empty where that is nothing."""
    found = _EXCEPT.search(message)
    return found["left"] if found else ""


def means_all(items: Iterable[str]) -> bool:
    return any(item.casefold().strip() in _WHOLE for item in items)


def orders_holding(orders: Sequence[Order], things: Sequence[str], message: str) -> list[Order]:
    """Return the orders that hold most of what was named; without things, those whose titles the message mentions."""

    def worth(order: Order) -> float:
        if things:
            return sum(max((likeness(thing, line) for line in order.lines), default=0.0) for thing in things)
        return len(lines_mentioned(order.lines, message))

    held = _best(orders, worth)
    if things or len(held) < 2:
        return held
    return _best(held, lambda order: max(mentioned(line, message) for line in order.lines))


def _best(orders: Sequence[Order], worth: Callable[[Order], float]) -> list[Order]:
    worths = [worth(order) for order in orders]
    best = max(worths, default=0.0)
    return [order for order, value in zip(orders, worths, strict=True) if best and value == best]


def likeness(thing: str, line: OrderLine) -> float:
    """Return how surely a few words name an order line, 0 to 1; a part of them counts only with the kind of thing.

    The category may stand in for a word of the name ("shoes" for sandals), which is less sure.
    """
    by_name = overlap(thing, line_name(line))
    if by_name == 1 or _joined(thing) in _joined(line.title):
        return 1.0
    if overlap(thing, f"{line_name(line)} {line.category}") == 1:
        return 0.5 + by_name / 4
    called = overlap(thing, f"{line_name(line)} {' '.join(line.options)}")
    if called == 1 and any(overlap(value, thing) == 1 for value in line.options.values()):
        return 0.75  # "the 500 pieces" of a puzzle with that many
    of_a_kind = head_noun(line.title) in words(thing) or head_noun(thing) in words(line.title)
    return by_name / 2 if by_name >= 0.5 and of_a_kind else 0.0


def mentioned(line: OrderLine, message: str) -> int:
    """Return how many words of a line's title and options a message has; none where it doesn't name the thing."""
    head = head_noun(line.title)
    said = set(words(_MAY.sub(" ", of_itself(line, message))))
    title = set(words(line.title)) - _GENERAL
    called = head in said or any(len(word) >= _COMPOUND and head.endswith(word) for word in said - _GENERAL)
    if not called and (len(title) < 2 or 2 * len(title & said) < len(title)):
        return 0
    return len(set(words(line_name(line))) & said) or int(called)


def of_itself(line: OrderLine, message: str) -> str:
    """Return a message without the name of a thing where it tells another one, all places kept: "laptop sleeve"."""
    return without_compounds(head_noun(line.title), (line.title, *line.options), message)


def lines_mentioned(lines: Sequence[OrderLine], message: str) -> list[list[OrderLine]]:
    """Return the lines that a message names, those together of one kind that it doesn't tell apart."""
    groups: dict[str, list[tuple[int, OrderLine]]] = {}
    for line in lines:
        if worth := mentioned(line, message):
            groups.setdefault(head_noun(line.title), []).append((worth, line))
    return [[line for worth, line in group if worth == max(group, key=_worth)[0]] for group in groups.values()]


def _worth(pair: tuple[int, OrderLine]) -> int:
    return pair[0]


def line_name(line: OrderLine) -> str:
    options = ", ".join(option_words(line.options))
    return f"{line.title} ({options})" if options else line.title


def without_own_options(line: OrderLine, text: str) -> str:
    """Leave out the options by which a text names a line ("the boots (8, green) in 9"): they are not what is wanted."""
    return text.replace(line_name(line), line.title)


def head_noun(title: str) -> str:
    """Return the word that says what a thing is: "sandal" of "Ford Trekking Sandal with Cork"."""
    named = [word for word in words(_HEAD_ENDS.split(title, maxsplit=1)[0]) if word not in _GENERAL]
    return named[-1] if named else ""


def _telling(thing: str) -> bool:
    return bool(set(words(thing)) - _GENERAL)


def _joined(text: str) -> str:
    """Write a text as one word, so that "head lamp" is found in "headlamp"."""
    return "".join(words(text)) or "\0"
