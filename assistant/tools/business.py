"""READ tools over what the shop says about itself."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain.business import Passage
from assistant.quotable import quotable_rule
from assistant.tools.ports import PolicyPages
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context

MAX_PASSAGES = 3
MAX_QUESTION = 600  # characters


async def ask_business(context: Context, question: str) -> ToolResult:
    """Answer from the shop's own pages: returns, shipping, payment, warranty, facts about the shop."""
    passages = _fit_to_say(await _surest(context.shop.policy_pages, (context.message, question)))
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


def _fit_to_say(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Leave out the lines that somebody has put into an uploaded page for a machine to obey."""
    fit = (
        passage.model_copy(
            update={
                "text": "\n".join(filter(quotable_rule, passage.text.split("\n"))),
                "quotes": tuple(filter(quotable_rule, passage.quotes)),
            }
        )
        for passage in passages
    )
    return tuple(passage for passage in fit if passage.quotes)


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
