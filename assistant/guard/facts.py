"""The facts of a turn, in the form in which sentences are checked against them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pydantic import BaseModel

from assistant.domain.money import Money
from assistant.tools.result import Outcome, ToolResult

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a reply may state.

    Attributes:
        amounts: money, in main units.
        numbers: all other numbers, normalised by `normal_number`.
        days: (month, day) of every date.
        text: all texts of the records, case-folded, for names and policy words.
        in_stock, sold_out: whether any product or variant at hand is so.
    """

    amounts: frozenset[Decimal]
    numbers: frozenset[str]
    days: frozenset[tuple[int, int]]
    text: str
    in_stock: bool
    sold_out: bool


def normal_number(text: str) -> str:
    """Write a number without thousands separators and trailing zeros: "1,249.50" → "1249.5"."""
    plain = text.replace(",", "")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def facts_of(results: Sequence[ToolResult]) -> Facts:
    """Collect the facts of the results, sums and counts included that the records themselves define.

    Where something was found, the records answer: what the shopper asked for is no fact then, whatever it claims.
    """
    leaves = list(_leaves([_without_question(result) for result in results]))
    amounts = {leaf.amount for leaf in leaves if isinstance(leaf, Money)}
    texts = [leaf for leaf in leaves if isinstance(leaf, str)]
    numbers = {normal_number(match) for text in texts for match in NUMBER.findall(text)}
    numbers |= {normal_number(str(leaf)) for leaf in leaves if isinstance(leaf, int | float)}
    days = {(leaf.month, leaf.day) for leaf in leaves if isinstance(leaf, date)}
    numbers |= {str(leaf.year) for leaf in leaves if isinstance(leaf, date)}
    for result in results:
        amounts |= {order.total.amount for order in result.orders}
        amounts |= {line.total.amount for order in result.orders for line in order.lines}
        if result.cart is not None:
            amounts.add(result.cart.total.amount)
            numbers.add(str(result.cart.count))
        numbers |= {str(len(result.products)), str(len(result.orders)), "5"}  # ratings are "out of 5"
    stocks = [card.stock for result in results for card in result.products]
    stocks += [variant.stock for result in results for card in result.products for variant in card.variants]
    short = any(result.outcome is Outcome.OUT_OF_STOCK for result in results)
    amounts |= {Decimal(text.replace(",", "")) for text in _money_in(texts)}
    return Facts(
        amounts=frozenset(amounts),
        numbers=frozenset(numbers),
        days=frozenset(days),
        text=" ".join(" ".join(texts).casefold().split()),
        in_stock=any(stock > 0 for stock in stocks) or any(result.choices for result in results),
        sold_out=short or any(stock == 0 for stock in stocks),
    )


def _without_question(result: ToolResult) -> ToolResult:
    if result.outcome is not Outcome.FOUND:
        return result
    return result.model_copy(update={"subject": "", "search": None})


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
