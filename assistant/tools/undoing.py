"""Takes back what was done to an order last, where the shop's rules leave time for it."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from assistant.domain.actions import ActionKind, ActionProposal, ProposalState, Refusal, Undo, Verdict
from assistant.tools.orders import needs_verification
from assistant.tools.proposing import propose
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context
from prompts import load_table

_TOOL = "undo_change"
_KIND: TypeAdapter[ActionKind] = TypeAdapter(ActionKind)
_NOT_YET = "The shop's system hasn't answered yet to what was confirmed before."


async def undo_change(context: Context, order_id: str | None = None, kind: ActionKind | None = None) -> ToolResult:
    """Propose to take back the last change of the order that is talked about.

    kind: what the change has to be; without it, whatever was done last.
    """
    number = order_id or context.conversation.state.order_id
    if not context.principal.verified:
        return needs_verification(_TOOL, number)
    if not number:
        return ToolResult(tool=_TOOL, outcome=Outcome.NEEDS_DETAIL, missing="order")
    order = await context.shop.orders.get_order(context.principal, number)
    waiting = _unanswered(context, order.id)
    if waiting is not None:  # whether there is something to take back isn't known yet
        notes = {"decision": "unanswered", "code": "storefront_unavailable", "detail": _NOT_YET}
        return ToolResult(
            tool="confirm", outcome=Outcome.FAILED, subject=waiting.action.kind, proposal=waiting, notes=notes
        )
    try:
        undone = kind or _KIND.validate_python(order.done[-1] if order.done else None)
    except ValidationError:
        words = load_table("policy", context.conversation.locale)["reasons"]
        reason = words[Refusal.NOTHING_TO_UNDO.value].format(order=order.id)
        verdict = Verdict(allowed=False, reason=reason, refusal=Refusal.NOTHING_TO_UNDO)
        return ToolResult(tool=_TOOL, outcome=Outcome.NOT_ALLOWED, orders=(order,), verdict=verdict)
    return await propose(context, _TOOL, Undo(order_id=order.id, undone=undone), order)


def _unanswered(context: Context, order_id: str) -> ActionProposal | None:
    """Return what the shopper has said yes to for an order, and the shop hasn't answered."""
    waiting = [one for one in context.conversation.state.pending if one.state is ProposalState.CONFIRMED]
    return next((one for one in waiting if one.action.order_id == order_id), None)
