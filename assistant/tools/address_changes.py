"""Another address for an order or for the account: typed, or one that the shop knows already."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.domain.actions import ChangeAddress
from assistant.domain.order import Address, Order
from assistant.tools.addresses import means_kept_address, parse_address
from assistant.tools.asking import not_eligible
from assistant.tools.context import ToolContext
from assistant.tools.known_addresses import address_named, address_of_order_named
from assistant.tools.orders import needs_verification
from assistant.tools.proposing import propose
from assistant.tools.result import Outcome, ToolResult

_TOOL = "update_order"
_ACCOUNT = re.compile(r"\b(account|profile|default|saved|my address|i(?:'ve| have)? moved)\b", re.IGNORECASE)
_SOURCE = re.compile(
    r"(?:\bsame\b[^.?!#]{0,25}?\b(?:as|of|from|in|on|for)|\b(?:to|use|with) (?:the )?(?:address|one)\b[^.?!#]{0,15}?"
    r"\b(?:of|from|in|on|for|that))\s+(?:(?:in|on|of|for|my|the|order)\s+)*"
    r"#?(?P<number>[A-Z]{0,4}-?\d{4,})(?: (?:has|goes to|went to))?|\baddress #?(?P<owner>[A-Z]{0,4}-?\d{4,}) has\b",
    re.IGNORECASE,
)
_OF_AN_ORDER = re.compile(
    r"\bits (?:\w+ )?address\b|\b(?:ship|send|deliver) (?:it|this|that|the|my)\b"
    r"|\baddress (?:of|for|on) (?:it|this|that|the|my (?:\w+ )?order|order)\b(?! account| profile)",
    re.IGNORECASE,
)
_FROM_NOW_ON = re.compile(
    r"\b(?:future|later|upcoming|next|all (?:my )?(?:other )?) ?orders?\b|\bfrom now on\b"
    r"|\b(?:my|the) (?:account|profile)\b"
    r"|\b(?:change|update|set|edit|modify|correct)\b[^.?!]{0,12}\b(?:my|the)"
    r" (?:(?:default|saved|user|home|account|profile) ){1,2}address\b",
    re.IGNORECASE,
)


def means_the_account(message: str) -> bool:
    """Say whether an address is meant for more than one order: "its address to my default one" is of an order."""
    return _FROM_NOW_ON.search(message) is not None and not _OF_AN_ORDER.search(message)


def without_address_of(message: str) -> str:
    """Leave out of a message the order whose address is only to be taken over."""
    return _SOURCE.sub(" ", message)


def with_address_of(context: ToolContext, order_id: str | None) -> tuple[ToolContext, str | None]:
    """Leave the order whose address is to be taken out of what tells the order that is to be changed."""
    source = _SOURCE.search(context.message)
    if source is None:
        return context, order_id
    rest = context.message[: source.start()] + context.message[source.end() :]
    number = source["number"] or source["owner"]
    return replace(context, message=rest), None if order_id and order_id.lstrip("#") == number else order_id


async def change_account_address(context: ToolContext, said: str) -> ToolResult | None:
    """Propose another address for the account; None where the account isn't what is meant."""
    if not _ACCOUNT.search(said) and not means_the_account(said):
        return None
    if context.principal.customer_id is None:
        return needs_verification(_TOOL)
    address = parse_address(said, context.principal.name or "")
    if address is None:
        orders = await context.shop.orders.list_orders(context.principal)
        known = (order.address for order in orders)
        address = address_of_order_named(context.message, orders) or address_named(context.message, known)
    if address is None:
        return ToolResult(tool=_TOOL, outcome=Outcome.NEEDS_DETAIL, missing="address")
    return await propose(context, _TOOL, ChangeAddress(address=address), None)


async def change_address(context: ToolContext, order: Order, said: str) -> ToolResult:
    """Propose to send an order elsewhere."""
    if refused := not_eligible(context, _TOOL, "change_address", order):
        return refused
    address = parse_address(said, order.address.name) or await _known_address(context, order, said)
    if address is None:
        return ToolResult(tool=_TOOL, outcome=Outcome.NEEDS_DETAIL, missing="address", orders=(order,))
    return await propose(context, _TOOL, ChangeAddress(order_id=order.id, address=address), order)


async def _known_address(context: ToolContext, order: Order, said: str) -> Address | None:
    """Return the address that is meant of those of the shopper's account and other orders."""
    orders = await context.shop.orders.list_orders(context.principal)
    source = _SOURCE.search(context.message)  # other numbers of the message may be of other wishes
    for text in (source.group() if source else "", context.message):
        if of_order := address_of_order_named(text, orders, but=order.id):
            return of_order
    kept = await context.shop.order_desk.account_address(context.principal)
    if means_kept_address(said):
        return kept
    known = [other.address for other in orders if other.id != order.id]
    return address_named(context.message, [kept, *known] if kept else known)
