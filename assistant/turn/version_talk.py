"""Questions about the versions of a thing that was bought: which one it is, what else there is, and at what price."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.actions import ChangeItems, ExchangeItems, LineChange
from assistant.domain.conversation import ConversationState
from assistant.domain.order import Order, OrderLine
from assistant.domain.product import Product, Variant
from assistant.tools.choice import Choice
from assistant.tools.order_things import mentioned
from assistant.tools.other_version import resolve_other_variant
from assistant.tools.ports import Catalogue
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.wishes import Wish, wish_of

_LONGEST = 30  # words
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
    r"|\b(?:what|which)\b[^.?!]*\b(?:available|in stock|can i (?:get|have|choose|pick)|could i|exchange it|are left)\b"
    r"|\b(?:is|are) (?:the|it|that|a|an)\b[^.?!]*\b(?:available|in stock)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(r"\bhow much\b|\bwhat\b[^.?!]*\b(?:price|cost)s?\b", re.IGNORECASE)
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
_WISHES = re.compile(
    r"\b(?:can|could|may) (?:i|you|we)\b[^.?!]*\b(?:exchange|swap|change|replace|switch)\b", re.IGNORECASE
)
_MINE = re.compile(r"\b(?:my|mine|i (?:have|own|bought|ordered|got)|instead)\b", re.IGNORECASE)
_OF_ORDERS = re.compile(r"\border\b|^asked which|^told the versions of|^proposed|sold out in that version")
_TOLD = "told the versions of "


@dataclass(frozen=True, slots=True)
class VersionsTold:
    """The answer, and whether what waits is no longer what is asked about."""

    result: ToolResult
    retires: bool = False


@dataclass(frozen=True, slots=True)
class _Thing:
    """What is asked about: a line of an order, and the version to which it is to be changed, where that is clear."""

    order: Order
    line: OrderLine
    chosen: str = ""


def asks_about_versions(message: str) -> bool:
    """Say whether a message may ask about versions, before anything is read for it."""
    if len(message.split()) > _LONGEST or not _QUESTION.search(message) or _OF_MONEY.search(message):
        return False
    if _WISHES.search(message) and not re.match(r"\W*(?:what|which)\b", message, re.IGNORECASE):
        return False
    return any(words.search(message) for words in (_OWN, _THERE, _PRICE, _CHEAPEST, _DIFFERENCE))


async def versions_told(
    message: str, state: ConversationState, orders: Sequence[Order], catalogue: Catalogue
) -> VersionsTold | None:
    """Return what the records say to a question about versions; None where it isn't about a thing of an order.

    Args:
        orders: the shopper's own, newest first.
    """
    thing = _thing_meant(message, state, orders)
    if thing is None:
        return None
    product = await catalogue.get(thing.line.product_id)
    current = product.variant(thing.line.variant_id)
    if current is None:
        return None
    notes = _notes(message, thing, product, current)
    if not notes:
        return None
    wish = wish_of(product, current, message)
    named = [variant for variant in product.available if wish and wish.fits(variant)]
    others = bool(named) and thing.chosen not in {variant.id for variant in named} and not _CHEAPEST.search(message)
    result = ToolResult(
        tool="tell_versions", outcome=Outcome.FOUND, subject=product.title, notes={"title": product.title, **notes}
    )
    return VersionsTold(result, retires=others and bool(thing.chosen))


def _notes(message: str, thing: _Thing, product: Product, current: Variant) -> dict[str, str]:
    """Return what there is to tell: the version owned, those asked for with prices, the cheapest, a difference."""
    line, chosen = thing.line, product.variant(thing.chosen)
    if _OWN.search(message) and _VERSION.search(message):
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


def _thing_meant(message: str, state: ConversationState, orders: Sequence[Order]) -> _Thing | None:
    """Return what a message names of the shopper's own, else what waits, was asked about or was told of last."""
    spoken = list(_spoken_of(state, orders))
    last = state.exchanges[-1].gist if state.exchanges else ""
    lines = [(order, line) for order in orders for line in order.lines]
    worths = [mentioned(line, message) for _, line in lines]
    best = max(worths, default=0)
    named = [pair for pair, worth in zip(lines, worths, strict=True) if best and worth == best]
    if named:
        among = [thing for thing in spoken if any(thing.line is line for _, line in named)]
        if among:
            return among[0] if len(among) == 1 else None
        ours = _MINE.search(message) or (_OF_ORDERS.search(last) and any(o.id == state.order_id for o, _ in named))
        here = [pair for pair in named if pair[0].id == state.order_id] or named
        return _Thing(*here[0]) if ours and len(here) == 1 else None
    return spoken[0] if len(spoken) == 1 else None


def _spoken_of(state: ConversationState, orders: Sequence[Order]) -> Iterator[_Thing]:
    """Yield the lines that a proposal or an open question would change, else the one whose versions were told."""
    changes: dict[str, LineChange] = {}
    order_id, subject = "", ""
    waits = state.pending[-1].action if state.pending else None
    if isinstance(waits, ExchangeItems | ChangeItems):
        order_id, changes = waits.order_id, {change.line_id: change for change in waits.changes}
    elif state.asked is not None and state.asked.call.name in {"exchange_items", "update_order"}:
        order_id, settled = str(state.asked.call.args.get("order_id", "")), state.asked.settled
        subject = state.asked.subject if state.asked.missing == "wanted" else ""
        changes = {change.line_id: change for change in settled.changes} if settled else {}
    elif state.exchanges and state.exchanges[-1].gist.startswith(_TOLD):
        order_id, subject = state.order_id or "", state.exchanges[-1].gist.removeprefix(_TOLD)
    for order in orders:
        for line in order.lines if order.id == order_id or (subject and not order_id) else ():
            if line.title == subject or (not subject and line.id in changes):
                yield _Thing(order, line, changes[line.id].variant_id if line.id in changes else "")
