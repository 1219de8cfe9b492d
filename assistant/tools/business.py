"""READ tools over what the shop says about itself."""

from __future__ import annotations

from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context

MAX_PASSAGES = 3


async def ask_business(context: Context, question: str) -> ToolResult:
    """Answer from the shop's own pages: returns, shipping, payment, warranty, facts about the shop."""
    asked = f"{question} {context.message}" if question != context.message else question
    passages = await context.shop.policy_pages.passages(asked[:600], limit=MAX_PASSAGES)
    return ToolResult(
        tool="ask_business",
        outcome=Outcome.FOUND if passages else Outcome.NOTHING_FOUND,
        subject=question,
        passages=passages,
    )


async def list_promotions(context: Context) -> ToolResult:
    """List the promotions, codes and sales that run now."""
    today = context.now.date()
    promotions = tuple(
        promotion
        for promotion in await context.shop.promotions.current()
        if promotion.starts <= today <= promotion.ends
    )
    return ToolResult(
        tool="list_promotions",
        outcome=Outcome.FOUND if promotions else Outcome.NOTHING_FOUND,
        promotions=promotions,
    )
