"""Turns an exact action into a proposal that the shopper can read, or into the policy's refusal."""

from __future__ import annotations

import secrets
from datetime import timedelta

from assistant.domain.actions import ActionProposal, OrderAction
from assistant.domain.money import Money
from assistant.domain.order import Order
from assistant.policy.evaluate import evaluate
from assistant.tools.context import ToolContext
from assistant.tools.result import Outcome, ToolResult
from prompts import load_table


def propose(
    context: ToolContext,
    tool: str,
    action: OrderAction,
    order: Order | None,
    *,
    wording: str,
    amount: Money | None = None,
    extra_effects: tuple[str, ...] = (),
    **words: str,
) -> ToolResult:
    """Ask the policy, then build the proposal; nothing is written to the shop here.

    Args:
        wording: key of the wording in prompts/<locale>/proposals.toml.
        amount: the money that moves.
        words: what the wording's blanks are filled with, beside order, amount and payment.
    """
    verdict = evaluate(context.shop.rules, action, order, context.now, context.conversation.locale)
    orders = (order,) if order else ()
    if not verdict.allowed:
        return ToolResult(tool=tool, outcome=Outcome.NOT_ALLOWED, orders=orders, verdict=verdict)
    text = load_table("proposals", context.conversation.locale)[wording]
    blanks = {
        "order": order.id if order else "",
        "payment": order.payment if order else "",
        "amount": str(amount) if amount else "",
        **words,
    }
    minutes = context.shop.rules.proposal_minutes
    proposal = ActionProposal(
        id=f"prop_{secrets.token_urlsafe(12)}",
        conversation_id=context.conversation.id,
        owner=context.principal.owner,
        action=action,
        verdict=verdict,
        title=text["title"].format(**blanks),
        effects=tuple(line.format(**blanks) for line in (*text["effects"], *extra_effects)),
        amount=amount,
        created_at=context.now,
        expires_at=context.now + timedelta(minutes=minutes),
    )
    return ToolResult(tool=tool, outcome=Outcome.PROPOSED, orders=orders, proposal=proposal, verdict=verdict)
