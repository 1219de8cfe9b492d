"""Checks a plan against the conversation: only what was said becomes an argument.

A small model copies well and invents now and then. What no word of the conversation carries is repaired where the
conversation leaves no doubt, and dropped otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.domain.conversation import ToolCall
from assistant.planner.consent import Consent, consent_of, refuses
from assistant.planner.constraints import tidied
from assistant.planner.context import PlanContext
from assistant.planner.evidence import Evidence, tokens_of
from assistant.planner.measures import measured_numbers
from assistant.planner.numbers import numbers_in, places_in, plain_number
from assistant.planner.pointing import place_of, pointed_at, spelled_out, spoken_of
from assistant.planner.price_bounds import price_bounds
from assistant.planner.records import is_pointed_at, order_of_thing
from assistant.planner.refinement import refined
from assistant.planner.requests import mend_requests
from assistant.planner.schema import CONFIRM, MAX_CALLS
from assistant.planner.stated import with_stated

MAX_TEXT = 120
_LONGEST_LIST = 12
_STEM = 3  # letters
_FEW_WORDS = 4  # so short a question goes on with what was said before
_FROM_THE_END = re.compile(r"last but|to last|to the last|before", re.IGNORECASE)
_ORDER_NUMBER = re.compile(
    r"#\s?([a-z]{0,4}-?\d[\w-]*)|\border\s(?:number|no\.?|nr\.?|id)?\s?:?\s?([a-z]{0,4}-?\d{3,}[\w-]*)", re.IGNORECASE
)
_ORDER_TOOLS = frozenset({"get_order", "cancel_order", "update_order", "return_items", "exchange_items"})
_ORDER_WRITES = _ORDER_TOOLS - {"get_order"}
_ENDING = re.compile(r"\bend(?:s|ing)\b|\bdigits\b", re.IGNORECASE)
_PRICES = ("min_price", "max_price")
_IT = re.compile(r"\b(?:it|this|that|this one|that one)\b", re.IGNORECASE)
_DASH = re.compile(r"\s*\b(?:dash|hyphen)\b\s*", re.IGNORECASE)
_DICTATED = re.compile(r"\d(?:-\d){3,}")
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
_TALK = "reply"
_UNCLEAR = ToolCall(name=_TALK, args={"kind": "clarify"})
_YES_AND_MORE = re.compile(
    r"\W*(?:yes|yep|yeah|yup|sure|confirm(?:ed)?|go ahead)\b[^.!?;,]{0,25}[.!;,]"
    r"(?=.*\b(?:also|too|as well|another|next)\b)"
    r"(?!.*\?\s*$)",
    re.IGNORECASE | re.DOTALL,
)
_KEEP = re.compile(r"\b(?:keep|rather not)\b", re.IGNORECASE)
_POLITE = frozenset({"greeting", "thanks", "smalltalk"})
_STATUS_WORDS = (
    frozenset({"open", "pending", "processing", "current", "active", "upcoming", "outstanding", "coming", "yet"}),
    frozenset({"shipped", "dispatched", "transit", "way", "sent", "out", "shipping"}),
    frozenset({"delivered", "arrived", "received", "completed", "past", "old", "previous"}),
    frozenset({"cancelled", "canceled", "cancellation"}),
    frozenset({"returned", "refunded", "return", "returns", "refund"}),
)


def check_calls(calls: Iterable[ToolCall], context: PlanContext) -> tuple[ToolCall, ...]:
    """Return the calls with only the arguments that the conversation carries; may be empty."""
    calls = _with_the_yes(list(calls), context)
    check = _Check(context, alone=len(calls) == 1)
    kept: list[ToolCall] = []
    for call in calls:
        decided = _decided(call, context) if call.name == CONFIRM else call
        if decided is None or (decided is _UNCLEAR and len(calls) > 1):
            continue
        checked = check.call(decided)
        if checked not in kept:
            kept.append(checked)
    kept = _without_politeness(mend_requests(kept, context))[:MAX_CALLS]
    return tuple(_with_order_number(kept, context.message))


def _with_the_yes(calls: list[ToolCall], context: PlanContext) -> list[ToolCall]:
    """Return the calls with the yes that a message begins with before it asks for something more."""
    lost = context.pending and calls and all(call.name != CONFIRM for call in calls)
    if not lost or not _YES_AND_MORE.match(context.message):
        return calls
    given = consent_of(context.message, context.pending) is Consent.GIVEN
    return [ToolCall(name=CONFIRM, args={"accept": True}), *calls] if given else calls


def _decided(call: ToolCall, context: PlanContext) -> ToolCall | None:
    """Return a decision where something waits; no refusal or question is taken for a yes, and an unclear one asks."""
    if not context.pending:
        return None
    if context.pending.casefold().startswith(("cancel", "return")) and _KEEP.search(context.message):
        return ToolCall(name=CONFIRM, args={"accept": False})  # "keep the order then" refuses its cancellation
    if not call.args.get("accept") and not refuses(context.message, context.pending):
        return _UNCLEAR  # nor is what says no word of a no taken for one
    consent = consent_of(context.message, context.pending)
    if not call.args.get("accept") or consent is Consent.GIVEN:
        return call
    return _UNCLEAR if consent is Consent.UNCLEAR else None


def _without_politeness(calls: list[ToolCall]) -> list[ToolCall]:
    requests = [call for call in calls if not (call.name == _TALK and call.args.get("kind") in _POLITE)]
    return requests or calls


def _with_order_number(calls: list[ToolCall], message: str) -> list[ToolCall]:
    """Fill in the one order number that the message gives, where the plan has lost it."""
    found = {first or second for first, second in _ORDER_NUMBER.findall(message)}
    lacking = [call for call in calls if call.name in _ORDER_TOOLS and "order_id" not in call.args]
    if len(found) != 1 or len(lacking) != 1 or any("order_id" in call.args for call in calls):
        return calls
    filled = ToolCall(name=lacking[0].name, args={"order_id": found.pop(), **lacking[0].args})
    return [filled if call is lacking[0] else call for call in calls]


@dataclass(frozen=True)
class _Check:
    """Checks arguments one by one.

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

    def call(self, call: ToolCall) -> ToolCall:
        kept: dict[str, Any] = {}
        for name, value in call.args.items():
            checked = _CHECKS.get(name, _Check.unchanged)(self, value)
            if name == "order_id" and call.name in _ORDER_WRITES and checked and self._is_a_guess(checked):
                continue
            if checked is not None and checked not in ("", []):
                kept[name] = checked
        args = self._with_price_bounds(kept) if call.name == "search_catalog" else kept
        checked = ToolCall(name=call.name, args=args)
        whole = refined(with_stated(checked, self.context), self.context) if self.alone else checked
        return ToolCall(name=call.name, args=tidied(whole.args)) if call.name == "search_catalog" else whole

    def _is_a_guess(self, order_id: str) -> bool:
        """Say whether an order is one of the records of which nobody spoke: nothing is to be done to such a one."""
        said = [self.context.message, *(f"{turn.shopper} {turn.gist}" for turn in self.context.exchanges)]
        if Evidence([*said, self.context.pending]).has_id(order_id):
            return False
        if not Evidence([self.context.setting]).has_id(order_id):
            return False
        return not is_pointed_at(order_id, said, self.context.setting)

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
        return " ".join(said) or self.context.message.strip()[:MAX_TEXT]

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
        reference = value.strip().lstrip("#")
        if reference.isdecimal() and len(reference) < 3:
            titled = spelled_out(self.context.message, self.context.shown) if self.alone else None
            return str(titled) if titled else self._position(int(reference))
        if place := place_of(value, self.context.shown):
            return str(place)
        return value if self.everything.share(value) >= 0.5 else None

    def products(self, value: list[str]) -> list[str]:
        length = len(self.context.shown)
        inside = (item for item in value if not item.isdecimal() or not length or 1 <= int(item) <= length)
        return _unique(item for item in inside if item.isdecimal() or self.product(item))

    def order_id(self, value: str) -> str | None:
        """The number was given; one of a digit or two, which stands in many a text, has to be called one."""
        cut = _spelled_out(value.replace("#", "").strip())
        message = Evidence([_DASH.sub("-", self.context.message)])
        if cut.isdecimal() and len(cut) < 3:
            spelled = _ENDING.search(self.context.message) and message.has_id(cut)
            return cut if spelled or _short_number(cut).search(self.everything.text) else None
        if not any(map(str.isdecimal, cut)):
            return None  # a thing in an order is not its number
        if sum(map(str.isdecimal, cut)) < 3 and cut.casefold() not in self.everything.text:
            return None  # "UK 7" is a size
        if message.has_id(cut):
            return cut
        if self.alone and (meant := order_of_thing(self.context.message, self.context.setting)):
            return meant
        return cut if self.everything.has_id(cut) else None

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
        if self._of_the_offers and _IT.search(message):
            return f"coupon code: {message}"[:MAX_TEXT]
        source = self.shopper if len(message.split()) <= _FEW_WORDS else Evidence([message])
        return value if source.share(value) >= 0.5 else message[:MAX_TEXT]

    def said(self, value: str) -> str | None:
        """Free text that would be shown or stored: at least a part of it was said."""
        return value if self.shopper.share(value) >= 0.3 else None

    def paraphrase(self, value: str) -> str:
        """Free text that only guides a search: the message itself serves where the model wandered off."""
        return value if self.everything.share(value) > 0 else self.context.message.strip()[:MAX_TEXT]

    def status(self, value: str) -> str | None:
        wanted = set(tokens_of(value))
        said = set(tokens_of(self.context.message))
        groups = (group for group in _STATUS_WORDS if wanted & group)
        return value if self.shopper.share(value) >= 1 or any(group & said for group in groups) else None

    def _position(self, place: int) -> str | None:
        """A place lies in the list shown; where none is, the message has to name some place or number."""
        length = len(self.context.shown)
        if not length:
            said = place <= _LONGEST_LIST and (numbers_in(message := self.context.message) or places_in(message, place))
            return str(place) if said else None
        named = places_in(self.context.message, length)
        if not named and self._discussed and (_IT.search(self.context.message) or self._names_none):
            return str(self._discussed)
        if len(named) == 1 and place not in named and not _FROM_THE_END.search(self.context.message):
            return str(next(iter(named)))
        if not named and self.alone and (pointed := pointed_at(self.context.message, self.context.shown)):
            return str(pointed)
        return str(place) if 1 <= place <= length else None

    @cached_property
    def _of_the_offers(self) -> bool:
        return bool(self.context.exchanges) and self.context.exchanges[-1].gist == "listed the promotions"

    @cached_property
    def _names_none(self) -> bool:
        """Say whether the message has no number and no word of any title on screen."""
        words = {word for title in self.context.shown for word in tokens_of(title) if len(word) > 2}
        said = Evidence([self.context.message])
        return not said.numbers and not any(said.has_word(word) for word in words)

    @cached_property
    def _discussed(self) -> int | None:
        """The place of the one product on screen that the assistant spoke of last: what "it" means."""
        last = self.context.exchanges[-1].gist if self.context.exchanges else ""
        if spoken := spoken_of(last, self.context.shown):
            return spoken
        named = places_in(last, len(self.context.shown))
        return next(iter(named)) if len(named) == 1 else None

    def _mistyped(self, value: float) -> float | None:
        """Return the message's own number when the model only dropped or doubled digits of it."""
        wanted = f"{value:g}"
        alike = [
            number
            for number in numbers_in(self.context.message)
            if (said := f"{number:g}").startswith(wanted) or wanted.startswith(said)
        ]
        return plain_number(alike[0]) if len(alike) == 1 and alike[0] >= 10 else None


_CHECKS: Mapping[str, Callable[[_Check, Any], Any]] = {
    "query": _Check.query,
    "category": _Check.words,
    "brand": _Check.words,
    "color": _Check.color,
    "size": _Check.size,
    "min_price": _Check.price,
    "max_price": _Check.price,
    "min_rating": _Check.rating,
    "sort": _Check.sort,
    "exclude": _Check.exclude,
    "product": _Check.product,
    "products": _Check.products,
    "quantity": _Check.quantity,
    "variant": _Check.variant,
    "order_id": _Check.order_id,
    "status": _Check.status,
    "items": _Check.items,
    "reason": _Check.reason,
    "question": _Check.question,
    "details": _Check.said,
    "wanted": _Check.said,
    "need": _Check.paraphrase,
}


def _spelled_out(number: str) -> str:
    """Join what was dictated: "9-0-0-7-1" is 90071, "LH dash 0077" is LH-0077."""
    joined = _DASH.sub("-", number)
    return joined.replace("-", "") if _DICTATED.fullmatch(joined) else joined


def _short_number(cut: str) -> re.Pattern[str]:
    """Find a number of one or two digits that is called one, since such digits stand in many a text."""
    called = r"#|\border|\bnumber|\bno\.?|\bnr\.?|\bend(?:s|ing)(?: in| with)?|\bdigits?(?: are)?"
    return re.compile(rf"(?:{called})\W{{0,3}}{re.escape(cut)}\b", re.IGNORECASE)


def _unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
