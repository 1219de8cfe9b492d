"""Exchanging received items for other versions of the same products, as an exact proposal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.domain.actions import ExchangeItems, LineChange, ResendOrder
from assistant.domain.order import Order, OrderLine, OrderStatus
from assistant.domain.product import Product, Variant
from assistant.policy.rules import Rule
from assistant.tools.asking import not_eligible, nothing_left, sold_out, which_items, which_variant
from assistant.tools.choice import Choice
from assistant.tools.clauses import said_about
from assistant.tools.context import ToolContext
from assistant.tools.item_changes import changes_of, line_that_waits, names_said, settled_for, still_open, told_with
from assistant.tools.like_another import like_another
from assistant.tools.lines_meant import resolve_lines
from assistant.tools.method_meant import method_meant
from assistant.tools.order_changes import change_items
from assistant.tools.order_meant import known_items, order_meant
from assistant.tools.order_things import head_noun, without_companions, without_company, without_own_options
from assistant.tools.other_version import resolve_other_variant, size_step
from assistant.tools.pieces import pieces_meant
from assistant.tools.proposing import propose
from assistant.tools.references import thing_spoken_of
from assistant.tools.result import ToolResult
from assistant.tools.types import Context
from assistant.tools.wishes import wish_of

_SAME = re.compile(
    r"\b(?:(?:the )?same (?:one|thing|again|item|size|colou?r|model|version)|replace(?:d|ment)?|another one|a new one"
    r"|a fresh|new piece|working one|intact one|(?:the )?identical (?:one|thing|item)|same exact one)\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\b(?:different|other|another(?! (?:one|piece)\b)) (?:\w+ )?"
    r"(?:ones?|versions?|models?|sizes?|colou?rs?|kinds?|types?|variants?|options?)\b",
    re.IGNORECASE,
)


async def exchange_items(
    context: Context,
    order_id: str | None = None,
    items: tuple[str, ...] = (),
    wanted: str | None = None,
) -> ToolResult:
    """Propose to swap received items for another size, colour or option of the same products."""
    order = await order_meant(context, "exchange_items", order_id, context.shop.rules.exchange, items)
    if isinstance(order, ToolResult):
        return order
    items = without_companions(known_items(items, (order,), context.message), context.message)
    context = replace(context, message=without_company(context.message))
    if order.status is OrderStatus.LOST:
        return await propose(context, "exchange_items", ResendOrder(order_id=order.id), order)
    rules = context.shop.rules
    if only_for(order, rules.change_items, rules.exchange):
        return await change_items(context, order, f"{wanted or ''}\n{context.message}")
    if refused := not_eligible(context, "exchange_items", "exchange_items", order):
        return refused
    settled = settled_for(context, "exchange_items", order)
    named = await names_said(context, settled, order)
    wishes = said_about(order.lines, context.message, named)
    lines = still_open(settled, order)
    if lines is None:
        meant = await _lines_to_exchange(context, order, items, named, wishes)
        if isinstance(meant, ToolResult):
            return meant
        lines = meant

    async def change_of(line: OrderLine) -> LineChange | ToolResult:
        return await _exchange(context, order, line, wishes.get(line.id, ""), wanted or "", alone=len(lines) == 1)

    whole = await changes_of(settled, lines, change_of)
    if isinstance(whole, ToolResult):
        return whole
    payment = await method_meant(context, "exchange_items", order, rules.exchange, whole.payment)
    if isinstance(payment, ToolResult):
        return await told_with(context, order, whole, payment)
    action = ExchangeItems(order_id=order.id, changes=whole.changes, payment=payment)
    result = await propose(context, "exchange_items", action, order)
    return result.model_copy(update={"settled": whole})


async def _lines_to_exchange(
    context: ToolContext, order: Order, items: tuple[str, ...], named: str, wishes: Mapping[str, str]
) -> tuple[OrderLine, ...] | ToolResult:
    """Return the lines that a message wants exchanged, or why there are none.

    Args:
        named: the message without the names that are said of another thing.
    """
    lines = resolve_lines(order, items, named, thing_spoken_of(context, (order,)))
    if isinstance(lines, Choice):
        settled = settled_for(context, "exchange_items", order)
        waiting = await line_that_waits(context, settled, order, lines)
        if not waiting and not await _also_wanted(context, order, (), wishes):
            return which_items("exchange_items", order, lines)
        lines = waiting
    elif not lines:
        return nothing_left("exchange_items", order)
    lines = (*lines, *await _also_wanted(context, order, lines, wishes))
    return not_eligible(context, "exchange_items", "exchange_items", order, lines) or lines


async def _exchange(
    context: ToolContext, order: Order, line: OrderLine, wish: str, wanted: str, *, alone: bool
) -> LineChange | ToolResult:
    """Return what a line is exchanged for, or the question that has to be answered first.

    Args:
        wish: what the message says of this line among several.
        wanted: the version as the plan has it.
    """
    product = await context.shop.catalogue.get(line.product_id)
    said = without_own_options(line, wish or context.message)
    # The whole is for "the lamp I got with the mug, for a black one", where the wish stands behind another thing.
    texts = [said, context.message] if wish and alone else [said] if wish else [said, f"{said}\n{wanted}", wanted]
    variant = await like_another(context, line, product, said) or _wanted_instead(context, product, line, texts)
    if isinstance(variant, Choice):
        return which_variant("exchange_items", order, line, variant)
    pieces = pieces_meant(line, context.message) if alone else line.kept
    if variant.stock < pieces:
        return sold_out("exchange_items", order, product, variant, line.variant_id)
    return LineChange(line_id=line.id, variant_id=variant.id, quantity=pieces)


def only_for(order: Order, open_rule: Rule, other: Rule) -> bool:
    """Say whether an order is in a state for one of two actions that shoppers call alike, and not for the other."""
    return order.status in open_rule.statuses and order.status not in other.statuses


async def _also_wanted(
    context: ToolContext, order: Order, lines: Sequence[OrderLine], wishes: Mapping[str, str]
) -> list[OrderLine]:
    """Return further lines for which the message names another version, too."""
    also = []
    for line in order.lines:
        if line.id not in wishes or line in lines or not line.kept:
            continue
        product = await context.shop.catalogue.get(line.product_id)
        if not isinstance(resolve_other_variant(product, line.variant_id, wishes[line.id]), Choice):
            also.append(line)
    return also


def _wanted_instead(context: ToolContext, product: Product, line: OrderLine, texts: Sequence[str]) -> Variant | Choice:
    """Return the version that is wanted; a fresh piece of the same one where that is asked for and the shop does it.

    Args:
        texts: what was said of it, the surest reading first.
    """
    current = product.variant(line.variant_id)
    same = any(_asks_for_the_same(line, text) for text in texts) and context.shop.rules.exchange.same_article
    if current and same and not any(_wishes_another(product, current, text) for text in texts):
        return current
    readings = [resolve_other_variant(product, line.variant_id, text) for text in dict.fromkeys(texts)]
    found = (reading for reading in readings if not isinstance(reading, Choice))
    return readings[0] if _says_enough(readings[0]) else next(found, readings[0])


def _asks_for_the_same(line: OrderLine, text: str) -> bool:
    """Say whether a text wants the very same thing anew: "the same one", "the same charger"."""
    head = re.escape(head_noun(line.title))
    again = rf"\b(?:same|identical)(?: exact)?(?: \w+)? {head}\b" if head else r"(?!)"
    return _SAME.search(text) is not None or re.search(again, text, re.IGNORECASE) is not None


def _wishes_another(product: Product, current: Variant, text: str) -> bool:
    """Say whether a text wishes another version than the one owned, which it may spell out: "the same, 5000mAh"."""
    wish = wish_of(product, current, text)
    others = wish.relative or wish.most or wish.price or size_step(text) or _ANOTHER.search(text)
    return bool(others) or not wish.fits(current)


def _says_enough(reading: Variant | Choice) -> bool:
    """Say whether a text leaves no room for what a plan made of it: it names a version, or what isn't there."""
    return not isinstance(reading, Choice) or bool(reading.unmet)
