"""Talk about an order that a planner takes for something else: a complaint, "all of them", another card, a person.

Only a plan that misses such a message is replaced, and only where an order is spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.domain.conversation import ConversationState, ToolCall
from assistant.domain.order import Order, OrderStatus
from assistant.planner.fallback import names_a_person, order_tool_named
from assistant.planner.schema import CONFIRM
from assistant.planner.short_messages import begins_with_no
from assistant.tools.order_things import orders_holding
from assistant.tools.orders import is_late
from assistant.tools.own_case import MONEY_OUT
from assistant.tools.waiting import RULE_TOLD, says

_TALK = frozenset({"reply", "list_promotions", "handoff_to_human"})
_PRODUCTS = frozenset({"recommend_products", "search_catalog", "get_product", "compare_products", "update_cart"})
_LOOKS = frozenset({"get_order", "list_orders", "ask_business"})
_OVER = frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED, OrderStatus.REFUNDED})
_STUFF = r"(?:stuff|things|orders|parcels|packages|deliveries|purchases|shopping)"
_ALL_OPEN = re.compile(
    rf"\b(?:where(?:'?s|’s| is| are|s)|what(?:'?s|’s| is) (?:up|happening) with|status of|when (?:is|are|will))"
    rf" (?:all )?(?:of )?(?:my|our) (?:\w+ )?{_STUFF}\b"
    r"|\ball (?:of )?(?:them|my orders|the orders|the open ones|my open orders)\b|\b(?:every|each) (?:open )?order\b"
    r"|\bi(?:'ve|’ve| have)?(?: got| have| placed)?(?: like| about| around)?"
    r" (?:\d|two|three|four|five|several|a few|more than one)"
    r"(?: \w+)? (?:open|orders|of them)\b",
    re.IGNORECASE,
)
_WANTS_PRODUCT = re.compile(
    r"\b(?:show me|find me|recommend|suggest|looking for|do you (?:have|sell)|gift|add|cart|buy)\b", re.IGNORECASE
)
_WHERE = re.compile(
    r"\b(?:where(?:'?s|’s| is| are|s)? (?:is )?(?:my|our|the) (?:order|parcel|package|delivery|stuff)s?(?: is| are)?"
    r"|(?:order|delivery|shipping|parcel|package) status|status of (?:my|the|our) (?:order|parcel|package|delivery)"
    r"|(?:it'?s|it is|is it) out for delivery)\b",
    re.IGNORECASE,
)
_DECLINED = re.compile(
    r"\b(?:my|it|the)\b[^.?!]{0,20}\b(?:declin\w+|refus\w+|reject\w+|fail\w*|unpaid|(?:not|n['’]?t) paid)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{4,}")
_FEW_WORDS = 8
_NOTHING_MADE = frozenset({"reply", "search_catalog", "recommend_products"})
_SERVICE = r"(?:service|shop|store|company|bot|chat|support|website)"
_ANNOYED = re.compile(
    r"\b(?:i['’]?m|i am|i feel|this is|that['’]?s|it['’]?s|you(?:['’]?re| are)|how)\b (?:\w+ ){0,2}?"
    r"(?:annoy(?:ed|ing)|frustrat(?:ed|ing)|angry|mad|upset|disappoint(?:ed|ing)|unhappy|fed up"
    r"|ridiculous|unacceptable)\b"
    r"|^\W*(?:ridiculous|unacceptable|unbelievable|wtf|this sucks|ugh+)\b"
    rf"|\b(?:ur|your|this|the) (?:\w+ )?{_SERVICE} (?:really |just )?"
    r"(?:sucks?|is (?:so )?(?:bad|terrible|awful|horrible|shit|crap|useless|a joke|garbage))\b"
    r"|\b(?:nobody|no one|noone) (?:answers|helps|listens|cares)\b|\bare you (?:even |not )?listening\b"
    r"|\byou(?:['’]?re| are) not (?:helping|listening)\b|\byou (?:don['’]?t|never) (?:listen|understand|help)\b",
    re.IGNORECASE,
)
_FOR_THE_TROUBLE = re.compile(
    r"\b(?:for|because of) (?:the|my|all this|this|all the) (?:trouble|inconvenience|hassle|mess|wait)\b|\bcompensat\w+"
    r"|\bgoodwill\b",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(
    r"\W*(?:(?:and|so|ok|okay|but)\W+)*(?:how long|how soon|when)(?: (?:will|does|is|would|do|can))?"
    r"(?: (?:that|it|this|they|i|you|be|take|hear|answer\w*|happen|roughly|about|from them|back))*\W*",
    re.IGNORECASE,
)
_SET_UP = re.compile(
    r"\b(?:can|could|will|would) you (?:(?:please|also|just|now|then) )*"
    r"(?:set up|start|arrange|book|make|do|begin|process)"
    r" (?:(?:the|a|an|my|that|this) )?(?P<what>return|exchange|cancellation)\b",
    re.IGNORECASE,
)
_TOOL_OF = {"return": "return_items", "exchange": "exchange_items", "cancellation": "cancel_order"}
_LOST = re.compile(r"\b(?:lost|missing|never (?:arrived|came|turned up|showed up)|disappeared)\b", re.IGNORECASE)
_MONEY = re.compile(r"\b(?:money|refund\w*|reimburse\w*|pay me|credit)\b", re.IGNORECASE)
_AFTER_THE_PERSON = re.compile(
    r"\b(?:when|how (?:long|soon))\b[^.?!]{0,30}"
    r"\b(?:humans?|persons?|people|somebody|someone|anybody|anyone|agents?|team|staff|they|you guys)\b[^.?!]{0,20}"
    r"\b(?:answer\w*|repl\w+|respon\w+|writ\w+|come|back|here|there|available|takes?|call|contact)\b"
    r"|\b(?:is|are) (?:there )?(?:somebody|someone|anybody|anyone|a (?:human|person))"
    r" (?:there|reading|coming|around|here|on it)\b"
    r"|\b(?:my|the) (?:ticket|request)\b|\bwhen (?:do|will|can) i (?:hear|get (?:an answer|a reply))\b"
    r"|\b(?:lose|keep|save|close|reopen|find) (?:\w+ )?(?:the|this|my) chat\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mended:
    """A plan, and what is said first.

    Attributes:
        word: the kind of the reply that acknowledges a complaint; empty for none.
    """

    calls: tuple[ToolCall, ...]
    word: str = ""


def mended(
    calls: Sequence[ToolCall], message: str, state: ConversationState, orders: Sequence[Order], today: date
) -> Mended:
    """Return what is to be done about a message, by its plain words where the plan misses them.

    Args:
        orders: the shopper's own, newest first; none where the shopper hasn't proved who they are.
    """
    kept = tuple(calls)
    told = any(rule in state.exchanges[-1].gist for rule in RULE_TOLD.values()) if state.exchanges else False
    if state.handed_off and _after_the_person(message, state) and _are(kept, _TALK | _LOOKS):
        return Mended((ToolCall(name="handoff_to_human"),))
    if not orders:
        if _is_annoyed(kept, message):
            return Mended((), "hear_out")
        missed = _WHERE.search(message) and _are(kept, _TALK | _PRODUCTS | {"ask_business"})
        return Mended((ToolCall(name="get_order"),) if missed and not _greets(kept) else kept)
    if says("pays_otherwise", message) and _are(kept, _TALK | _LOOKS):
        unpaid = [order for order in orders if order.status is OrderStatus.PENDING]
        if unpaid:
            meant = next((order for order in unpaid if order.id == state.order_id), unpaid[0])
            return Mended((_of("update_order", meant, change="payment"),))
    if (asked := _SET_UP.search(message)) and _are(kept, _TALK | {"ask_business"}) and not _greets(kept):
        return Mended((ToolCall(name=_TOOL_OF[asked["what"].casefold()]),))
    if _lost_one(message) and _are(kept, frozenset({"return_items"})) and order_tool_named(message) is None:
        return Mended(
            (ToolCall(name="get_order"),)
        )  # that it is lost says not yet what is wished: the money, or it again
    if (complaint := _complaint(kept, message, state, orders, today, told=told)) is not None:
        return complaint
    if says("pays", message) and not names_a_person(message):
        unpaid = [order for order in orders if order.status is OrderStatus.PENDING]
        if unpaid and _are(kept, _TALK):
            return Mended((_of("get_order", unpaid[0]),))
        if unpaid and _DECLINED.search(message) and _are(kept, frozenset({"ask_business"})):
            return Mended((*kept, _of("get_order", unpaid[0])))
    if _FOR_THE_TROUBLE.search(message) and _are(kept, _TALK | _NOTHING_MADE) and not names_a_person(message):
        return Mended((), "goodwill")
    if _is_annoyed(kept, message):
        return Mended((), "hear_out")
    if _ALL_OPEN.search(message) and order_tool_named(message) is None and _may_list(kept):
        open_now = [order for order in orders if order.status not in _OVER | {OrderStatus.RETURNED}]
        if len(open_now) == 1:
            return Mended((_of("get_order", open_now[0]),))
        return Mended((ToolCall(name="list_orders", args={"status": "open"}),) if open_now else kept)
    if _WHERE.search(message) and _are(kept, _TALK | _PRODUCTS) and not _greets(kept):
        return Mended((ToolCall(name="get_order"),))
    return Mended(kept)


def _lost_one(message: str) -> bool:
    return _LOST.search(message) is not None and not _MONEY.search(message)


def _complaint(
    calls: tuple[ToolCall, ...],
    message: str,
    state: ConversationState,
    orders: Sequence[Order],
    today: date,
    *,
    told: bool,
) -> Mended | None:
    """Return what is done about a complaint of an order.

    Args:
        told: the last turn told what the rules give for a delay, and the shopper isn't content.
    """
    wish = says("make_good", message)
    complains = wish or says("complains", message)
    if not complains and not (says("upset", message) and (told or (calls and calls[0].name == "reply"))):
        return None
    meant = _order_meant(state, orders, today)
    if meant is None or names_a_person(message):
        return None
    late = is_late(meant, today)
    word = "sorry_wait" if late and meant.status not in {OrderStatus.DELAYED, OrderStatus.LOST} else "hear_you"
    if not late and not says("complains", message) and not says("upset", message):
        word = ""  # "can you ship it faster?" is no complaint
    acts = order_tool_named(message) is not None and not wish
    if complains and not acts and all(call.name == "get_order" for call in calls):
        named = _NUMBER.search(message) or orders_holding(orders, (), message)
        return Mended(calls if named else (_of("get_order", meant),), word)
    missed = _TALK | ({"ask_business", "return_items"} if wish or (told and not acts) else frozenset())
    missed |= {"return_items"} if order_tool_named(message) is None else frozenset()
    if not _of_another_order(calls, missed) and not (_of_products(calls, state) and not _WANTS_PRODUCT.search(message)):
        return None
    if any(refund.state in MONEY_OUT for refund in meant.refunds):
        question = f"When do I get my refund for order {meant.id}?"
        return Mended((ToolCall(name="ask_business", args={"question": question}),), "hear_you")
    return Mended((_of("get_order", meant),), word)


def _is_annoyed(calls: tuple[ToolCall, ...], message: str) -> bool:
    """Say whether a message only tells that its writer is annoyed, and the plan makes nothing of it."""
    if len(message.split()) > _FEW_WORDS or not _ANNOYED.search(message) or _greets(calls):
        return False
    refusal = len(calls) == 1 and calls[0].name == CONFIRM and not calls[0].args.get("accept")
    return (refusal and not begins_with_no(message)) or _are(calls, _NOTHING_MADE)


def _after_the_person(message: str, state: ConversationState) -> bool:
    """Say whether a message asks about the person who was asked for, by name or just after that was told."""
    last = state.exchanges[-1].gist if state.exchanges else ""
    return bool(_AFTER_THE_PERSON.search(message) or ("handed over" in last and _HOW_LONG.fullmatch(message)))


def _order_meant(state: ConversationState, orders: Sequence[Order], today: date) -> Order | None:
    """Return the order that a complaint is about: the one talked about, if it isn't over, else one that is late."""
    talked = next((order for order in orders if order.id == state.order_id), None)
    if talked is not None and (talked.status not in _OVER or talked.refunds):
        return talked
    return next((order for order in orders if is_late(order, today)), None)


def _of_another_order(calls: tuple[ToolCall, ...], missed: frozenset[str]) -> bool:
    return _are(calls, missed) and not _greets(calls)


def _of_products(calls: tuple[ToolCall, ...], state: ConversationState) -> bool:
    """Say whether products are planned although the talk was about an order."""
    last = state.exchanges[-1].gist if state.exchanges else ""
    return "order" in last and _are(calls, _PRODUCTS)


def _may_list(calls: tuple[ToolCall, ...]) -> bool:
    """Say whether a plan only looks at one order, or misses the orders altogether."""
    change = len(calls) == 1 and calls[0].name == "update_order" and "details" not in calls[0].args
    return change or (_are(calls, _TALK | {"get_order", "ask_business", "search_catalog"}) and not _greets(calls))


def _are(calls: tuple[ToolCall, ...], names: frozenset[str]) -> bool:
    return bool(calls) and all(call.name in names for call in calls)


def _greets(calls: tuple[ToolCall, ...]) -> bool:
    return any(call.args.get("kind") == "greeting" for call in calls)


def _of(tool: str, order: Order, **args: str) -> ToolCall:
    return ToolCall(name=tool, args={"order_id": order.id, **args})
