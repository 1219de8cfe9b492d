"""Changes before dispatch: another address, payment, variant or number of pieces, each as an exact proposal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.domain.actions import CancelOrder, ChangeItems, ChangePayment, LineChange, Refusal
from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order, OrderLine
from assistant.domain.product import Variant
from assistant.number_words import CARDINALS
from assistant.tools.asking import not_eligible, sold_out, which_items, which_payment, which_variant
from assistant.tools.choice import Choice
from assistant.tools.clauses import said_about
from assistant.tools.context import ToolContext
from assistant.tools.item_changes import changes_of, line_that_waits, names_said, settled_for, still_open, told_with
from assistant.tools.like_another import like_another
from assistant.tools.lines_meant import lines_told, resolve_lines
from assistant.tools.method_meant import method_meant
from assistant.tools.order_things import line_name, without_own_options
from assistant.tools.other_version import resolve_other_variant
from assistant.tools.payments import method_called, methods_named, names_a_method
from assistant.tools.pieces import pieces_meant
from assistant.tools.proposing import propose
from assistant.tools.result import ToolResult
from assistant.tools.wishes import without_steps

_TOOL = "update_order"
_COUNTS = "|".join(list(CARDINALS)[:13])
_REMOVAL = re.compile(
    r"(?<!n['’]t )(?<!not )(?<!dont )\b(?:remove|drop|delete|cancel|take out|leave out)\b(?! anything)"
    r"|\btak(?:e|ing) (?:the|my|that|those|these|it|them|one)\b[^.?!,]{0,40}?\bout(?: of|\W*$)"
    r"|\bwithout (?:the|my|those|these)\b"
    r"|\bdon['’]?t want (?:the|my|those|these|that|it|them)\b[^.?!]{0,30}\b(?:any ?more|any longer|after all|at all)\b",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    rf"\b(?:make (?:it|that|them)|only|just|to|x|qty|quantity|want|like|need|have)\s*(\d{{1,2}}|{_COUNTS})\b"
    r"(?!(?:\s+\w+){1,3}\s+(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|way|place)\b)"
    rf"|(?<!all )\b(\d{{1,2}}|{_COUNTS}) (?:of(?! (?:them|these|those|the|my)\b)|pieces|pairs)\b",
    re.IGNORECASE,
)


async def change_payment(context: ToolContext, order: Order, said: str) -> ToolResult:
    """Propose to pay an order with another method of the account."""
    if refused := not_eligible(context, _TOOL, "change_payment", order):
        return refused
    methods = await context.shop.order_desk.payment_methods(context.principal)
    others = tuple(method for method in methods if method.id != order.charged_to)
    last = methods_named(said.partition("\n")[0], others)  # "yes, but use the other card" comes after what was said
    meant = last if len(last) == 1 else methods_named(said, others)
    if len(meant) != 1:
        absent = method_called(f"{context.message}\n{said}") if not meant and names_a_method(said) else ""
        return which_payment(_TOOL, order, meant or others, absent)
    return await propose(context, _TOOL, ChangePayment(order_id=order.id, payment=meant[0].id), order)


async def change_items(context: ToolContext, order: Order, said: str) -> ToolResult:
    """Propose other versions or numbers of the items that are named, or to take them out."""
    if refused := not_eligible(context, _TOOL, "change_items", order):
        return refused
    settled = settled_for(context, "change_items", order)
    named = await names_said(context, settled, order)
    wishes = said_about(order.lines, context.message, named)
    lines = still_open(settled, order)
    if lines is None:
        meant = _lines_to_change(context, order, said, named, wishes)
        lines = await line_that_waits(context, settled, order, meant) if isinstance(meant, Choice) else meant
        if isinstance(meant, Choice) and not lines:
            return which_items(_TOOL, order, meant)
        if _removes(context, said) and len(lines) < len(order.lines):
            return await take_out(context, order, lines)

    async def change_of(line: OrderLine) -> LineChange | ToolResult:
        return await _change(context, order, line, wishes.get(line.id) or f"{context.message}\n{said}")

    whole = await changes_of(settled, lines, change_of)
    if isinstance(whole, ToolResult):
        return whole
    if [change.quantity for change in whole.changes] == [0] and len(order.lines) == 1:
        return await propose(context, _TOOL, CancelOrder(order_id=order.id), order)
    payment = await method_meant(context, _TOOL, order, context.shop.rules.change_items, whole.payment)
    if isinstance(payment, ToolResult):
        return await told_with(context, order, whole, payment)
    action = ChangeItems(order_id=order.id, changes=whole.changes, payment=payment)
    result = await propose(context, _TOOL, action, order)
    return result.model_copy(update={"settled": whole})


def _lines_to_change(
    context: ToolContext, order: Order, said: str, named: str, wishes: Mapping[str, str]
) -> tuple[OrderLine, ...] | Choice:
    """Return the lines that a message wants changed; a choice where it says too little of them.

    Args:
        named: the message without the names that are said of another thing.
    """
    spelled = tuple(line_name(line) for line in order.lines if line.options and line_name(line) in said)
    lines = resolve_lines(order, spelled if len(spelled) == 1 else (), named)
    if isinstance(lines, Choice) and not lines_told(order, named):
        lines = resolve_lines(order, (), said)
    if isinstance(lines, Choice) and len(wishes) > 1:
        lines = tuple(line for line in order.lines if line.id in wishes)
    if isinstance(lines, Choice) or len(lines) < 2 or len(wishes) >= len(lines) or _removes(context, said):
        return lines
    return Choice(tuple(line_name(line) for line in lines))


def _removes(context: ToolContext, said: str) -> bool:
    """Say whether something is to be taken out; a plan's own words don't say so where the shopper's are known."""
    return _REMOVAL.search(context.message or said) is not None


async def take_out(context: ToolContext, order: Order, lines: Sequence[OrderLine]) -> ToolResult:
    """Propose to take lines out of an order; where the shop takes none out, offer to cancel all of it."""
    changes = tuple(LineChange(line_id=line.id, variant_id=line.variant_id, quantity=0) for line in lines)
    result = await propose(context, _TOOL, ChangeItems(order_id=order.id, changes=changes), order)
    if result.verdict is None or result.verdict.refusal is not Refusal.VERSIONS_ONLY:
        return result
    if not_eligible(context, _TOOL, "cancel_order", order):
        return result
    return result.model_copy(update={"offer": ToolCall(name="cancel_order", args={"order_id": order.id})})


async def _change(context: ToolContext, order: Order, line: OrderLine, said: str) -> LineChange | ToolResult:
    """Return what becomes of one line, or the question that has to be answered first."""
    said = without_own_options(line, said)
    product = await context.shop.catalogue.get(line.product_id)
    current = product.variant(line.variant_id)
    counts = without_steps(product, current, said) if current else said
    counted = _QUANTITY.search(counts)
    count = _number(counted.group(1) or counted.group(2)) if counted else None
    if _removes(context, said) or count == 0:
        return LineChange(line_id=line.id, variant_id=line.variant_id, quantity=0)
    variant = await like_another(context, line, product, said) or resolve_other_variant(product, line.variant_id, said)
    quantity = pieces_meant(line, counts)
    if count is not None and not (isinstance(variant, Variant) and _names_option(variant, str(count))):
        quantity = count
    if isinstance(variant, Choice):
        if quantity == line.quantity or current is None:
            return which_variant(_TOOL, order, line, variant)
        variant = current
    if variant.stock < quantity and variant.id != line.variant_id:
        return sold_out(_TOOL, order, product, variant, line.variant_id)
    return LineChange(line_id=line.id, variant_id=variant.id, quantity=quantity)


def _number(word: str) -> int:
    return CARDINALS[word.casefold()] if word.casefold() in CARDINALS else int(word)


def _names_option(variant: Variant, number: str) -> bool:
    """Say whether a number is a size or the like, so that "change the boots to 10" orders no ten pairs."""
    return any(number in re.findall(r"\d+", value) for value in variant.options.values())
