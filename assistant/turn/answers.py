"""Puts the answer to a question that the assistant asked back into the request that it completes.

"The latest one" says nothing by itself; together with what was asked for it is a whole request, which needs no planning
(incomplete utterance rewriting, Su et al. 2019). A message that says something else is left to the planner.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.domain.actions import SettledChanges
from assistant.domain.conversation import OpenQuestion, ToolCall
from assistant.domain.order import Order
from assistant.planner.fallback import change_named, order_tool_named
from assistant.planner.numbers import places_in
from assistant.planner.short_messages import says_yes
from assistant.tools.address_changes import without_address_of
from assistant.tools.addresses import means_kept_address, parse_address
from assistant.tools.known_addresses import address_named, address_of_order_named
from assistant.tools.matching import best_matches, overlap, words
from assistant.tools.order_states import in_state_named
from assistant.tools.order_things import mentioned
from assistant.tools.order_told import LATEST, OLDEST, told_by_version
from assistant.tools.payments import money_to, names_a_method, names_the_original, where_money_goes
from assistant.tools.relative import is_relative
from assistant.tools.versions import names_a_version
from assistant.turn.also_wanted import also_wanted

TOLD_BY_ORDERS = frozenset({"order", "address", "payment"})
"""The missing details for whose answer the shopper's orders have to be read."""
_LONGEST = 40  # words of an answer; an address or a reason may take some
_SHORT = 6  # words of a question that is none: "the grey one?"
_ALIKE = {"exchange_items", "update_order"}  # "also change the watch" beside what is exchanged
_AMENDMENT = 8  # words that say what is meant without naming it: "to my other card, please", "the same size"
_ANEW = 14  # words that name another version
_REQUEST = 1000  # characters
_ASKS = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay|well|wait|hm+)\W+){0,2}(?:how (?!about\b)|what['’]?s?(?! about\b)|when|why"
    r"|where|who|which|is (?:it|there|that)|are (?:there|you)|do (?:i|you)|does|will|would i|can i (?:still|get)"
    r"|am i)\b",
    re.IGNORECASE,
)
_CHOICES = re.compile(
    r"\b(?:what|which) (?:\w+ )?(?:sizes?|colou?rs?|versions?|options|choices|ones|else|are there)\b"
    r"|\bwhat (?:do|else do) you have\b|\bwhat(?:'s| is) available\b",
    re.IGNORECASE,
)
_ALL = re.compile(r"\b(?:all|both|everything|each|every|the lot|the whole (?:order|thing))\b", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:except|apart from|besides|without|not|but)\b(?P<left>.*)", re.IGNORECASE | re.DOTALL)
_WISH = re.compile(r"\b(?:to|for|into|with)\b", re.IGNORECASE)
_CARD_WORDS = frozenset(words("credit debit bank card ending my please"))  # what a gift card is called by, too
_DIFFERENCE = re.compile(
    r"\b(?:any|the|a|price) (?:price )?(?:difference|surcharge)\b|\b(?:costs?|comes? to) (?:more|less)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{3,}")
_ORDER_NUMBER = re.compile(r"(?:#\s?|\b[A-Z]{1,4}-?)\d{4,}\b")


@dataclass(frozen=True, slots=True)
class Completed:
    """A request with the detail that it was missing, as a call and in words.

    Attributes:
        settled: what of the items holds on, where it isn't all that was told with the question.
    """

    call: ToolCall
    request: str
    settled: SettledChanges | None = None


@dataclass(frozen=True, slots=True)
class _Detail:
    """What an answer adds: arguments, and the words that say it without the question."""

    args: Mapping[str, Any]
    words: str


def completed(message: str, asked: OpenQuestion, orders: Sequence[Order]) -> Completed | None:
    """Return the request that a message completes, None where it isn't an answer to what was asked.

    Args:
        orders: the shopper's own, newest first.
    """
    read = _READERS.get(asked.missing)
    if read is not None and _asks_for_choices(message, asked):
        return Completed(asked.call, asked.said)
    if read is None or not _may_answer(message, asked):
        return None
    if (anew := _version_anew(message, asked)) is not None:
        return anew
    detail = read(message, asked, orders)
    if detail is None or _of_another_order(message, asked):
        return None
    call = ToolCall(name=asked.call.name, args={**asked.call.args, **detail.args})
    if asked.missing == "payment" and (also := also_wanted(message, asked, orders)) is not None:
        return Completed(call, f"{also[0]}\n{detail.words}\n{_still_said(asked)}"[:_REQUEST], also[1])
    return Completed(call, f"{detail.words}\n{_still_said(asked)}"[:_REQUEST])


def _version_anew(message: str, asked: OpenQuestion) -> Completed | None:
    """Return the request with another version, where that is said instead of how to pay for the one told before."""
    settled = asked.settled
    if asked.missing != "payment" or settled is None or len(settled.changes) != 1 or names_a_method(message):
        return None
    told = is_relative(message) or names_a_version(message)
    if not told or len(message.split()) > _ANEW or says_yes(message):
        return None
    name = "details" if asked.call.name == "update_order" else "wanted"
    call = ToolCall(name=asked.call.name, args={**asked.call.args, name: message})
    again = settled.model_copy(update={"remaining": tuple(change.line_id for change in settled.changes)})
    return Completed(call, f"{message}\n{asked.said}"[:_REQUEST], again)


def _of_another_order(message: str, asked: OpenQuestion) -> bool:
    """Say whether a message names another order than the one that was asked about, and not only its address."""
    own = _digits(str(asked.call.args.get("order_id", "")))
    named = {_digits(number) for number in _ORDER_NUMBER.findall(without_address_of(message))}
    return bool(own and named) and own not in named


def _still_said(asked: OpenQuestion) -> str:
    """Return what of the request an answer leaves standing: the things of a return are those of the answer now."""
    if asked.missing != "items" or asked.call.name != "return_items":
        return asked.said
    where = where_money_goes(asked.said)
    return money_to(where) if where else ""


def _asks_for_choices(message: str, asked: OpenQuestion) -> bool:
    """Say whether the choices are wanted once more: "what sizes do you have?"."""
    return asked.missing in {"wanted", "items", "payment"} and _CHOICES.search(message) is not None


def _may_answer(message: str, asked: OpenQuestion) -> bool:
    length = len(message.split())
    other = order_tool_named(message)
    return (
        length <= _LONGEST
        and not (message.rstrip().endswith("?") and length > _SHORT)
        and not _ASKS.search(message)
        and (other in {None, asked.call.name} or (asked.settled is not None and {other, asked.call.name} == _ALIKE))
    )


def _order(message: str, asked: OpenQuestion, orders: Sequence[Order]) -> _Detail | None:
    typed = _NUMBER.findall(message)
    numbered = [order for order in orders if any(_digits(order.id).endswith(digits) for digits in typed)]
    if len(numbered) == 1:
        return _of_order(numbered[0], message)
    told = [order for order in orders if order.id in asked.choices] or list(orders)
    if not told:
        return None
    version = told_by_version(told, message, asked.said)
    if len(version) == 1:
        return _of_order(version[0], message)
    if typed:
        return None
    if LATEST.search(message):
        return _of_order(told[0], message)
    if OLDEST.search(message):
        return _of_order(told[-1], message)
    if len(places := places_in(message, len(told))) == 1:
        return _of_order(told[next(iter(places)) - 1], message)
    holding = [order for order in told if any(mentioned(line, message) for line in order.lines)]
    holding = holding or _with_a_word_of(told, message) or list(in_state_named(told, message))
    if len(holding) == 1:
        return _of_order(holding[0], message)
    return _Detail({}, message) if holding else None


def _with_a_word_of(orders: Sequence[Order], message: str) -> list[Order]:
    """Return the orders that a text names by no more than a word of what is in them: "the one with the pack"."""
    said = {word for word in words(message) if len(word) > 2}
    return [order for order in orders if any(said & set(words(line.title)) for line in order.lines)]


def _of_order(order: Order, message: str) -> _Detail:
    return _Detail({"order_id": order.id}, f"{message} (order {order.id})")


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())


def _items(message: str, asked: OpenQuestion, orders: Sequence[Order]) -> _Detail | None:
    left_out = _EXCEPT.search(message)
    # "The silicone one, to a metal one": what stands after the "to" is wanted instead.
    named = _own_choices(left_out["left"] if left_out else _WISH.split(message)[0], asked.choices)
    if left_out:
        named = [choice for choice in asked.choices if choice not in named] if named else []
    elif not named and _ALL.search(message):
        named = list(asked.choices)
    elif not named:
        named = [asked.choices[place - 1] for place in sorted(places_in(message, len(asked.choices)))]
    if not named:
        return _Detail({}, message) if any(overlap(message, choice) for choice in asked.choices) else None
    titles = ", ".join(dict.fromkeys(choice.split(" (")[0] for choice in named))
    if asked.call.name != "update_order":
        return _Detail({"items": named}, f"{message}: {titles}")
    alike = len({choice.split(" (")[0] for choice in asked.choices}) < len(asked.choices)
    said = ", ".join(named) if alike or len(named) == 1 else titles
    return _Detail({"details": said[:300]}, f"{message}: {said}")


def _own_choices(said: str, choices: Sequence[str]) -> list[str]:
    """Return the choices of which a text has a word that tells them from the others."""
    known = [set(words(choice)) for choice in choices]
    spoken = set(words(said))
    return [
        choice
        for place, choice in enumerate(choices)
        if spoken & known[place].difference(*(known[:place] + known[place + 1 :]))
    ]


def _wanted(message: str, asked: OpenQuestion, orders: Sequence[Order]) -> _Detail | None:
    places = places_in(message, len(asked.choices))
    chosen = asked.choices[next(iter(places)) - 1] if len(places) == 1 else ""
    if not chosen and says_yes(message) and len(asked.choices) == 1:
        chosen = asked.choices[0]
    told = any(overlap(message, choice) for choice in asked.choices) or (
        is_relative(message) and len(message.split()) <= _AMENDMENT
    )
    if not chosen and not told:
        return None
    said = chosen or message.strip().rstrip(".!?")
    name = "details" if asked.call.name == "update_order" else "wanted"
    return _Detail({name: said}, f"the {asked.subject} to {said}")


def _payment(message: str, asked: OpenQuestion, orders: Sequence[Order]) -> _Detail | None:
    said = " ".join(word for word in words(message) if word not in _CARD_WORDS)
    meant = best_matches(said, asked.choices, str, threshold=0.01)
    if says_yes(message) and len(asked.choices) == 1:
        where = asked.choices[0]
    elif len(places := places_in(message, len(asked.choices))) == 1:
        where = asked.choices[next(iter(places)) - 1]
    elif names_the_original(message):
        where = "the original payment method"
    elif len(meant) == 1 and (names_a_method(message) or len(message.split()) <= _SHORT):
        where = meant[0]
    elif names_a_method(message) and (asked.choices or _of_the_difference(message)):
        where = re.sub(r"[.?!,;\n]+", " ", message)
    else:
        return None
    args = {"details": where} if asked.call.args.get("change") == "payment" else {}
    return _Detail(args, money_to(where))


def _of_the_difference(message: str) -> bool:
    """Say whether a message is no more than how to pay: "the gift card, if there is any difference"."""
    length = len(message.split())
    return length <= _AMENDMENT or (length <= _ANEW and _DIFFERENCE.search(message) is not None)


def _reason(message: str, asked: OpenQuestion, orders: Sequence[Order]) -> _Detail | None:
    meant = best_matches(message, asked.choices, str, threshold=0.01)
    return _Detail({"reason": meant[0]}, message) if len(meant) == 1 else None


def _address(message: str, asked: OpenQuestion, orders: Sequence[Order]) -> _Detail | None:
    begun = asked.said.partition("\n")[0]  # "12 Oak Street", and the city in the next message
    for said in (message, f"{begun}, {message}", f"{message}, {begun}"):
        if parse_address(said, "") is not None:
            return _Detail({"details": said[:300]}, said)
    known = [order.address for order in orders]
    if means_kept_address(message) or address_named(message, known) or address_of_order_named(message, orders):
        return _Detail({"details": message[:300]}, message)
    return None if "order_id" in asked.call.args else _order(message, asked, orders)


def _change(message: str, asked: OpenQuestion, orders: Sequence[Order]) -> _Detail | None:
    change = change_named(message)
    return _Detail({"change": change, "details": message[:300]}, message) if change else None


_READERS: Mapping[str, Callable[[str, OpenQuestion, Sequence[Order]], _Detail | None]] = {
    "order": _order,
    "items": _items,
    "wanted": _wanted,
    "payment": _payment,
    "reason": _reason,
    "address": _address,
    "change": _change,
}
