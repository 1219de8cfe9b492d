"""Show: cards leave at once, from the records that the tools returned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.tools.result import Outcome, ToolResult
from assistant.turn.events import (
    ActionEvent,
    CartEvent,
    CitationsEvent,
    ErrorEvent,
    HandoffEvent,
    OrderEvent,
    ProductsEvent,
    TurnEvent,
)


def show(results: Sequence[ToolResult]) -> Iterator[TurnEvent]:
    """Yield the cards of all results, in their order; a question stands alone, with its answers and no orders."""
    for result in results:
        if result.products:
            yield ProductsEvent(
                layout=result.layout, title=result.subject[:120], products=result.products, total=result.total
            )
        if result.orders and result.proposal is None and result.outcome is not Outcome.NEEDS_DETAIL:
            yield OrderEvent(orders=result.orders)
        if result.cart is not None:
            yield CartEvent(cart=result.cart, changed=result.cart_changed)
        if result.passages or result.promotions:
            yield CitationsEvent(passages=result.passages, promotions=result.promotions)
        if result.proposal is not None:
            yield ActionEvent(proposal=result.proposal)
        if result.ticket:
            answers = result.notes.get("answers", "")
            place = int(result.notes.get("place", "0"))
            yield HandoffEvent(
                reason=result.subject, ticket=result.ticket, live=not answers, place=place, answers_at=answers
            )
        if result.outcome == "failed":
            yield ErrorEvent(
                code=result.notes.get("code", "unavailable"),
                title="A part of this didn't work",
                detail=result.notes.get("detail", ""),
                retryable=True,
            )
