"""Keeps the cart for what is wanted of the shop: things of orders stay with their orders, and a slip is put right.

A small planner takes "send the sandals again" for a wish to buy sandals. Whose orders hold a thing that the cart
doesn't, and who says what is done to orders and nothing of buying, speaks of the order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.cart import Cart
from assistant.domain.conversation import ConversationState, ToolCall
from assistant.domain.order import Order, OrderStatus
from assistant.tools.matching import words
from assistant.tools.order_things import mentioned
from assistant.tools.product_meant import named, own_words, talked_of

_CART = "update_cart"
_BUYING = re.compile(
    r"\b(?:add|buy|purchase|(?:my|the|in|into|to|from) (?:shopping )?(?:cart|basket|bag)|cart|check ?out|i['’]?ll take"
    r"|get me|put (?:[\w'-]+ ){0,5}in|(?:i )?(?:want|like) to (?:order|get|have)|order (?:me|another|one|two|a|some)"
    r"|another one|one more)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\bre-?(?:send|sent|ship|deliver)\w*\b|\bship\w* (?:[\w'-]+ ){0,6}again\b"
    r"|\bsen[dt]\w* (?:(?!back\b)[\w'&,-]+ ){0,8}(?:again|once more|anew)\b"
    r"|\bsend (?:me |us |out )*(?:(?:a|the|another) )?(?:new|second|fresh|replacement)\b",
    re.IGNORECASE,
)
_DONE_TO_ORDERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bcancel\w*\b|\bcall(?:ing)? (?:\w+ ){0,4}off\b", re.IGNORECASE), "cancel_order"),
    (
        re.compile(
            r"\breturn(?:ing|ed)?\b|\b(?:send|sending|give|giving|take|bring) (?:[\w'-]+ ){0,6}back\b|\brefund\w*\b"
            r"|\bmoney back\b",
            re.IGNORECASE,
        ),
        "return_items",
    ),
    (
        re.compile(
            r"\b(?:chang|switch|modif)\w*\b[^.?!]{0,40}\b(?:my|mine|i (?:just )?(?:bought|ordered)|order)\b"
            r"|\border\b[^.?!]{0,40}\b(?:chang|switch|modif)\w*\b",
            re.IGNORECASE,
        ),
        "exchange_items",
    ),
    (
        re.compile(
            r"\b(?:should|must|shall|ought to|needs? to|has to|have to) (?:rather |now )?(?:be|become)\b[^?!]{0,100}"
            r"\binstead of (?:the|my|that|what)\b|\binstead of (?:my|the one i (?:have|ordered|bought))\b",
            re.IGNORECASE,
        ),
        "exchange_items",
    ),
    (re.compile(r"\bexchang\w+\b|\bswap\w*\b|\breplac\w+\b|\btrade\b", re.IGNORECASE), "exchange_items"),
)
_KEEPING = re.compile(r"\b(?:keep|keeping|hold on to|hang on to)\b(?P<kept>[^.;!?]*)", re.IGNORECASE)
_ADDING = re.compile(r"\b(?:add|put)\b(?P<it> (?:it|this|that|them|these|those|one)\b)?", re.IGNORECASE)
_INTO_CART = re.compile(r"\b(?:to|in|into) (?:my|the) (?:shopping )?(?:cart|basket|bag)\b", re.IGNORECASE)
_AROUND = re.compile(
    r"^\W*(?:please )?(?:add|put)\b|\b(?:to|in|into) (?:my|the) (?:shopping )?(?:cart|basket|bag)\b", re.IGNORECASE
)
_ADDED = re.compile(r"changed the cart: add (?P<title>[^;]+)")
_CORRECTING = re.compile(
    r"^\W*(?:no|nope|wait|oops|sorry|wrong|not that|that['’]?s not)\b"
    r"|\bi (?:actually )?(?:meant?|said|wanted|asked for)\b|\b(?:wrong|not (?:the|that|this|those))\b",
    re.IGNORECASE,
)
_MEANT = re.compile(r"\b(?:meant?|said|wanted|asked for)\b", re.IGNORECASE)
_ALSO = re.compile(r"\b(?:also|too|as well|both|another|and the|plus)\b", re.IGNORECASE)
_TURNED_AWAY = frozenset({"thanks", "clarify", "greeting", "smalltalk", "out_of_scope"})


def with_the_cart_for_wishes(
    calls: Sequence[ToolCall], message: str, state: ConversationState, cart: Cart, orders: Sequence[Order]
) -> tuple[ToolCall, ...]:
    """Return the plan with what it puts in the cart, or takes out of it, only where that is what is meant.

    Args:
        orders: the shopper's own, newest first.
    """
    if (again := _sent_again(calls, message, state, orders)) is not None:
        return again
    if (right := _put_right(calls, message, state)) is not None:
        return right
    kept: list[ToolCall] = []
    for planned in _without_additions_to_orders(calls):
        call = _into_the_cart(planned, message, state, orders)
        meant = _of_an_order(call, message, cart, orders)
        if meant is not None and meant not in kept:
            kept.append(meant)
    return tuple(kept) or tuple(calls)


def _without_additions_to_orders(calls: Sequence[ToolCall]) -> list[ToolCall]:
    """Leave out the change of an order that says once more what is to be put in the cart."""
    added = {
        word
        for call in calls
        if call.name == _CART and call.args.get("action") == "add"
        for word in words(str(call.args.get("product", "")))
        if not word.isdecimal()
    }
    return [
        call
        for call in calls
        if call.name != "update_order"
        or call.args.get("change") != "items"
        or not added & set(words(str(call.args.get("details", ""))))
    ]


def _into_the_cart(call: ToolCall, message: str, state: ConversationState, orders: Sequence[Order]) -> ToolCall:
    """Return the addition to the cart that is meant where a plan adds what no order holds to one of them."""
    if call.name != "update_order" or call.args.get("change") != "items" or not _ADDING.search(message):
        return call
    of_orders = state.asked is not None or bool(state.pending) or re.search(r"\border\b", message, re.IGNORECASE)
    if not _INTO_CART.search(message) and (of_orders or any(_holds(order, message) for order in orders)):
        return call
    thing = _AROUND.sub(" ", str(call.args.get("details", ""))).strip()
    pointed = _ADDING.search(message)
    product = {} if not thing or (pointed and pointed["it"]) else {"product": thing}
    return ToolCall(name=_CART, args={"action": "add", **product})


def _sent_again(
    calls: Sequence[ToolCall], message: str, state: ConversationState, orders: Sequence[Order]
) -> tuple[ToolCall, ...] | None:
    """Return the sending again of a lost order, where that is asked for and the plan buys anew or only chats."""
    lost = [order for order in orders if order.status is OrderStatus.LOST]
    if not lost or not _AGAIN.search(message) or _asks(message):
        return None
    astray = all(
        call.name in {_CART, "update_order", "search_catalog", "get_product"}
        or (call.name == "reply" and call.args.get("kind") in _TURNED_AWAY)
        for call in calls
    )
    speaks = [order for order in lost if _holds(order, message)]
    meant = speaks or [order for order in lost if order.id == state.order_id]
    if not astray or len(meant) != 1 or (_BUYING.search(message) and not speaks):
        return None
    return (ToolCall(name="exchange_items", args={"order_id": meant[0].id}),)


def _put_right(calls: Sequence[ToolCall], message: str, state: ConversationState) -> tuple[ToolCall, ...] | None:
    """Return the exchange of what has just been put in the cart by mistake for what was meant."""
    last = _ADDED.search(state.exchanges[-1].gist) if state.exchanges else None
    if last is None or not _CORRECTING.search(message) or _ALSO.search(message):
        return None
    if not calls or any(call.name not in {_CART, "reply", "get_product"} for call in calls):
        return None
    added = last["title"].strip()
    titles = [item.title for item in state.screen] + list(talked_of(state.exchanges))
    meant = named(message, titles) or _named_elsewhere(calls, message, added)
    if not meant or meant == added or own_words(added, titles) & set(words(message)):
        return None
    adding = next((call.args for call in calls if call.name == _CART and call.args.get("action") == "add"), {})
    wanted = {name: value for name, value in adding.items() if name in {"variant", "quantity"}}
    return (
        ToolCall(name=_CART, args={"action": "remove", "product": added}),
        ToolCall(name=_CART, args={"action": "add", "product": meant, **wanted}),
    )


def _named_elsewhere(calls: Sequence[ToolCall], message: str, added: str) -> str:
    """Return what a plan names by words of the message, and was meant instead of what was added."""
    things = [str(call.args.get("product", "")) for call in calls if call.name == _CART]
    said = set(words(message))
    others = [
        thing
        for thing in things
        if not thing.isdecimal() and set(words(thing)) & said and not set(words(thing)) & set(words(added)) & said
    ]
    return others[0] if _MEANT.search(message) and len(set(others)) == 1 else ""


def _of_an_order(call: ToolCall, message: str, cart: Cart, orders: Sequence[Order]) -> ToolCall | None:
    """Return what a change of the cart means where it speaks of something in an order; None for nothing to be done."""
    thing = str(call.args.get("product", ""))
    if call.name != _CART or call.args.get("action") == "clear" or _BUYING.search(message):
        return call
    said = message if thing.isdecimal() or not thing else thing
    holding = [order for order in orders if _holds(order, said) and _holds(order, message)]
    in_cart = any(set(words(line.title)) & set(words(said)) for line in cart.lines)
    if not holding or in_cart:
        return call
    verb = next((tool for pattern, tool in _DONE_TO_ORDERS if pattern.search(message)), "")
    kept = _KEEPING.search(message)
    if kept and (not verb or set(words(kept["kept"])) & set(words(thing))):
        return None
    if not verb:
        return call
    return ToolCall(
        name=verb, args={} if thing.isdecimal() or not thing or verb == "cancel_order" else {"items": [thing]}
    )


def _holds(order: Order, text: str) -> bool:
    return any(mentioned(line, text) for line in order.lines)


def _asks(message: str) -> bool:
    return re.match(r"\W*(?:how|when|what|why|did|has|have|was)\b", message, re.IGNORECASE) is not None
