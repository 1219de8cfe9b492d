"""What the shopper can pay with: the methods kept on the account, and what is left on a gift card."""

from __future__ import annotations

import re

from assistant.domain.conversation import ToolCall
from assistant.tools.business import ask_business
from assistant.tools.orders import needs_verification
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context

_TOOL = "own_payments"
_LONGEST = 18  # words: a longer message asks for something else as well
_HELD = r"(?:gift[ -]?cards?|store[ -]credit|vouchers?)"
_MINE = rf"(?:(?:my|the|that|this) (?:\w+ )?{_HELD})"
_BALANCE = re.compile(
    rf"\bhow much\b[^.?!]{{0,30}}\b(?:on|in|left on) {_MINE}|\bwhat(?:['’]s| is)(?: left| still)? (?:on|in) {_MINE}"
    rf"|\b{_MINE}(?:['’]s)? (?:current |remaining )?balance\b|\bbalance (?:of|on|in|for) {_MINE}"
    rf"|\b(?:will|does|would|can|could|is) {_MINE} (?:\w+ )?(?:cover|enough|suffice|have enough)\b"
    rf"|\b(?:enough|sufficient) (?:money |balance |funds |credit )?(?:left )?(?:on|in) {_MINE}"
    rf"|\bhow much (?:{_HELD}|store credit) (?:balance )?do i (?:still )?have\b",
    re.IGNORECASE,
)
_METHODS = re.compile(
    r"\b(?:which|what)(?: are the)? (?:other )?(?:payment (?:methods?|options)|(?:credit )?cards?|ways to pay)\b"
    r"[^.?!]{0,20}\b(?:do i (?:still |currently )?have|have i|i have|are (?:saved|stored|kept)"
    r"|(?:on|in) (?:file|my (?:account|profile)))"
    r"|\b(?:show|list|tell)(?: me)? (?:all )?my (?:saved )?(?:payment (?:methods?|options)|cards)\b"
    r"|\bwhat (?:are|is) my (?:saved )?(?:payment (?:methods?|options)|cards)\b",
    re.IGNORECASE,
)


def asks_for_own_payments(message: str) -> ToolCall | None:
    """Return the call that answers a question about the shopper's own gift card or methods; None for another one."""
    if len(message.split()) > _LONGEST:
        return None
    balance = _BALANCE.search(message) is not None
    return ToolCall(name=_TOOL, args={"balance": balance}) if balance or _METHODS.search(message) else None


async def own_payments(context: Context, balance: bool = False) -> ToolResult:
    """Tell the account's payment methods, or what is left on those that hold money.

    balance: only what is left; where the shop doesn't tell, its pages answer.
    """
    if not context.principal.verified:
        return needs_verification(_TOOL)
    methods = await context.shop.order_desk.payment_methods(context.principal)
    left = {method.label: str(method.balance) for method in methods if method.balance is not None}
    if balance and not left:
        return await ask_business(context, context.message)
    if not methods:
        return ToolResult(tool=_TOOL, outcome=Outcome.NOTHING_FOUND)
    labels = () if balance else tuple(method.label for method in methods)
    return ToolResult(tool=_TOOL, outcome=Outcome.FOUND, choices=labels, notes=left)
