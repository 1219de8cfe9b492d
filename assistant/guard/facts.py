"""The facts of a turn, in the form in which sentences are checked against them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel

from assistant.domain.catalogue import ProductCard
from assistant.domain.money import Money
from assistant.guard.numerals import numerals
from assistant.guard.stock import Stocked, StockFacts
from assistant.quotable import quotable
from assistant.tools.result import AnsweredPart, Outcome, ToolResult

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WRITTEN_BY_SHOPPERS = frozenset({"review", "review_author", "review_rating", "said"})


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a reply may state.

    Attributes:
        amounts: money, in main units.
        numbers: all other numbers, normalised by `normal_number`, those written in words included.
        told: the numbers that a text of the shop tells; a count or a place in a list is no number of days.
        days: (month, day) of every date.
        text: all texts of the shop's records, case-folded, for names and policy words.
        quotes: what shoppers wrote, case-folded; it may be quoted, and proves nothing.
        rated: a rating out of 5 is at hand.
        carded: the turn shows a card of a product, an order, the cart or a proposal.
    """

    amounts: frozenset[Decimal]
    numbers: frozenset[str]
    told: frozenset[str]
    days: frozenset[tuple[int, int]]
    text: str
    stock: StockFacts
    quotes: tuple[str, ...] = ()
    rated: bool = False
    carded: bool = False


def normal_number(text: str) -> str:
    """Write a number without thousands separators and trailing zeros: "1,249.50" → "1249.5"."""
    plain = text.replace(",", "")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def facts_of(results: Sequence[ToolResult]) -> Facts:
    """Collect the facts of the results, sums and counts included that the records themselves define.

    Where something was found, the records answer: what the shopper asked for is no fact then, whatever it claims.
    """
    leaves = list(_leaves([_of_the_shop(result) for result in results]))
    leaves += [leaf for leaf in _leaves([_of_feeds(result) for result in results]) if _fit(leaf)]
    amounts = {leaf.amount for leaf in leaves if isinstance(leaf, Money)}
    texts = [leaf for leaf in leaves if isinstance(leaf, str)]
    numbers = {normal_number(match) for text in texts for match in NUMBER.findall(text)}
    sentences = [text for text in texts if " " in text]  # the digits of an id tell nothing
    told = {normal_number(match) for text in sentences for match in NUMBER.findall(text)}
    told |= {numeral.figure for text in texts for numeral in numerals(text)}
    told |= {str(promotion.percent) for result in results for promotion in result.promotions}
    told |= {str(days) for result in results if result.own_case for days in result.own_case.spans}
    told |= {result.notes["undo_minutes"] for result in results if "undo_minutes" in result.notes}
    numbers |= told | {normal_number(str(leaf)) for leaf in leaves if isinstance(leaf, int | float)}
    days = {(leaf.month, leaf.day) for leaf in leaves if isinstance(leaf, date)}
    numbers |= {str(leaf.year) for leaf in leaves if isinstance(leaf, date)}
    for result in results:
        amounts |= {order.total.amount for order in result.orders}
        amounts |= {line.total.amount for order in result.orders for line in order.lines}
        if result.cart is not None:
            amounts.add(result.cart.total.amount)
            numbers.add(str(result.cart.count))
        numbers |= {str(len(result.products)), str(len(result.orders))}
    amounts |= {limit for result in results for limit in _missed(result)}
    amounts |= {Decimal(text.replace(",", "")) for text in _money_in(texts)}
    cards = [card for result in results for card in result.products]
    return Facts(
        amounts=frozenset(amounts),
        numbers=frozenset(numbers),
        told=frozenset(told),
        days=frozenset(days),
        text=plain(" ".join(texts)),
        stock=_stock_of(results, cards),
        quotes=tuple(plain(told["review"]) for told in _all_notes(results) if told.get("review")),
        rated=any(card.rating is not None for card in cards),
        carded=any(result.products or result.orders or result.cart or result.proposal for result in results),
    )


def plain(text: str) -> str:
    """Write a text so that it can be compared: case and white space mean nothing."""
    return " ".join(text.casefold().split())


def _of_the_shop(result: ToolResult) -> ToolResult:
    """Leave out what shoppers wrote: reviews always, the question where something was found."""
    notes = _notes_of_the_shop(result.notes)
    parts = tuple(AnsweredPart(question="", answer=p.answer, notes=_notes_of_the_shop(p.notes)) for p in result.parts)
    found = result.outcome is Outcome.FOUND
    asked = {"subject": "", "search": None} if found or not quotable(result.subject) else {}
    orders = tuple(order.model_copy(update={"note": "", "cancel_reason": ""}) for order in result.orders)
    elsewhere = {"products": (), "cart": None}
    return result.model_copy(update={"notes": notes, "parts": parts, "orders": orders, **asked, **elsewhere})


def _all_notes(results: Sequence[ToolResult]) -> Iterator[Mapping[str, str]]:
    for result in results:
        yield result.notes
        yield from (part.notes for part in result.parts)


def _notes_of_the_shop(notes: Mapping[str, str]) -> dict[str, str]:
    return {name: note for name, note in notes.items() if name not in _WRITTEN_BY_SHOPPERS}


def _of_feeds(result: ToolResult) -> list[object]:
    """Return what comes from feeds of makers and sellers, who may write anything."""
    return [result.products, result.cart]


def _missed(result: ToolResult) -> Iterator[Decimal]:
    """Yield the price limits that nothing met, which a reply says with the shopper's own figure."""
    for name in result.relaxed:
        if name.endswith("_price") and result.search and name in result.search:
            yield Decimal(str(result.search[name]))


def _fit(leaf: object) -> bool:
    return not isinstance(leaf, str) or quotable(leaf)


def _stock_of(results: Sequence[ToolResult], cards: Sequence[ProductCard]) -> StockFacts:
    choices = [
        Stocked(card.title.casefold(), variant.options, variant.stock) for card in cards for variant in card.variants
    ]
    choices += [Stocked(card.title.casefold(), {}, card.stock) for card in cards if not card.variants]
    short = [result for result in results if result.outcome is Outcome.OUT_OF_STOCK]
    available = frozenset(choice for result in short for choice in result.choices)
    return StockFacts(tuple(choices), available, bool(short))


def _money_in(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from re.findall(r"[$€£]\s?(\d[\d,]*(?:\.\d{1,2})?)", text)


def _leaves(value: object) -> Iterator[object]:
    """Yield the leaves of nested models; Money stays whole, since its number means money only."""
    if isinstance(value, Money | date | datetime | str | int | float):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _leaves(getattr(value, name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(key)
            yield from _leaves(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _leaves(item)
