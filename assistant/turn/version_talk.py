"""Questions about the versions of a thing that was bought: which one it is, what else there is, and at what price."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.conversation import ConversationState, ToolCall
from assistant.domain.order import Order, OrderLine
from assistant.domain.product import Product, Variant
from assistant.errors import ProductNotFound
from assistant.tools.choice import Choice
from assistant.tools.order_things import line_name
from assistant.tools.other_version import resolve_other_variant
from assistant.tools.ports import Catalogue
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.wishes import Wish, wish_of
from assistant.turn.bought_things import VERSIONS_TOLD, BoughtThing, spoken_of, thing_meant

_LONGEST = 30  # words
_FEW = 12
_LISTED = 8  # versions
_QUESTION = re.compile(
    r"\?\s*$|^\W*(?:(?:and|so|but|ok|okay|hm+|wait|well)\W+)*(?:what|which|how much|is|are|do you|does)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:which|what)\b(?! order)[^.?!]*\b(?:mine|do i (?:have|own)|i (?:have|own|bought|ordered)|my current"
    r"|did i (?:buy|order|get)|(?:is|are|does|do) (?:my|the one i))\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"\b(?:do|have) you (?:also |still )?(?:have|got|offer|carry)\b|\b(?:is|are) there\b|\bwhat (?:other|else)\b"
    r"|\b(?:what|which)\b[^.?!]*\b(?:(?:it|they|that|this) comes? in|exist)\b"
    r"|\b(?:what|which)\b[^.?!]*\bdo(?:es)? (?:it|they|that|this) come in\b"
    r"|\b(?:what|which)\b[^.?!]*\b(?:available|in stock|can i (?:get|have|choose|pick)|could i|exchange it|are left)\b"
    r"|\b(?:is|are) (?:the|it|that|a|an)\b[^.?!]*\b(?:available|in stock)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"\bhow much\b|\bwhat\b[^.?!]*\b(?:price|cost)s?\b|\bwhat would (?:an?|the|that|this|it)\b[^.?!]*\bbe\b",
    re.IGNORECASE,
)
_CHEAPEST = re.compile(r"\b(?:cheapest|least expensive|lowest price)\b", re.IGNORECASE)
_DIFFERENCE = re.compile(r"\b(?:what|how (?:much|big))\b[^.?!]*\bdifference\b", re.IGNORECASE)
_VERSION = re.compile(
    r"\b(?:specs?|specifications?|options?|versions?|models?|details?|features?|ones?|mine|sizes?|colou?rs?|kinds?|types?)\b",
    re.IGNORECASE,
)
_OF_MONEY = re.compile(
    r"\b(?:refund\w*|gift ?card|credit|paypal|visa|did i pay|i paid|shipping|delivery|postage|fees?|total|balance"
    r"|(?:get|got|have|money) back|order cost|return\w*|cancel\w*|deliver\w*|arriv\w*|address|status|where|when|who)\b",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"\b(?:how much|what(?: price)?) (?:did|have) i (?:actually |originally )?(?:pay|paid)(?: you)? for"
    r" (?!(?:(?:the|my|this|that) )?(?:whole |entire )?(?:order|shipping|delivery|postage|everything|all|these|those"
    r"|them|both|return)\b)"
    r"|\bhow much (?:was|were) (?:mine|my)\b|\bwhat (?:did|has) (?:it|mine|my [\w -]{2,30}) (?:originally )?costs?\b",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"\b(?:can|could|may) (?:i|you|we)\b[^.?!]*\b(?:exchange|swap|change|replace|switch)\b", re.IGNORECASE
)
_WANTS = re.compile(
    r"\b(?:want|like|need|love|wish) to (?:exchange|swap|change|replace|switch)\b|\b(?:exchange|swap) my\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class VersionsTold:
    """The answer, or the exchange that is asked for; `retires` says that what waits isn't meant any more."""

    result: ToolResult | None = None
    retires: bool = False
    call: ToolCall | None = None


def asks_about_versions(message: str) -> bool:
    """Say whether a message may ask about versions, before anything is read for it."""
    if len(message.split()) > _LONGEST or not _QUESTION.search(message):
        return False
    if _PAID.search(message):
        return True
    if _OF_MONEY.search(message):
        return False
    if _WISHES.search(message) and not re.match(r"\W*(?:what|which)\b", message, re.IGNORECASE):
        return False
    return any(words.search(message) for words in (_OWN, _THERE, _PRICE, _CHEAPEST, _DIFFERENCE))


async def version_talk(
    message: str, state: ConversationState, orders: Sequence[Order], catalogue: Catalogue
) -> VersionsTold | None:
    """Return what the records say to a question about versions, or the exchange that is meant after such an answer.

    None where neither is said of a thing of an order.

    Args:
        orders: the shopper's own, newest first.
    """
    if asks_about_versions(message):
        return await _told(message, state, orders, catalogue)
    call = await _taken_up(message, state, orders, catalogue) if _follows_an_answer(message, state) else None
    return VersionsTold(call=call) if call else None


def may_talk_of_versions(message: str, state: ConversationState) -> bool:
    """Say whether a message may ask about versions or take one up, before anything is read for it."""
    return asks_about_versions(message) or _follows_an_answer(message, state)


async def _told(
    message: str, state: ConversationState, orders: Sequence[Order], catalogue: Catalogue
) -> VersionsTold | None:
    thing = thing_meant(message, state, orders)
    if thing is None:
        return None
    product = await _product(catalogue, thing.line)
    current = product.variant(thing.line.variant_id) if product else None
    if product is None or current is None:
        return None
    if not thing.chosen and _WANTS.search(message):  # the exchange itself asks, and has the versions to choose from
        return VersionsTold(call=_exchange(thing))
    notes = _notes(message, thing, product, current)
    if not notes:
        return None
    wish = wish_of(product, current, message)
    named = [variant for variant in product.available if wish and wish.fits(variant)]
    others = (
        bool(named)
        and not _PAID.search(message)
        and thing.chosen not in {variant.id for variant in named}
        and not _CHEAPEST.search(message)
    )
    result = ToolResult(
        tool="tell_versions", outcome=Outcome.FOUND, subject=product.title, notes={"title": product.title, **notes}
    )
    return VersionsTold(result, retires=others and bool(thing.chosen))


async def _taken_up(
    message: str, state: ConversationState, orders: Sequence[Order], catalogue: Catalogue
) -> ToolCall | None:
    """Return the exchange that is meant where a version is named just after the versions were told of."""
    things = list(spoken_of(state, orders))
    if len(things) != 1:
        return None
    line = things[0].line
    product = await _product(catalogue, line)
    current = product.variant(line.variant_id) if product else None
    meant = product is not None and current is not None and bool(wish_of(product, current, message))
    return _exchange(things[0]) if meant else None


def _follows_an_answer(message: str, state: ConversationState) -> bool:
    """Say whether a few words come just after versions were told of, with nothing else waiting or asked."""
    told = bool(state.exchanges) and state.exchanges[-1].gist.startswith(VERSIONS_TOLD)
    open_now = state.pending or state.asked is not None
    return told and not open_now and len(message.split()) <= _FEW and not _QUESTION.search(message)


async def _product(catalogue: Catalogue, line: OrderLine) -> Product | None:
    """Return the record of what was bought; None where the shop sells it no more."""
    try:
        return await catalogue.get(line.product_id)
    except ProductNotFound:
        return None


def _exchange(thing: BoughtThing) -> ToolCall:
    return ToolCall(name="exchange_items", args={"order_id": thing.order.id, "items": [line_name(thing.line)]})


def _notes(message: str, thing: BoughtThing, product: Product, current: Variant) -> dict[str, str]:
    """Return what there is to tell: the version owned, those asked for with prices, the cheapest, a difference."""
    line, chosen = thing.line, product.variant(thing.chosen)
    if _PAID.search(message) or (_OWN.search(message) and _VERSION.search(message)):
        return {"own": current.label, "paid": str(line.unit_price), "order": thing.order.id}
    wish = wish_of(product, current, message)
    if _DIFFERENCE.search(message) or (_PRICE.search(message) and not wish):
        return _difference(line, chosen) if chosen else {}
    if _CHEAPEST.search(message) and not wish.allowed:
        cheapest = min(product.available, key=lambda variant: variant.price, default=None)
        if cheapest is None:
            return {}
        own = {"is_cheapest": "yes" if chosen.price <= cheapest.price else "no"} if chosen else {}
        return {**own, "cheapest": f"{cheapest.label} at {cheapest.price}"}
    if not wish and not _VERSION.search(message):
        return {}
    return _listed(message, product, current, wish)


def _listed(message: str, product: Product, current: Variant, wish: Wish) -> dict[str, str]:
    others = [variant for variant in product.available if variant.id != current.id and wish.fits(variant)]
    if wish.price in {"cheaper", "dearer"}:
        others = [
            v for v in others if (v.price < current.price if wish.price == "cheaper" else v.price > current.price)
        ]
    if others:
        told = [f"{v.label} at {v.price}" for v in sorted(others, key=lambda variant: variant.price)]
        return {"listed": "; ".join(told[:_LISTED]), **({"more": "yes"} if len(told) > _LISTED else {})}
    near = resolve_other_variant(product, current.id, message)
    if isinstance(near, Choice) and near.unmet == "none":
        return {"none": near.wish, "apart": "; ".join(near.apart)}
    return {"none": near.label if isinstance(near, Variant) else "", "apart": ""}


def _difference(line: OrderLine, chosen: Variant) -> dict[str, str]:
    more = chosen.price - line.unit_price
    size = more.model_copy(update={"amount": abs(more.amount)})
    way = "same" if not more.amount else "dearer" if more.amount > 0 else "cheaper"
    return {"version": f"{chosen.label} at {chosen.price}", way: str(size), "paid": str(line.unit_price)}
