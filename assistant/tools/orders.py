"""READ tools over orders; only for shoppers who proved who they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.domain.business import SURE, Passage
from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order, OrderStatus
from assistant.errors import OrderNotFound
from assistant.tools.choice import Choice
from assistant.tools.context import ToolContext
from assistant.tools.matching import words
from assistant.tools.order_states import NOT_SENT, READINGS, UNDER_WAY
from assistant.tools.order_things import mentioned, orders_holding, things_asked_for
from assistant.tools.references import resolve_order
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context
from assistant.tools.waiting import RULE_TOLD, says
from prompts import load_table

_NARROWING = re.compile(r"\b(?:which|what|only|just|any|those|ones)\b", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.%+-]{1,64}@[\w.-]{1,190}\.[A-Za-z]{2,24}")


def needs_verification(tool: str, order_id: str | None = None) -> ToolResult:
    """The answer of every order tool to a shopper who hasn't proved who they are."""
    return ToolResult(tool=tool, outcome=Outcome.NEEDS_VERIFICATION, subject=order_id or "")


async def list_orders(context: Context, status: str | None = None) -> ToolResult:
    """List the shopper's orders, newest first; `status` narrows them, e.g. delivered, shipped, open."""
    if not context.principal.verified:
        return needs_verification("list_orders")
    orders = await context.shop.orders.list_orders(context.principal)
    if somebody_elses(context, orders):
        return not_of_this_shopper("list_orders")
    name, wanted = _statuses(status, context.message)
    if wanted:
        orders = tuple(order for order in orders if order.status in wanted)
    held, notes = orders_holding(orders, (), context.message), {"today": context.now.date().isoformat()}
    if held:
        orders = tuple(held)
        titles = [line.title for order in held for line in order.lines if mentioned(line, context.message)]
        notes |= {"things": ", ".join(dict.fromkeys(titles))}
    return ToolResult(
        tool="list_orders",
        outcome=Outcome.FOUND if orders else Outcome.NOTHING_FOUND,
        subject=name,
        orders=orders[:5],
        total=len(orders),
        notes=notes,
    )


async def get_order(context: Context, order_id: str | None = None) -> ToolResult:
    """Show one order: status, delay, tracking, contents, refund. Without a number, the latest."""
    if not context.principal.verified:
        return needs_verification("get_order", order_id)
    orders = await context.shop.orders.list_orders(context.principal)
    if somebody_elses(context, orders):
        return not_of_this_shopper("get_order")
    try:
        resolved = await resolve_order(context, order_id)
    except OrderNotFound:
        if context.principal.customer_id is None:
            return needs_verification("get_order", order_id)
        return order_not_found("get_order", order_id)
    if unknown := await _not_bought(context, orders):
        return which_order("get_order", Choice(tuple(order.id for order in orders), unknown), orders)
    order = resolved if isinstance(resolved, Order) else _newest(orders, resolved.names)
    if order is None:
        return ToolResult(tool="get_order", outcome=Outcome.NOTHING_FOUND, missing="order")
    return await _shown(context, order)


async def _shown(context: ToolContext, order: Order) -> ToolResult:
    """Return an order with what its record alone doesn't say: what can be done about it, and the rule of the shop."""
    message, notes = context.message, {"today": context.now.date().isoformat()}
    if order.status in context.shop.rules.resend.statuses:
        notes["resend"] = "yes"
    question, offer = "", None
    if _keeps_waiting(order, context) and _complains(order, context):
        notes["wait"] = "make_good" if says("make_good", message) else "complains"
        late = says("complains", message) or is_late(order, context.now.date())
        question = "" if _rule_told(context, notes["wait"]) else "late" if late else "how_long"
        if not question:
            notes["again"] = "yes"
    elif order.status in NOT_SENT and says("when", message):
        notes["wait"] = "when"
        question = "how_long"
    if order.status is OrderStatus.PENDING and says("pays", message):
        offer = ToolCall(name="update_order", args={"order_id": order.id, "change": "payment"})
    return ToolResult(
        tool="get_order",
        outcome=Outcome.FOUND,
        subject=message,
        orders=(order,),
        passages=await _rule(context, question),
        total=1,
        offer=offer,
        notes=notes,
    )


def _keeps_waiting(order: Order, context: ToolContext) -> bool:
    """Say whether there is nothing to do about an order but wait; a lost one is sent again or paid back."""
    return order.status in UNDER_WAY | NOT_SENT and order.status not in context.shop.rules.resend.statuses


def _complains(order: Order, context: ToolContext) -> bool:
    message = context.message
    if says("complains", message) or says("make_good", message):
        return True
    return says("upset", message) and is_late(order, context.now.date())


def is_late(order: Order, today: date) -> bool:
    """Say whether an order's parcel is delayed, lost, or not there although its day has passed."""
    if order.status in {OrderStatus.DELAYED, OrderStatus.LOST}:
        return True
    expected = order.shipments[-1].expected if order.shipments else None
    return order.status in UNDER_WAY and expected is not None and expected < today


def _rule_told(context: ToolContext, wait: str) -> bool:
    """Say whether the last turn told the rule for delays already; one that was only complained of is told once more."""
    last = context.conversation.state.exchanges[-1].gist if context.conversation.state.exchanges else ""
    return RULE_TOLD[wait] in last or RULE_TOLD["make_good"] in last


async def _rule(context: ToolContext, question: str) -> tuple[Passage, ...]:
    """Return the passage of the shop's pages that says the rule; none where no page does."""
    if not question:
        return ()
    asked = load_table("policy", context.conversation.locale)["questions"][question]
    found = await context.shop.policy_pages.passages(asked, limit=1)
    return tuple(passage for passage in found if passage.score >= SURE and passage.quotes)


def _newest(orders: Sequence[Order], ids: Sequence[str]) -> Order | None:
    return next((order for order in orders if order.id in ids), None)


async def _not_bought(context: ToolContext, orders: Sequence[Order]) -> str:
    """Return the thing of the shop that is asked for although no order has it; an empty string where there is none."""
    for thing in things_asked_for(context.message) if orders else ():
        if not orders_holding(orders, (thing,), "") and await context.shop.catalogue.find_by_name(thing):
            return thing
    return ""


def somebody_elses(context: ToolContext, orders: Sequence[Order]) -> bool:
    """Say whether a message names an e-mail address that is not the shopper's own."""
    own = {order.email.casefold() for order in orders} | {(context.principal.email or "").casefold()}
    named = {address.casefold() for address in _EMAIL.findall(context.message)}
    return bool(named) and not named & own


def not_of_this_shopper(tool: str) -> ToolResult:
    """The answer to a verified shopper who asks for the order of another address: that one has to be proved, too."""
    return ToolResult(tool=tool, outcome=Outcome.NEEDS_VERIFICATION, notes={"proof": "other"})


def which_order(tool: str, choice: Choice, orders: Sequence[Order]) -> ToolResult:
    """Ask which order is meant, with the orders to choose from."""
    shown = tuple(order for order in orders if order.id in choice.names)
    return ToolResult(
        tool=tool,
        outcome=Outcome.NEEDS_DETAIL,
        subject=choice.unknown,
        missing="order",
        choices=choice.names,
        orders=shown[:5],
    )


def order_not_found(tool: str, order_id: str | None) -> ToolResult:
    return ToolResult(tool=tool, outcome=Outcome.NOTHING_FOUND, subject=order_id or "", missing="order")


def _statuses(status: str | None, message: str) -> tuple[str, frozenset[OrderStatus]]:
    """Return what the statuses meant are called, and them; none for words like "all" or "recent"."""
    said = status or (message if _NARROWING.search(message) else "")
    for name, pattern, states in READINGS:
        if pattern.search(said):
            return name, states
    asked = set(words(status or ""))
    meant = frozenset(state for state in OrderStatus if asked & set(words(state.value)))
    return (status or "", meant) if meant else ("", frozenset())
