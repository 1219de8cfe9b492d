"""Which thing of the shopper's orders a question about versions is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.domain.actions import ChangeItems, ExchangeItems, LineChange
from assistant.domain.conversation import ConversationState
from assistant.domain.order import Order, OrderLine
from assistant.tools.order_things import mentioned

VERSIONS_TOLD = "told the versions of "
"""How the gist of an answer about versions begins."""
_MINE = re.compile(r"\b(?:my|mine|i (?:have|own|bought|ordered|got)|instead)\b", re.IGNORECASE)
_OF_ORDERS = re.compile(r"\border\b|^asked which|^told the versions of|^proposed|sold out in that version")


@dataclass(frozen=True, slots=True)
class BoughtThing:
    """What is asked about: a line of an order, and the version to which it is to be changed, where that is clear."""

    order: Order
    line: OrderLine
    chosen: str = ""


def thing_meant(message: str, state: ConversationState, orders: Sequence[Order]) -> BoughtThing | None:
    """Return what a message names of the shopper's own, else what waits, was asked about or was told of last."""
    spoken = list(spoken_of(state, orders))
    last = state.exchanges[-1].gist if state.exchanges else ""
    lines = [(order, line) for order in orders for line in order.lines]
    worths = [mentioned(line, message) for _, line in lines]
    best = max(worths, default=0)
    named = [pair for pair, worth in zip(lines, worths, strict=True) if best and worth == best]
    if named:
        among = [thing for thing in spoken if any(thing.line is line for _, line in named)]
        if among:
            return among[0] if len(among) == 1 else None
        ours = _MINE.search(message) or (_OF_ORDERS.search(last) and any(o.id == state.order_id for o, _ in named))
        here = [pair for pair in named if pair[0].id == state.order_id] or named
        return BoughtThing(*here[0]) if ours and len(here) == 1 else None
    return spoken[0] if len(spoken) == 1 else None


def spoken_of(state: ConversationState, orders: Sequence[Order]) -> Iterator[BoughtThing]:
    """Yield the lines that a proposal or an open question would change, else the one whose versions were told."""
    changes: dict[str, LineChange] = {}
    order_id, subject = "", ""
    waits = state.pending[-1].action if state.pending else None
    if isinstance(waits, ExchangeItems | ChangeItems):
        order_id, changes = waits.order_id, {change.line_id: change for change in waits.changes}
    elif state.asked is not None and state.asked.call.name in {"exchange_items", "update_order"}:
        order_id, settled = str(state.asked.call.args.get("order_id", "")), state.asked.settled
        subject = state.asked.subject if state.asked.missing == "wanted" else ""
        changes = {change.line_id: change for change in settled.changes} if settled else {}
    elif state.exchanges and state.exchanges[-1].gist.startswith(VERSIONS_TOLD):
        order_id, subject = state.order_id or "", state.exchanges[-1].gist.removeprefix(VERSIONS_TOLD)
    for order in orders:
        for line in order.lines if order.id == order_id or (subject and not order_id) else ():
            if line.title == subject or (not subject and line.id in changes):
                yield BoughtThing(order, line, changes[line.id].variant_id if line.id in changes else "")
