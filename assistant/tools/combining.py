"""Makes one proposal of several that do the same to one order: a shop may take an exchange once, with all its items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.domain.actions import (
    ChangeAddress,
    ChangeItems,
    ExchangeItems,
    LineChange,
    LineQuantity,
    OrderAction,
    ReturnItems,
)
from assistant.domain.order import OrderStatus
from assistant.tools.context import ToolContext
from assistant.tools.proposing import propose
from assistant.tools.result import Outcome, ToolResult

_AFTER: Mapping[str, OrderStatus] = {
    "cancel_order": OrderStatus.CANCELLED,
    "return_items": OrderStatus.RETURN_REQUESTED,
    "exchange_items": OrderStatus.EXCHANGE_REQUESTED,
}
_SHARED = frozenset({"reason", "address", "payment"})


async def combined(context: ToolContext, results: Sequence[ToolResult]) -> tuple[ToolResult, ...]:
    """Return the results with proposals of one kind for one order put together, where the policy allows them so."""
    kept: list[ToolResult] = []
    proposed = [result for result in results if result.proposal is not None]
    for result in results:
        if len(proposed) > 1 and _changes_nothing(result):
            continue
        if other := next((earlier for earlier in kept if _rules_out(context, earlier, result)), None):
            kept.append(_one_or_the_other(other, result))
            continue
        first = next((i for i, other in enumerate(kept) if _asks_the_same(other, result)), None)
        if first is not None:
            kept[first] = _with_other(kept[first], result.orders[0].id)
            continue
        place = next((i for i, other in enumerate(kept) if _alike(other, result)), None)
        if place is None:
            kept.append(result)
            continue
        earlier = kept[place]
        if _same(earlier, result):
            continue
        action = _together(earlier, result)
        whole = await propose(context, result.tool, action, result.orders[0]) if action else None
        if whole is not None and whole.outcome is Outcome.PROPOSED:
            kept[place] = whole
        else:
            kept.append(result)
    return tuple(kept)


def _asks_the_same(one: ToolResult, other: ToolResult) -> bool:
    """Say whether the same detail is missing of the same done to two orders, so that one answer serves both."""
    same = one.tool == other.tool and one.missing == other.missing and one.choices == other.choices
    asks = one.outcome is other.outcome is Outcome.NEEDS_DETAIL and one.missing in _SHARED
    return asks and same and len(one.orders) == len(other.orders) == 1 and one.orders[0].id != other.orders[0].id


def _with_other(asked: ToolResult, order_id: str) -> ToolResult:
    others = f"{asked.notes.get('others', '')} {order_id}".strip()
    return asked.model_copy(update={"notes": {**asked.notes, "others": others}})


def _alike(one: ToolResult, other: ToolResult) -> bool:
    if one.proposal is None or other.proposal is None or not other.orders:
        return False
    first, second = one.proposal.action, other.proposal.action
    return first.kind == second.kind and first.order_id == second.order_id


def _rules_out(context: ToolContext, earlier: ToolResult, later: ToolResult) -> bool:
    """Say whether what is proposed first leaves the order in a state in which the second isn't allowed any more."""
    if earlier.proposal is None or later.proposal is None:
        return False
    first, second = earlier.proposal.action, later.proposal.action
    state = _AFTER.get(first.kind)
    same_order = first.order_id == second.order_id and first.kind != second.kind
    return same_order and state is not None and state not in context.shop.rules.of(second.kind).statuses


def _one_or_the_other(earlier: ToolResult, later: ToolResult) -> ToolResult:
    """Return the second of two actions of which an order takes one, as what could be done instead."""
    return ToolResult(
        tool=later.tool, outcome=Outcome.NOT_ALLOWED, orders=later.orders, notes={"ruled_out_by": earlier.tool}
    )


def _changes_nothing(result: ToolResult) -> bool:
    """Say whether what is proposed is so already, as when an earlier wish of the conversation is taken up again."""
    action = result.proposal.action if result.proposal else None
    return isinstance(action, ChangeAddress) and bool(result.orders) and action.address == result.orders[0].address


def _same(one: ToolResult, other: ToolResult) -> bool:
    """Say whether two proposals do the very same; why is no difference."""
    actions = [_in_order(result.proposal.action) for result in (one, other) if result.proposal]
    return len(actions) == 2 and actions[0] == actions[1]


def _in_order(action: OrderAction) -> dict[str, object]:
    """Return an action without its reason, its lines in the order of their ids."""
    body = action.model_dump(exclude={"reason"})
    for name in ("lines", "changes"):
        if name in body:
            body[name] = sorted(body[name], key=lambda piece: str(piece["line_id"]))
    return body


def _together(one: ToolResult, other: ToolResult) -> OrderAction | None:
    """Return both actions as one, None where they can't be, say because they name one line twice."""
    first, second = (result.proposal.action if result.proposal else None for result in (one, other))
    if isinstance(first, ReturnItems) and isinstance(second, ReturnItems):
        if not _apart(first.lines, second.lines):
            return None
        reasons = "; ".join(dict.fromkeys(reason for reason in (first.reason, second.reason) if reason))
        lines, refund_to = (*first.lines, *second.lines), first.refund_to or second.refund_to
        return first.model_copy(update={"lines": lines, "reason": reasons[:300], "refund_to": refund_to})
    if isinstance(first, ExchangeItems | ChangeItems) and isinstance(second, ExchangeItems | ChangeItems):
        if not _apart(first.changes, second.changes):
            return None
        changes, payment = (*first.changes, *second.changes), first.payment or second.payment
        return first.model_copy(update={"changes": changes, "payment": payment})
    return None


def _apart(one: Iterable[LineQuantity | LineChange], other: Iterable[LineQuantity | LineChange]) -> bool:
    return not {piece.line_id for piece in one} & {piece.line_id for piece in other}
