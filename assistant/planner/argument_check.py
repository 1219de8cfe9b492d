"""Checks the arguments of a plan against the conversation: what no word of it carries is repaired or dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.domain.conversation import ToolCall
from assistant.planner.constraints import tidied
from assistant.planner.context import PlanContext
from assistant.planner.evidence import Evidence, tokens_of
from assistant.planner.measures import measured_numbers
from assistant.planner.numbers import numbers_in, plain_number
from assistant.planner.order_number_check import ORDER_WRITES, OrderNumberCheck
from assistant.planner.price_bounds import price_bounds
from assistant.planner.refinement import refined
from assistant.planner.shown_check import IT, ShownCheck
from assistant.planner.stated import with_stated

_MAX_TEXT = 120
_STEM = 3  # letters
_FEW_WORDS = 4  # so short a question goes on with what was said before
_PRICES = ("min_price", "max_price")
_SIZE_WORD = re.compile(r"^(?:in )?size (?=\S)", re.IGNORECASE)
_UNWANTED = re.compile(
    r"\b(?:no|non|not|nor|none|never|nothing|without|except|apart|besides|exclud\w+|but|other|else|hate|dislike"
    r"|avoid\w*|minus|skip"
    r"|allergic|rather than|instead|free|sick of|fed up|w/o(?:ut)?|out of the question|sans"
    r"|(?:do|does|is|are|ca|wo)n'?t)\b|-",
    re.IGNORECASE,
)
_SORT_WORDS: Mapping[str, re.Pattern[str]] = {
    "price_asc": re.compile(r"cheap|low|price|budget|afford|least|inexpensive|asc", re.IGNORECASE),
    "price_desc": re.compile(r"expensive|high|dear|pric|luxur|most|cost|desc|top", re.IGNORECASE),
    "rating": re.compile(r"rat(?:ed|ing)|review|best|top|star|score|favou?rite", re.IGNORECASE),
    "newest": re.compile(r"new|latest|recent|fresh|just|releas|arriv", re.IGNORECASE),
}
_STATUS_WORDS = (
    frozenset({"open", "pending", "processing", "current", "active", "upcoming", "outstanding", "coming", "yet"}),
    frozenset({"shipped", "dispatched", "transit", "way", "sent", "out", "shipping"}),
    frozenset({"delivered", "arrived", "received", "completed", "past", "old", "previous"}),
    frozenset({"cancelled", "canceled", "cancellation"}),
    frozenset({"returned", "refunded", "return", "returns", "refund"}),
)


@dataclass(frozen=True)
class ArgumentCheck:
    """Checks the arguments of a plan's calls one by one.

    Attributes:
        alone: the plan is one call, so that the whole message is about it.
    """

    context: PlanContext
    alone: bool

    @cached_property
    def shopper(self) -> Evidence:
        return Evidence.of_shopper(self.context)

    @cached_property
    def everything(self) -> Evidence:
        return Evidence.of_all(self.context)

    @cached_property
    def products_shown(self) -> ShownCheck:
        return ShownCheck(self.context, self.everything, self.alone)

    @cached_property
    def orders(self) -> OrderNumberCheck:
        return OrderNumberCheck(self.context, self.everything, self.alone)

    def call(self, call: ToolCall) -> ToolCall:
        kept: dict[str, Any] = {}
        for name, value in call.args.items():
            checked = _CHECKS.get(name, ArgumentCheck.unchanged)(self, value)
            if name == "order_id" and call.name in ORDER_WRITES and checked and self.orders.is_a_guess(checked):
                continue
            if checked is not None and checked not in ("", []):
                kept[name] = checked
        args = self._with_price_bounds(kept) if call.name == "search_catalog" else kept
        checked = ToolCall(name=call.name, args=args)
        whole = refined(with_stated(checked, self.context), self.context) if self.alone else checked
        return ToolCall(name=call.name, args=tidied(whole.args)) if call.name == "search_catalog" else whole

    def _with_price_bounds(self, args: dict[str, Any]) -> dict[str, Any]:
        """Give both ends of a range that the message states, where the plan saw a price at all."""
        low, high = price_bounds(self.context.message)
        mistaken = args.get("size") in {f"{bound:g}" for bound in (low, high) if bound is not None}
        if mistaken:
            args = {name: value for name, value in args.items() if name != "size"}
        elif not {"min_price", "max_price"} & args.keys() or low is high is None:
            return args
        said = {low, high}
        kept = {name: value for name, value in args.items() if name not in _PRICES or value not in said}
        bounds = {"min_price": low, "max_price": high}
        return {**kept, **{name: plain_number(value) for name, value in bounds.items() if value is not None}}

    def unchanged(self, value: Any) -> Any:
        return value

    def price(self, value: float) -> float | None:
        if value in measured_numbers(self.context.message):
            return None
        return plain_number(value) if value in self.everything.numbers else self._mistyped(value)

    def rating(self, value: float) -> float | None:
        return plain_number(value) if 0 < value <= 5 and value in self.shopper.numbers else None

    def quantity(self, value: int) -> int | None:
        return value if value in self.shopper.numbers else None

    def sort(self, value: str) -> str | None:
        said = _SORT_WORDS.get(value)
        return value if said and said.search(self._searching) else None

    @cached_property
    def _searching(self) -> str:
        """The message with the sort order that the search in force already has."""
        before = str((self.context.search or {}).get("sort", ""))
        return f"{self.context.message} {before}"

    def query(self, value: str) -> str:
        words = (self._as_said(word) for word in value.split())
        said = [word for word in words if not tokens_of(word) or self.everything.share(word) > 0]
        return " ".join(said) or self.context.message.strip()[:_MAX_TEXT]

    def _as_said(self, word: str) -> str:
        """ "Packing tape" is none to pack with: a word that lost its ending gets it back."""
        said = set(tokens_of(self.context.message))
        whole = [token for token in said if token.startswith(word.casefold()) and token.endswith(("ing", "er", "ed"))]
        cut = len(word) >= _STEM and word.casefold() not in self.everything.tokens
        return whole[0] if cut and len(whole) == 1 else word

    def words(self, value: str) -> str | None:
        """Every word was said: brand, colour, category."""
        return value if self.shopper.share(value) >= 1 or self.everything.share(value) >= 1 else None

    def size(self, value: str) -> str | None:
        """The number was said; its unit may be spelled in another way."""
        digits = [token for token in tokens_of(value) if token[0].isdecimal()]
        if digits:
            return value if all(self.everything.has_word(token) for token in digits) else None
        return self.words(value)

    def variant(self, value: str) -> str | None:
        parts = (_SIZE_WORD.sub("", part.strip()) for part in value.split(","))
        return ", ".join(part for part in parts if part and self.size(part)) or None

    def exclude(self, value: list[str]) -> list[str]:
        before = {str(item).casefold() for item in (self.context.search or {}).get("exclude", ())}
        refused = bool(_UNWANTED.search(self.context.message))
        kept = (item for item in value if not item.isdecimal() and (refused or item.casefold() in before))
        return _unique(item for item in kept if self.shopper.share(item) >= 0.5)

    def color(self, value: str) -> str | None:
        return self.words(" ".join(word for word in value.split() if not word.isdecimal()))

    def product(self, value: str) -> str | None:
        return self.products_shown.product(value)

    def products(self, value: list[str]) -> list[str]:
        return self.products_shown.products(value)

    def order_id(self, value: str) -> str | None:
        return self.orders.order_id(value)

    def items(self, value: list[str]) -> list[str]:
        """Things in an order that the shopper named; what only the records hold is for the tool to ask about."""
        return _unique(item for item in value if self.shopper.share(item) > 0)

    def reason(self, value: str) -> str | None:
        """Told now, or in the message before if that one was asked back about: an old reason may change the fee."""
        last = self.context.exchanges[-1:]
        told = [turn.shopper for turn in last if turn.gist.startswith("asked")]
        return value if Evidence([self.context.message, *told]).share(value) >= 0.3 else None

    def question(self, value: str) -> str:
        """What is looked up: in the shopper's own words where the plan's are others."""
        message = self.context.message.strip()
        if not self.alone:
            return value
        if self._of_the_offers and IT.search(message):
            return f"coupon code: {message}"[:_MAX_TEXT]
        source = self.shopper if len(message.split()) <= _FEW_WORDS else Evidence([message])
        return value if source.share(value) >= 0.5 else message[:_MAX_TEXT]

    def said(self, value: str) -> str | None:
        """Free text that would be shown or stored: at least a part of it was said."""
        return value if self.shopper.share(value) >= 0.3 else None

    def paraphrase(self, value: str) -> str:
        """Free text that only guides a search: the message itself serves where the model wandered off."""
        return value if self.everything.share(value) > 0 else self.context.message.strip()[:_MAX_TEXT]

    def status(self, value: str) -> str | None:
        wanted = set(tokens_of(value))
        said = set(tokens_of(self.context.message))
        groups = (group for group in _STATUS_WORDS if wanted & group)
        return value if self.shopper.share(value) >= 1 or any(group & said for group in groups) else None

    @cached_property
    def _of_the_offers(self) -> bool:
        return bool(self.context.exchanges) and self.context.exchanges[-1].gist == "listed the promotions"

    def _mistyped(self, value: float) -> float | None:
        """Return the message's own number when the model only dropped or doubled digits of it."""
        wanted = f"{value:g}"
        alike = [
            number
            for number in numbers_in(self.context.message)
            if (said := f"{number:g}").startswith(wanted) or wanted.startswith(said)
        ]
        return plain_number(alike[0]) if len(alike) == 1 and alike[0] >= 10 else None


_CHECKS: Mapping[str, Callable[[ArgumentCheck, Any], Any]] = {
    "query": ArgumentCheck.query,
    "category": ArgumentCheck.words,
    "brand": ArgumentCheck.words,
    "color": ArgumentCheck.color,
    "size": ArgumentCheck.size,
    "min_price": ArgumentCheck.price,
    "max_price": ArgumentCheck.price,
    "min_rating": ArgumentCheck.rating,
    "sort": ArgumentCheck.sort,
    "exclude": ArgumentCheck.exclude,
    "product": ArgumentCheck.product,
    "products": ArgumentCheck.products,
    "quantity": ArgumentCheck.quantity,
    "variant": ArgumentCheck.variant,
    "order_id": ArgumentCheck.order_id,
    "status": ArgumentCheck.status,
    "items": ArgumentCheck.items,
    "reason": ArgumentCheck.reason,
    "question": ArgumentCheck.question,
    "details": ArgumentCheck.said,
    "wanted": ArgumentCheck.said,
    "need": ArgumentCheck.paraphrase,
}


def _unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
