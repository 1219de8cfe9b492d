"""Turns away what no shop answers, where the language model's plan leaves room for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from assistant.domain.conversation import ToolCall
from assistant.planner.context import PlanContext
from assistant.planner.fallback import fallback_calls
from assistant.planner.pointing import pointed_at, spelled_out

AWAY = ToolCall(name="reply", args={"kind": "out_of_scope"})
LIKELY, SURE = 0.5, 0.95
HARDLY = 0.01  # so surely a shop's business that the model is not believed when it turns it away
# What a small model makes of a request that is none of a shop's; other tools take words of a shop's own business.
_OPEN = frozenset({"reply", "search_catalog", "recommend_products", "ask_business", "get_product"})
_READING = frozenset({"get_order", "list_orders", "list_promotions", "compare_products"})
_OF_A_SHOP = re.compile(
    r"\b(?:carts?|basket|bag|orders?|ordered|bought|purchases?|parcels?|packages?|deliver\w*|shipp\w*|process\w*|refund\w*"
    r"|return\w*|exchang\w*|cancelled|discounts?|promo\w*|coupons?|deals?)\b",
    re.IGNORECASE,
)
_SOMEBODY = "@"  # an address says whose business it is, which the meaning of the whole doesn't
_FEW_WORDS = 3  # so short an answer goes on with what was said before


class Scope(Protocol):
    """Says how surely a message is about nothing that a shop does."""

    async def out_of_scope(self, message: str) -> float:
        """Return 0 to 1, by the message alone; from 0.5 on it is rather out of scope."""
        ...


async def within_scope(calls: tuple[ToolCall, ...], context: PlanContext, scope: Scope) -> tuple[ToolCall, ...]:
    """Return the plan, or the reply that this is nothing that a shop does; what a shop surely does is not turned away.

    While something waits for a yes, and where a plan holds several requests, the plan stands.
    """
    short = len(context.message.split()) < _FEW_WORDS
    if calls == (AWAY,):
        wrong = not short and _SOMEBODY not in context.message and await scope.out_of_scope(context.message) < HARDLY
        return fallback_calls(context) if wrong else calls
    least = _least_doubt(calls, context)
    if least is None:
        return calls
    return (AWAY,) if await scope.out_of_scope(context.message) >= least else calls


def _least_doubt(calls: Sequence[ToolCall], context: PlanContext) -> float | None:
    """Return how surely a message must be out of scope to be turned away in spite of its plan; None for never.

    In the middle of a conversation a message leans on what came before, so there more is asked, as there is of a plan
    with a tool that only a shop has; such a plan stands where the message speaks of a shop's matters.
    """
    if context.pending or len(calls) != 1:
        return None
    name = calls[0].name
    under_way = bool(context.exchanges or context.shown)
    if name not in _OPEN and _OF_A_SHOP.search(context.message):
        return None
    if under_way and (name not in _OPEN | _READING or len(context.message.split()) < _FEW_WORDS):
        return None
    if spelled_out(context.message, context.shown) or pointed_at(context.message, context.shown):
        return None
    return LIKELY if name in _OPEN and not under_way else SURE
