"""How orders stand: what is in them, where they are, when they come, and what can be done while they don't."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

from assistant.domain.conversation import Conversation
from assistant.domain.order import Order, OrderStatus
from assistant.tools.order_things import line_name, mentioned
from assistant.tools.result import ToolResult
from assistant.writer.order_facts import order_details
from assistant.writer.own_case import cited
from assistant.writer.phrases import Phrase, day, listed, phrase

_MOST_TITLES = 3
# How an order stands is told as it is worded: a small model that words it anew may turn it round.
stated = partial(phrase, exact=True)

_CONTENTS = re.compile(
    r"\bwhat(?:'?s|’s| is| was| were| did i)\b.{0,20}\b(?:in|order|buy|bought|inside|contents?)\b"
    r"|\bcontents?\b|\bcontains?\b"
    r"|\b(?:which|what) (?:items?|things|products)\b",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\b(?:which|what)\b", re.IGNORECASE)
_REFUND_QUESTION = re.compile(r"\b(refund|money back|reimburse\w*|credited)\b", re.IGNORECASE)
_UNDER_WAY = frozenset({OrderStatus.SHIPPED, OrderStatus.OUT_FOR_DELIVERY, OrderStatus.DELAYED})


def list_phrases(result: ToolResult) -> Iterator[Phrase]:
    today = _today(result.notes)
    orders = listed([with_contents(order, _standing(order, today)) for order in result.orders])
    if things := result.notes.get("things"):
        yield stated("orders", "holding", things=things, orders=orders)
        return
    if len(result.orders) > 1 and all(order.status is OrderStatus.LOST for order in result.orders):
        yield stated("orders", "list_lost", orders=listed([with_contents(order) for order in result.orders]))
        yield stated("orders", "list_lost_hint", closing=True)
        return
    count = "one order" if result.total == 1 else f"{result.total} orders"
    if result.subject == "open" and result.total > 1:
        yield stated("orders", "list_open", count=result.total, orders=orders)
        return
    if result.subject:
        yield stated("orders", "list_status", status=result.subject, count=count)
    elif result.total == 1:
        yield stated("orders", "list_one", order=result.orders[0].id, status=result.orders[0].status.value)
        return
    else:
        yield stated("orders", "list", total=count)
    yield stated("orders", "listed", orders=orders)


def status_phrases(order: Order, asked: str, notes: Mapping[str, str]) -> Iterator[Phrase]:
    shipment = order.shipments[-1] if order.shipments else None
    if _CONTENTS.search(asked) or (_WHICH.search(asked) and any(mentioned(line, asked) for line in order.lines)):
        items = [
            f"{line.quantity} × {line_name(line)}" if line.quantity > 1 else line_name(line) for line in order.lines
        ]
        yield stated("orders", "contents", order=order.id, items=listed(items))
    yield from order_details(order, asked)
    undated = order.status is OrderStatus.DELIVERED and order.delivered_at is None
    yield stated(
        "orders",
        "delivered_undated" if undated else order.status.value.replace(" ", "_"),
        order=order.id,
        carrier=shipment.carrier if shipment else "the carrier",
        delivered=day(order.delivered_at) if order.delivered_at else "",
    )
    under_way = shipment is not None and order.delivered_at is None and order.status.dispatched
    if under_way and shipment is not None:
        if shipment.expected and order.status is not OrderStatus.LOST:
            yield _expected(shipment.expected, _today(notes))
        if shipment.steps:
            step = max(shipment.steps, key=lambda step: step.at)
            if step.text.casefold().rstrip(".") != order.status.value:
                yield stated("orders", "last_step", step=step.text.rstrip("."), place=step.place, at=day(step.at))
    for refund in order.refunds:
        key, issued = ("refund_dated", day(refund.at)) if refund.at and refund.state == "on its way" else ("refund", "")
        yield stated("orders", key, amount=refund.amount, method=refund.method, state=refund.state, issued=issued)
    if not order.refunds and "wait" not in notes and _REFUND_QUESTION.search(asked):
        yield stated("orders", "no_refund", order=order.id)
    if order.status is OrderStatus.LOST:
        yield stated("orders", "lost_offer" if "resend" in notes else "lost_hint", closing=True)


def told_before(result: ToolResult, conversation: Conversation) -> bool:
    """Say whether the turn before told how an order stands of which something else is wished now."""
    last = conversation.state.exchanges[-1].gist if conversation.state.exchanges else ""
    return "wait" in result.notes and f"showed order {result.orders[0].id}" in last


def still_phrases(result: ToolResult) -> Iterator[Phrase]:
    order = result.orders[0]
    standing = _standing(order, _today(result.notes)).replace(OrderStatus.SHIPPED.value, "on its way")
    yield stated("orders", "still_waits", order=order.id, standing=standing)


def what_then(result: ToolResult, conversation: Conversation) -> Iterator[Phrase]:
    """Say what an order that isn't there yet leaves to be done: the shop's rule, what may be asked for, a person."""
    order, wait = result.orders[0], result.notes.get("wait")
    if wait == "when":
        yield stated("orders", "no_day", order=order.id)
    yield from cited(result.passages)
    if "again" in result.notes:
        yield stated("orders", "no_more_by_rule")
    elif wait in {"complains", "make_good"} and not order.status.dispatched:
        yield stated("orders", "still_here")
    if result.offer is not None and result.offer.args.get("change") == "payment":
        yield stated("orders", "offer_payment", closing=True)
    elif wait in {"complains", "make_good"} and order.status is not OrderStatus.LOST:
        yield stated("orders", _hint(result, conversation), closing=True)


def _hint(result: ToolResult, conversation: Conversation) -> str:
    if conversation.state.handed_off:
        return "kept_hint"
    return "decide_hint" if "again" in result.notes else "person_hint"


def _expected(expected: date, today: date | None) -> Phrase:
    """Tell a day as people do who know what day it is."""
    days = (expected - today).days if today else None
    if days is not None and days < 0:
        return stated("orders", "expected_past", expected=day(expected))
    key = {0: "expected_today", 1: "expected_tomorrow"}.get(days, "expected") if days is not None else "expected"
    return stated("orders", key, expected=day(expected))


def _standing(order: Order, today: date | None) -> str:
    """Say in a few words how an order stands, and for when it is expected."""
    expected = order.shipments[-1].expected if order.shipments and order.delivered_at is None else None
    if expected is None or order.status not in _UNDER_WAY:
        return order.status.value
    days = (expected - today).days if today else None
    when = {0: "today", 1: "tomorrow"}.get(days, f"by {day(expected)}") if days is not None else f"by {day(expected)}"
    return f"{order.status.value}, expected {when}"


def _today(notes: Mapping[str, str]) -> date | None:
    return date.fromisoformat(notes["today"]) if "today" in notes else None


def with_contents(order: Order, status: str = "") -> str:
    """Name an order as its shopper knows it: by what is in it, and how it stands where that is told."""
    titles = [line.title for line in order.lines[:_MOST_TITLES]]
    more = ["more"] if len(order.lines) > _MOST_TITLES else []
    return f"{order.id} ({f'{status}: ' if status else ''}{', '.join([*titles, *more])})"
