"""READ tool over what is on offer: what runs, or what an offer means for the thing that is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.business import Promotion
from assistant.domain.order import Order
from assistant.domain.product import Product
from assistant.errors import ProductNotFound
from assistant.offer_words import asks_for_own_discount
from assistant.tools.context import ToolContext
from assistant.tools.matching import best_matches, overlap, words
from assistant.tools.order_things import head_noun, mentioned
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context

_MAX_PHRASES = 4
_ARTICLE = r"(?:(?:the|a|an|my|this|that|these|those|your|any|some|all|new|one of the|our)\s+)*"
_PHRASE_ENDS = (
    r"(?=[?.!,;:]|\s+(?:in|and|or|please|pls|now|right|today|if|that|which|then|too|also|work\w*|with|is|are|can|at|as"
    r"|before|but|for|on|i|have|get|count|any|part|included|reduced|cheaper|discounted|fall|under|going)\b|$)"
)
_ABOUT = re.compile(
    r"\b(?:on|for|off|of|with|to|buy|want|about|is|are|does|do|will|would|make)\s+"
    rf"{_ARTICLE}([a-z][\w' -]{{2,40}}?){_PHRASE_ENDS}",
    re.IGNORECASE,
)
_IT = re.compile(
    r"\b(?:on|for|off|with|to|buy|is|does|are|do|get)\s+(?:it|this|that|them|these|those|one)\b", re.IGNORECASE
)
_NOTHING = frozenset(
    words(
        """sale offer deal discount code coupon voucher promo promotion me us you they there anything something
        everything order first new customer member checkout thing percent moment going today now price money week
        friend else type what which how i we it this that them my your use used run running apply valid good free black
        friday nothing shop store shipping delivery points club gift card newcomer account come stuff cheaper better
        lower"""
    )
)
_CODE = re.compile(r"\b(?:codes?|coupons?|vouchers?|type in|promo)\b", re.IGNORECASE)
_FIRST = re.compile(
    r"\b(?:new (?:customer|here|shopper|client)s?|first (?:order|purchase|time)|newcomer|sign[ -]?up)\b", re.IGNORECASE
)
_OF_FIRST = re.compile(r"\b(?:new here|first order|first purchase|new customer)", re.IGNORECASE)
_PERCENT = re.compile(r"\b(\d{1,2}) ?(?:%|percent)", re.IGNORECASE)
_PLACED = re.compile(
    r"\b(?:(?:this|that|my|the|an existing|a placed|last|open) order|already (?:ordered|bought|placed)"
    r"|have(?:n'?t| not) paid"
    r"|i(?:'ve| have)? (?:just )?(?:ordered|bought))\b",
    re.IGNORECASE,
)
# For whom a shop may have a lower price for good; "a discount for my niece, she's a student" is one, too.
_FOR_WHOM = re.compile(
    r"\b(?P<who>students?|seniors?|pensioners?|military|veterans?|teachers?|nurses?|nhs|first responders?"
    r"|birthdays?|employees?)\b(?=(?:['’]s?)?(?: (?!with\b|and\b)[\w%]+)? "
    r"(?:discounts?|codes?|offers?|deals?|prices?|reductions?|rates?)\b)"
    r"|\b(?:discounts?|codes?|offers?|deals?|reductions?)\b[^.?!]{0,15}\bfor (?:being )?(?:an? )?"
    r"(?P<for>students?|seniors?|pensioners?|military|veterans?|teachers?|nurses?|employees?)\b",
    re.IGNORECASE,
)
_AFTERWARDS = "Can a code be added after ordering?"


@dataclass(frozen=True, slots=True)
class _Thing:
    """What an offer is asked for: its name as it may be said, and its category."""

    name: str
    category: str


async def list_promotions(context: Context) -> ToolResult:
    """List the promotions, codes and sales that run now."""
    running = await running_promotions(context)
    if (for_whom := await _for_whom(context, running)) is not None:
        return for_whom
    if not running:
        return ToolResult(tool="list_promotions", outcome=Outcome.NOTHING_FOUND)
    message = context.message
    haggles = asks_for_own_discount(message)
    thing = await _thing_meant(context, running, haggles=haggles)
    named = () if haggles else _named(running, message)
    wish = "haggle" if haggles else "first" if _FIRST.search(message) else "code" if _CODE.search(message) else ""
    notes = {"wish": wish}
    told = running
    if thing is not None:
        notes |= {"thing": thing.name}
        told = tuple(offer for offer in running if thing.category in offer.categories)
        if len(named) == 1 and named[0].categories:
            notes["fits"] = "yes" if thing.category in named[0].categories else "no"
            told = named
    elif wish == "first":
        told = tuple(offer for offer in running if _OF_FIRST.search(offer.text)) or running
    elif wish in {"code", "haggle"}:
        told = tuple(offer for offer in running if offer.code)
    if thing is not None and notes.get("fits") != "yes":
        whole = (offer for offer in running if offer.percent and not offer.categories)
        told = tuple(dict.fromkeys((*told, *whole)))
    afterwards = _PLACED.search(message) is not None and any(offer.code for offer in told)
    found = await context.shop.policy_pages.passages(_AFTERWARDS, limit=1) if afterwards else ()
    return ToolResult(
        tool="list_promotions",
        outcome=Outcome.FOUND,
        promotions=told,
        notes=notes,
        passages=found if afterwards else (),
    )


async def _for_whom(context: ToolContext, running: Sequence[Promotion]) -> ToolResult | None:
    """Return what the shop says of a lower price for students and the like; None where none is asked for."""
    found = _FOR_WHOM.search(context.message)
    if found is None:
        return None
    who = words(found["who"] or found["for"])[0]
    told = tuple(offer for offer in running if who in words(f"{offer.title} {offer.text}"))
    pages = () if told else await context.shop.policy_pages.passages(context.message, limit=3)
    said = tuple(page for page in pages if page.quotes and who in words(f"{page.title} {' '.join(page.quotes)}"))[:1]
    notes = {} if told or said else {"no_such": (found["who"] or found["for"]).casefold()}
    outcome = Outcome.FOUND if told or said or running else Outcome.NOTHING_FOUND
    shown = told or (() if said else tuple(running))
    return ToolResult(tool="list_promotions", outcome=outcome, promotions=shown, passages=said, notes=notes)


async def running_promotions(context: ToolContext) -> tuple[Promotion, ...]:
    """Return what runs today."""
    today = context.now.date()
    return tuple(
        promotion
        for promotion in await context.shop.promotions.current()
        if promotion.starts <= today <= promotion.ends
    )


async def names_a_code(context: ToolContext) -> bool:
    """Say whether the message has one of the codes that run now; no product and no page is called so."""
    said = {word.casefold() for word in re.findall(r"\w+", context.message)}
    return any(offer.code.casefold() in said for offer in await running_promotions(context) if offer.code)


def _named(offers: Sequence[Promotion], message: str) -> tuple[Promotion, ...]:
    """Return the offers that a message means: by code or name, else by how much they take off."""
    said = {word.casefold() for word in re.findall(r"\w+", message)}
    by_name = tuple(
        offer
        for offer in offers
        if (offer.code and offer.code.casefold() in said)
        or offer.title.partition(":")[0].casefold() in message.casefold()
    )
    percents = {int(number) for number in _PERCENT.findall(message)}
    return by_name or tuple(offer for offer in offers if offer.percent in percents)


async def _thing_meant(context: ToolContext, offers: Sequence[Promotion], *, haggles: bool) -> _Thing | None:
    """Return the thing that a message asks an offer for: of the shopper's orders, on screen, or of the shop."""
    message, state = context.message, context.conversation.state
    orders = await context.shop.orders.list_orders(context.principal) if context.principal.verified else ()
    for phrase in _phrases(message):
        if not phrase.endswith("s") and (thing := _of_orders(orders, phrase)):
            return thing
        on_screen = best_matches(phrase, state.screen, lambda item: item.title)
        if len(on_screen) == 1:
            return await _product(context, on_screen[0].product_id)
        kinds = {name for offer in offers for name in offer.categories}
        alike = [kind for kind in kinds if set(words(phrase)) & set(words(kind))]
        if len(alike) == 1:
            return _Thing(alike[0], alike[0])
        if product := await _of_the_shop(context, phrase):
            whole = overlap(phrase, product.title) == 1 and len(words(phrase)) > 1
            return _Thing(product.title if whole else product.category, product.category)
    if (haggles or _IT.search(message)) and (state.product_id or state.page_product_id):
        return await _product(context, state.product_id or state.page_product_id or "")
    return None


def _phrases(message: str) -> Iterator[str]:
    found = (phrase.strip() for phrase in _ABOUT.findall(message))
    telling = [phrase for phrase in found if set(words(phrase)) - _NOTHING and not _CODE.search(phrase)]
    yield from dict.fromkeys(telling[:_MAX_PHRASES])


def _of_orders(orders: Sequence[Order], phrase: str) -> _Thing | None:
    lines = (line for order in orders for line in order.lines)
    line = next((line for line in lines if line.category and mentioned(line, phrase)), None)
    return _Thing(line.title, line.category) if line is not None else None


async def _of_the_shop(context: ToolContext, phrase: str) -> Product | None:
    """Return a product that is what a phrase says, and not merely called with one of its words."""
    for product in await context.shop.catalogue.find_by_name(phrase):
        if product.category and head_noun(product.title) in words(phrase):
            return product
    return None


async def _product(context: ToolContext, product_id: str) -> _Thing | None:
    try:
        product = await context.shop.catalogue.get(product_id)
    except ProductNotFound:
        return None
    return _Thing(product.title, product.category)
