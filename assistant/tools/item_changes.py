"""The versions that several items of one order are changed to, gathered over the messages in which they are told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from assistant.domain.actions import LineChange, SettledChanges
from assistant.domain.order import Order, OrderLine
from assistant.domain.product import Product
from assistant.errors import ProductNotFound
from assistant.tools.called_alike import without_values
from assistant.tools.choice import Choice
from assistant.tools.context import ToolContext
from assistant.tools.order_things import head_noun, line_name
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.wishes import wish_of

Kind = Literal["exchange_items", "change_items"]


def settled_for(context: ToolContext, kind: Kind, order: Order) -> SettledChanges:
    """Return what has been agreed on of an order's items; nothing where the message begins anew."""
    settled = context.settled
    if settled is not None and (settled.kind, settled.order_id) == (kind, order.id):
        return settled
    return SettledChanges(kind=kind, order_id=order.id)


def still_open(settled: SettledChanges, order: Order) -> tuple[OrderLine, ...] | None:
    """Return the lines of which a detail was asked; None where the message itself says which lines it is about."""
    if settled.remaining is None:
        return None
    return tuple(line for line in order.lines if line.id in settled.remaining)


async def names_said(context: ToolContext, settled: SettledChanges, order: Order) -> str:
    """Return the message without the names of lines that are options of another: the "laptop" of a backpack for one."""
    heads = [head_noun(line.title) for line in order.lines]
    if not any(head and head in context.message.casefold() for head in heads):
        return context.message
    things: list[tuple[str, Product]] = []
    for head, line in zip(heads, order.lines, strict=True):
        try:
            things.append((head, await context.shop.catalogue.get(line.product_id)))
        except ProductNotFound:
            continue
    asked = {head_noun(line.title) for line in still_open(settled, order) or ()}
    return without_values(things, asked, context.message)


async def changes_of(
    settled: SettledChanges,
    lines: Sequence[OrderLine],
    change_of: Callable[[OrderLine], Awaitable[LineChange | ToolResult]],
) -> SettledChanges | ToolResult:
    """Return what is settled with the changes of these lines, or the first question with what is clear besides.

    Args:
        change_of: reads what becomes of a line.
    """
    changes = {change.line_id: change for change in settled.changes}
    asked: ToolResult | None = None
    remaining: list[str] = []
    for line in lines:
        change = await change_of(line)
        if isinstance(change, LineChange):
            changes[line.id] = change
        elif change.outcome not in {Outcome.NEEDS_DETAIL, Outcome.OUT_OF_STOCK}:
            return change
        else:
            asked = asked or change
            remaining.append(line.id)
            changes.pop(line.id, None)
    whole = settled.model_copy(update={"changes": tuple(changes.values()), "remaining": tuple(remaining)})
    return whole if asked is None else asked.model_copy(update={"settled": whole})


async def line_that_waits(
    context: ToolContext, settled: SettledChanges, order: Order, choice: Choice
) -> tuple[OrderLine, ...]:
    """Return the one line of which a version waits already, where a message names another of none: "a silver one"."""
    if choice.unknown or settled.remaining is not None or len(settled.changes) != 1:
        return ()
    line = order.line(settled.changes[0].line_id)
    if line is None or line_name(line) not in choice.names:
        return ()
    product = await context.shop.catalogue.get(line.product_id)
    current = product.variant(line.variant_id)
    return (line,) if current is not None and wish_of(product, current, context.message) else ()


async def told_with(context: ToolContext, order: Order, whole: SettledChanges, question: ToolResult) -> ToolResult:
    """Return a question about the payment with the versions that it is for, so that they can be put right before."""
    told: list[str] = []
    for change in whole.changes:
        line = order.line(change.line_id)
        product = await context.shop.catalogue.get(line.product_id) if line else None
        variant = product.variant(change.variant_id) if product else None
        if line and variant and variant.id != line.variant_id and change.quantity:
            told.append(f"{line.title} ({variant.label}) at {variant.price}")
    notes = {**question.notes, **({"instead": "; ".join(told)} if told else {})}
    return question.model_copy(update={"settled": whole, "notes": notes})
