"""READ tools over what the shop says about itself."""

from __future__ import annotations

from assistant.domain.business import Passage
from assistant.tools.ports import PolicyPages
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context

MAX_PASSAGES = 3
MAX_QUESTION = 600  # characters


async def ask_business(context: Context, question: str) -> ToolResult:
    """Answer from the shop's own pages: returns, shipping, payment, warranty, facts about the shop."""
    passages = await _surest(context.shop.policy_pages, (context.message, question))
    return ToolResult(
        tool="ask_business",
        outcome=Outcome.FOUND if passages else Outcome.NOTHING_FOUND,
        subject=question,
        passages=passages,
    )


async def _surest(pages: PolicyPages, wordings: tuple[str, ...]) -> tuple[Passage, ...]:
    """Ask in the shopper's words and in the plan's, which knows what "and when?" is about but may misspell a name."""
    found = [await pages.passages(wording[:MAX_QUESTION], limit=MAX_PASSAGES) for wording in dict.fromkeys(wordings)]
    return max(found, key=lambda passages: passages[0].score if passages else 0.0)


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
