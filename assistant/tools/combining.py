"""Makes one proposal of several that do the same to one order: a shop may take an exchange once, with all its items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.domain.actions import (
    ChangeAddress,
    ChangeItems,
    ExchangeItems,
    LineChange,
    LineQuantity,
    OrderAction,
    ReturnItems,
)
from assistant.tools.context import ToolContext
from assistant.tools.proposing import propose
from assistant.tools.result import Outcome, ToolResult


async def combined(context: ToolContext, results: Sequence[ToolResult]) -> tuple[ToolResult, ...]:
    """Return the results with proposals of one kind for one order put together, where the policy allows them so."""
    kept: list[ToolResult] = []
    proposed = [result for result in results if result.proposal is not None]
    for result in results:
        if len(proposed) > 1 and _changes_nothing(result):
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


def _alike(one: ToolResult, other: ToolResult) -> bool:
    if one.proposal is None or other.proposal is None or not other.orders:
        return False
    first, second = one.proposal.action, other.proposal.action
    return first.kind == second.kind and first.order_id == second.order_id


def _changes_nothing(result: ToolResult) -> bool:
    """Say whether what is proposed is so already, as when an earlier wish of the conversation is taken up again."""
    action = result.proposal.action if result.proposal else None
    return isinstance(action, ChangeAddress) and bool(result.orders) and action.address == result.orders[0].address


def _same(one: ToolResult, other: ToolResult) -> bool:
    """Say whether two proposals do the very same; why is no difference."""
    actions = [result.proposal.action.model_dump(exclude={"reason"}) for result in (one, other) if result.proposal]
    return len(actions) == 2 and actions[0] == actions[1]


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
