"""Turns an exact action into a proposal that the shopper can read, or into the policy's refusal."""

from __future__ import annotations

import secrets
from datetime import timedelta

from assistant.domain.actions import ActionProposal, OrderAction
from assistant.domain.order import Order
from assistant.policy.evaluate import evaluate
from assistant.tools.context import ToolContext
from assistant.tools.describing import describe
from assistant.tools.judging import case_of
from assistant.tools.result import Outcome, ToolResult


async def propose(context: ToolContext, tool: str, action: OrderAction, order: Order | None) -> ToolResult:
    """Ask the policy, then build the proposal; nothing is written to the shop here.

    Args:
        order: as it was just read, None where the action concerns the account.

    Raises:
        Unavailable: the shop's own system doesn't answer.
    """
    rules, locale = context.shop.rules, context.conversation.locale
    case = await case_of(context.shop, context.principal, action, order, context.now)
    verdict = evaluate(rules, action, case, locale)
    orders = (order,) if order else ()
    if not verdict.allowed:
        return ToolResult(tool=tool, outcome=Outcome.NOT_ALLOWED, orders=orders, verdict=verdict)
    described = describe(action, case, rules, locale)
    proposal = ActionProposal(
        id=f"prop_{secrets.token_urlsafe(12)}",
        conversation_id=context.conversation.id,
        owner=context.principal.owner,
        action=action,
        verdict=verdict,
        title=described.title,
        effects=described.effects,
        amount=described.amount,
        created_at=context.now,
        expires_at=context.now + timedelta(minutes=rules.proposal_minutes),
    )
    return ToolResult(tool=tool, outcome=Outcome.PROPOSED, orders=orders, proposal=proposal, verdict=verdict)
