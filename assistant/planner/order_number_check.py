"""Checks the order numbers of a plan: only one that was given, or that what was said leaves no doubt about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.conversation import ToolCall
from assistant.planner.context import PlanContext
from assistant.planner.evidence import Evidence
from assistant.planner.records import is_pointed_at, order_of_thing

ORDER_TOOLS = frozenset({"get_order", "cancel_order", "update_order", "return_items", "exchange_items"})
ORDER_WRITES = ORDER_TOOLS - {"get_order"}
_ORDER_NUMBER = re.compile(
    r"#\s?([a-z]{0,4}-?\d[\w-]*)|\border\s(?:number|no\.?|nr\.?|id)?\s?:?\s?([a-z]{0,4}-?\d{3,}[\w-]*)", re.IGNORECASE
)
_ENDING = re.compile(r"\bend(?:s|ing)\b|\bdigits\b", re.IGNORECASE)
_DASH = re.compile(r"\s*\b(?:dash|hyphen)\b\s*", re.IGNORECASE)
_DICTATED = re.compile(r"\d(?:-\d){3,}")


def with_order_number(calls: Sequence[ToolCall], message: str) -> Sequence[ToolCall]:
    """Fill in the one order number that the message gives, where the plan has lost it."""
    found = {first or second for first, second in _ORDER_NUMBER.findall(message)}
    lacking = [call for call in calls if call.name in ORDER_TOOLS and "order_id" not in call.args]
    if len(found) != 1 or len(lacking) != 1 or any("order_id" in call.args for call in calls):
        return calls
    filled = ToolCall(name=lacking[0].name, args={"order_id": found.pop(), **lacking[0].args})
    return [filled if call is lacking[0] else call for call in calls]


@dataclass(frozen=True)
class OrderNumberCheck:
    """Checks one number.

    Attributes:
        alone: the plan is one call, so that the whole message is about it.
    """

    context: PlanContext
    everything: Evidence
    alone: bool

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
        if _is_postal_code(cut, self.context.message):
            return None
        if message.has_id(cut):
            return cut
        if self.alone and (meant := order_of_thing(self.context.message, self.context.setting)):
            return meant
        return cut if self.everything.has_id(cut) else None

    def is_a_guess(self, order_id: str) -> bool:
        """Say whether an order is one of the records of which nobody spoke: nothing is to be done to such a one."""
        said = [self.context.message, *(f"{turn.shopper} {turn.gist}" for turn in self.context.exchanges)]
        if Evidence([*said, self.context.pending]).has_id(order_id):
            return False
        if not Evidence([self.context.setting]).has_id(order_id):
            return False
        return not is_pointed_at(order_id, said, self.context.setting)


def _spelled_out(number: str) -> str:
    """Join what was dictated: "9-0-0-7-1" is 90071, "LH dash 0077" is LH-0077."""
    joined = _DASH.sub("-", number)
    return joined.replace("-", "") if _DICTATED.fullmatch(joined) else joined


def _short_number(cut: str) -> re.Pattern[str]:
    """Find a number of one or two digits that is called one, since such digits stand in many a text."""
    called = r"#|\border|\bnumber|\bno\.?|\bnr\.?|\bend(?:s|ing)(?: in| with)?|\bdigits?(?: are)?"
    return re.compile(rf"(?:{called})\W{{0,3}}{re.escape(cut)}\b", re.IGNORECASE)


def _is_postal_code(number: str, message: str) -> bool:
    """Say whether a number stands in a message only as the end of an address: "Hilo, HI 96720", "zip code 96720"."""
    if not re.fullmatch(r"\d{5}(?:-\d{4})?", number):
        return False
    code = rf"(?:\b[A-Z]{{2}}\b[,.]?|\b(?i:zip(?: ?code)?|postal code)\b\W*(?:is\b)?)\s*{re.escape(number)}\b"
    return len(re.findall(code, message)) == message.count(number) > 0
