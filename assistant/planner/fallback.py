"""A plan by rule, for when the model doesn't answer: search, orders, the cart and the pages still work."""

from __future__ import annotations

import re
from typing import Any

from assistant.domain.conversation import ToolCall
from assistant.planner.context import PlanContext
from assistant.planner.numbers import places_in
from assistant.planner.schema import CONFIRM

_QUERY_LENGTH = 120


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


# A yes has to be the whole message: "ok, what does it cost?" consents to nothing.
_ASSENT = (
    r"yes|yep|yeah|yup|ok|okay|sure|do it|go ahead|go for it|confirm(?:ed)?|correct|agreed|perfect|exactly"
    r"|(?:that|it)(?:'?s| is) (?:right|correct|fine|it)"
)
_YES = re.compile(
    rf"\W*(?:please\W+)?(?:{_ASSENT})(?:\W+(?:{_ASSENT}|please|then|do|that|thanks?|thank you))*\W*", re.IGNORECASE
)
_NO = re.compile(r"\W*(?:no|nope|nah|don'?t|do not|stop|never ?mind|leave it|keep it|forget it)\b", re.IGNORECASE)
_PERSON = _words(r"human|real person|agent|representative|manager|someone from|speak (?:to|with)|talk to (?:a|some)")
_GREETING = re.compile(r"\W*(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: there| all)?\W*", re.IGNORECASE)
_THANKS = re.compile(r"\W*(?:thanks?|thank you|cheers|bye|goodbye)(?:[\s\w]{0,15})\W*", re.IGNORECASE)
_RULE = _words(
    r"policy|policies|warranty|guarantee|opening hours|do you (?:ship|deliver|accept|take|offer)|payment methods?"
    r"|how (?:long|much) (?:is|does|do|are) (?:shipping|delivery|refunds?|returns?)|can i (?:pay|return)|gift ?wrap"
)
_PROMOTION = _words(r"promo(?:tion)?s?|discounts?|coupons?|vouchers?|codes?|on sale|special offers?|deals?")
_ORDER = _words(r"orders?|parcel|package|delivery|tracking|shipment|shipped|refund")
_ORDER_NUMBER = re.compile(r"#\s?([A-Za-z]{0,4}-?\d[\w-]{2,})|\b((?:[A-Za-z]{1,4}-)?\d{4,}[\w-]*)")
_MINE = _words(r"my (?:past |recent |old |open )?orders|order history|all (?:of )?my orders")
_ORDER_VERBS = (
    (_words(r"cancel"), "cancel_order"),
    (_words(r"exchange|swap"), "exchange_items"),
    (_words(r"return|send (?:it |this |them )?back|money back"), "return_items"),
    (_words(r"change|update"), "update_order"),
)
_CART = _words(r"cart|basket|bag")
_ADD = _words(r"add|put|pop|i'?ll take|i'?ll have")
_REMOVE = _words(r"remove|delete|take out|drop")
_CLEAR = _words(r"clear|empty|everything out|throw it all")
_COMPARE = _words(r"compare|difference between|versus|vs")
_ADVICE = _words(r"recommend|suggest|gift|present for|what should i|best ?sellers?|popular")
_LETTER = re.compile(r"[^\W_]")


def fallback_calls(context: PlanContext) -> tuple[ToolCall, ...]:
    """Return one call that serves the message as well as words alone can tell."""
    name, args = _choose(context, context.message.strip())
    return (ToolCall(name=name, args=args),)


def _choose(context: PlanContext, text: str) -> tuple[str, dict[str, Any]]:
    if not _LETTER.search(text):
        return "reply", {"kind": "clarify"}
    if context.pending and (_YES.fullmatch(text) or _NO.match(text)):
        return CONFIRM, {"accept": _YES.fullmatch(text) is not None}
    if _PERSON.search(text):
        return "handoff_to_human", {}
    if _GREETING.fullmatch(text):
        return "reply", {"kind": "greeting"}
    if _THANKS.fullmatch(text):
        return "reply", {"kind": "thanks"}
    number = _ORDER_NUMBER.search(text)
    if _RULE.search(text) and not number:
        return "ask_business", {"question": text[:_QUERY_LENGTH]}
    return _order(text, number) or _shop(context, text)


def _order(text: str, number: re.Match[str] | None) -> tuple[str, dict[str, Any]] | None:
    if _MINE.search(text) and not number:
        return "list_orders", {}
    verb = next((tool for words, tool in _ORDER_VERBS if words.search(text)), "get_order")
    if not _ORDER.search(text) and (number is None or verb == "get_order"):
        return None
    return verb, {"order_id": number[1] or number[2]} if number else {}


def _shop(context: PlanContext, text: str) -> tuple[str, dict[str, Any]]:
    if _PROMOTION.search(text):
        return "list_promotions", {}
    places = [str(place) for place in sorted(places_in(text, len(context.shown)))]
    if _COMPARE.search(text) and context.shown:
        return "compare_products", {"products": places} if len(places) > 1 else {}
    if _CART.search(text) or (_ADD.search(text) and places):
        return _cart(text, places)
    if places:
        return "get_product", {"product": places[0], "question": text[:_QUERY_LENGTH]}
    if _ADVICE.search(text):
        return "recommend_products", {"purpose": "for_me", "need": text[:_QUERY_LENGTH]}
    return "search_catalog", {"query": text[:_QUERY_LENGTH]}


def _cart(text: str, places: list[str]) -> tuple[str, dict[str, Any]]:
    if _CLEAR.search(text):
        return "update_cart", {"action": "clear"}
    product = {"product": places[0]} if places else {}
    if _REMOVE.search(text):
        return "update_cart", {"action": "remove", **product}
    if _ADD.search(text):
        return "update_cart", {"action": "add", **product}
    return "get_cart", {}
