"""What is wished for parcels that were lost: one sent again, the other refunded, each told by what was in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.conversation import ConversationState, ToolCall
from assistant.domain.order import Order, OrderStatus
from assistant.policy.rules import PolicyRules
from assistant.tools.order_things import orders_holding
from assistant.turn.every_order import RequestedCalls

_AGAIN = re.compile(
    r"\b(?:re-?sen[dt]|re-?ship|sen[dt] (?:[\w']+ ){0,5}?(?:again|once more|another)"
    r"|ship(?:ped)? (?:[\w']+ ){0,5}?again"
    r"|(?:a |the )?replacement|another one|a new one)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\b(?:refund(?:ed)?|reimburse(?:d)?|money(?: back)?)\b", re.IGNORECASE)
# Neither a wish that is refused nor a question about what was done is a wish.
_NO_WISH = re.compile(
    r"n['’]t\b|\b(?:do|did|ca|wo)nt\b|\b(?:not|no|never|without|when|how|why|where|did|has|was|is|already|status)\b",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"\b(?:never|(?:did|ha[sd]|have|do|does)n['’]?t|not) (?:\w+ )?"
    r"(?:c[ao]me|arrived?|turned up|showed up|shown up|reached|here|got here)\b"
    r"|\b(?:lost|missing|disappeared)\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[,.;?!]+\s*|\s+(?:and|but|while)\s+", re.IGNORECASE)
_POINTS = re.compile(r"\b(?:it|this|that)\b|\d{4,}", re.IGNORECASE)
_TALKED_OF = frozenset(
    {
        "return_items",
        "exchange_items",
        "get_order",
        "list_orders",
        "cancel_order",
        "update_order",
        "ask_business",
        "reply",
    }
)
_LOOKS = frozenset({"return_items", "exchange_items", "cancel_order", "get_order", "list_orders", "reply"})


def wishes_for_lost(
    calls: Sequence[ToolCall], message: str, orders: Sequence[Order], rules: PolicyRules
) -> RequestedCalls | None:
    """Return a call for each lost order of whose things a message says what is wished; None where any isn't clear."""
    lost = [order for order in orders if order.status is OrderStatus.LOST]
    if not lost or not rules.resend.statuses or not {call.name for call in calls} <= _TALKED_OF:
        return None
    wishes: dict[str, tuple[str, str]] = {}
    about: Order | None = None
    for clause in _CLAUSES.split(message):
        holding = orders_holding(orders, (), clause)
        if holding:
            about = holding[0] if len(holding) == 1 else None
            if about not in lost:
                return None
        again, money = _AGAIN.search(clause), _MONEY.search(clause)
        if not again and not money:
            continue
        if about is None or (again and money) or _NO_WISH.search(clause) or about.id in wishes:
            return None
        wishes[about.id] = ("exchange_items" if again else "return_items", clause.strip())
    if not wishes:
        return None
    made = [ToolCall(name=tool, args={"order_id": order_id}) for order_id, (tool, _) in wishes.items()]
    return RequestedCalls(
        tuple(made), tuple(f"{clause} (order {order_id})" for order_id, (_, clause) in wishes.items())
    )


def lost_asked_for(
    calls: Sequence[ToolCall], message: str, state: ConversationState, orders: Sequence[Order]
) -> ToolCall | None:
    """Return the look at the lost orders where a message says that things never came, and not which."""
    lost = [order for order in orders if order.status is OrderStatus.LOST]
    if len(lost) < 2 or not _NEVER.search(message) or not {call.name for call in calls} <= _LOOKS:
        return None
    if (
        orders_holding(orders, (), message)
        or (state.order_id and _POINTS.search(message))
        or re.search(r"\d{4}", message)
    ):
        return None
    wished = _AGAIN.search(message) or _MONEY.search(message)
    return None if wished else ToolCall(name="list_orders", args={"status": "lost"})
