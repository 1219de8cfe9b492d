"""A case summed up for the person who takes it: from records only, never from text that a model wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.domain.actions import ActionProposal, OrderAction, ProposalState, Verdict
from assistant.domain.handover import Handover, HandoverReason, Mood
from assistant.domain.order import Order, OrderStatus
from assistant.domain.principal import Principal
from assistant.handover.mood import mood_over
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.ports import TurnRecord
from assistant.turn.surroundings import gist
from prompts import load_table

MOST_FACTS = 12
MOST_TRIED = 8
_QUOTED = 160
_CHANGES = frozenset({"cancel_order", "return_items", "exchange_items", "update_order"})
_ORDER_TOOLS = _CHANGES | {"get_order", "list_orders"}
_SILENT = frozenset({"handoff_to_human", "reply"})
_TOLD_BY_THE_SHOPPER = frozenset({HandoverReason.SAFETY, HandoverReason.LEGAL, HandoverReason.DISTRESS})
_OPEN = frozenset({ProposalState.PENDING, ProposalState.FAILED})

Table = Mapping[str, Mapping[str, str]]


class ActionDraft(BaseModel):
    """An action that is prepared for the agent, with its exact arguments and what the rules say."""

    model_config = ConfigDict(frozen=True)

    kind: str
    words: str
    arguments: OrderAction
    verdict: Verdict


class NextStep(BaseModel):
    """What to do next, and the action for it where one is known exactly."""

    model_config = ConfigDict(frozen=True)

    words: str
    action: ActionDraft | None = None


class Brief(BaseModel):
    """What an agent has to know before the first word.

    Attributes:
        facts: what the records say, one line each.
        tried: what the assistant has done, oldest first.
    """

    model_config = ConfigDict(frozen=True)

    summary: str
    facts: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    mood: Mood = Mood.CALM
    next_step: NextStep


@dataclass(frozen=True, slots=True)
class CaseRecords:
    """What a case is summed up from.

    Attributes:
        turns: of the conversation, oldest first.
        said: the shopper's own words, oldest first.
        orders: those that the shopper may see, as they stand now.
        proposals: of the conversation, as they stand now, oldest first.
    """

    handover: Handover
    principal: Principal
    turns: Sequence[TurnRecord] = ()
    said: Sequence[str] = ()
    orders: Sequence[Order] = ()
    proposals: Sequence[ActionProposal] = ()
    locale: str = "en"


def brief_of(records: CaseRecords) -> Brief:
    """Sum a case up."""
    table: Table = load_table("handover", records.locale)
    facts = dict.fromkeys(_facts(records, table))
    tried = [line for turn in records.turns if (line := gist(_telling(turn)))]
    who, matter = _who(records, table), _ended(_matter(records, table))
    reason = records.handover.words.rstrip(".")
    return Brief(
        summary=f"{who} {matter}" + (f" {reason}." if reason else ""),
        facts=tuple(facts)[:MOST_FACTS],
        tried=tuple(_counted(tried))[-MOST_TRIED:],
        mood=mood_over(records.said, records.locale) if records.said else records.handover.mood,
        next_step=_next_step(records, table),
    )


def _who(records: CaseRecords, table: Table) -> str:
    principal = records.principal
    if principal.customer_id is not None:
        name = records.handover.shopper
        return table["who"]["verified"].format(name=name) if name else table["who"]["nameless"]
    if principal.order_ids:
        return table["who"]["proved"].format(orders=", ".join(sorted(principal.order_ids)))
    return table["who"]["unknown"]


def _matter(records: CaseRecords, table: Table) -> str:
    """Say what the last turn that did something was about."""
    words = table["matter"]
    if records.handover.reason in _TOLD_BY_THE_SHOPPER and records.handover.title:
        return words["said"].format(message=_short(records.handover.title))
    for turn in reversed(records.turns):
        message = _short(turn.message)
        for result in _telling(turn):
            order = _order_of(result)
            if result.tool in _ORDER_TOOLS:
                if order:
                    told = words["order"].format(order=order)
                    return words[result.tool if result.tool != "list_orders" else "get_order"].format(order=told)
                if result.outcome is Outcome.NEEDS_DETAIL and result.tool in _CHANGES:
                    return words[result.tool].format(order=words["which_order"])
                return words["list_orders"]
            if result.tool == "ask_business":
                return words["ask_business"].format(message=message)
            if result.tool in {"get_product", "compare_products"} and result.products:
                return words["product"].format(title=result.products[0].title)
            if result.tool in {"search_catalog", "recommend_products"}:
                return words["search"].format(message=message)
    said = [turn for turn in records.turns if all(result.tool != "handoff_to_human" for result in turn.results)]
    if said:
        return words["said"].format(message=_short(said[-1].message))
    return words["said"].format(message=_short(records.said[-1])) if records.said else words["nothing"]


def _facts(records: CaseRecords, table: Table) -> Iterator[str]:
    words = table["facts"]
    if not records.handover.live:
        yield words["ticket"]
    for order in _orders_meant(records):
        yield from _order_facts(order, words)
    for proposal in records.proposals:
        yield words["proposal"].format(title=proposal.title, state=table["states"][proposal.state.value])
    for turn in records.turns:
        for result in turn.results:
            if result.outcome is Outcome.NOT_ALLOWED and result.verdict is not None and result.verdict.reason:
                yield words["refused"].format(reason=result.verdict.reason)
            elif result.outcome is Outcome.NEEDS_VERIFICATION:
                yield words["verification"]
            elif result.tool == "ask_business" and result.outcome is Outcome.NOTHING_FOUND:
                yield words["not_found"].format(message=_short(turn.message))
            elif result.tool == "ask_business" and result.passages and result.passages[0].quotes:
                passage = result.passages[0]
                yield words["page"].format(title=passage.title, quote=_short(passage.quotes[0]))


def _order_facts(order: Order, words: Mapping[str, str]) -> Iterator[str]:
    lines = "; ".join(f"{line.quantity} × {line.title}" for line in order.lines)
    yield words["order"].format(
        order=order.id, status=order.status.value, total=order.total, payment=order.payment, lines=lines
    )
    if order.delivered_at is not None:
        yield words["delivered"].format(order=order.id, date=_day(order.delivered_at))
    else:
        yield words["placed"].format(order=order.id, date=_day(order.placed_at))
        expected = [shipment.expected for shipment in order.shipments if shipment.expected]
        if expected:
            yield words["expected"].format(order=order.id, date=_day(max(expected)))
    for refund in order.refunds:
        yield words["refund"].format(order=order.id, amount=refund.amount, method=refund.method, state=refund.state)


def _orders_meant(records: CaseRecords) -> list[Order]:
    """Return the orders that the conversation was about, as they stand now, the latest mentioned first."""
    now = {order.id: order for order in records.orders}
    named = [result.orders for turn in reversed(records.turns) for result in turn.results if len(result.orders) == 1]
    ids = dict.fromkeys([orders[0].id for orders in named] + [id_ for id_ in records.principal.order_ids if id_ in now])
    return [now[order_id] for order_id in list(ids)[:3] if order_id in now]


def _next_step(records: CaseRecords, table: Table) -> NextStep:
    words = table["next"]
    reason = records.handover.reason
    if reason in {HandoverReason.SAFETY, HandoverReason.LEGAL}:
        return NextStep(words=words[reason.value])
    for proposal in reversed(records.proposals):
        if proposal.state in _OPEN:
            key = "undecided" if proposal.state is ProposalState.PENDING else "failed"
            return NextStep(words=words[key].format(title=proposal.title), action=draft_of(proposal))
    for turn in reversed(records.turns):
        for result in turn.results:
            step = _after(result, turn, words)
            if step:
                return NextStep(words=step)
    for order in _orders_meant(records):
        if order.status in {OrderStatus.LOST, OrderStatus.DELAYED}:
            key = "lost" if order.status is OrderStatus.LOST else "delayed"
            return NextStep(words=words[key].format(order=order.id))
    return NextStep(words=words["distress" if reason is HandoverReason.DISTRESS else "ask"])


def _after(result: ToolResult, turn: TurnRecord, words: Mapping[str, str]) -> str:
    if result.outcome is Outcome.NOT_ALLOWED and result.verdict is not None:
        return words["refused"].format(reason=result.verdict.reason.rstrip("."))
    if result.outcome is Outcome.NEEDS_VERIFICATION:
        return words["verify"]
    if result.tool == "ask_business" and result.outcome is Outcome.NOTHING_FOUND:
        return words["unanswered"].format(message=_short(turn.message))
    return ""


def draft_of(proposal: ActionProposal) -> ActionDraft:
    """Return a proposal as an action that is ready to be asked for again."""
    return ActionDraft(
        kind=proposal.action.kind, words=proposal.title, arguments=proposal.action, verdict=proposal.verdict
    )


def _telling(turn: TurnRecord) -> list[ToolResult]:
    return [result for result in turn.results if result.tool not in _SILENT]


def _order_of(result: ToolResult) -> str:
    if result.orders:
        return result.orders[0].id if len(result.orders) == 1 else ""
    return (result.proposal.action.order_id or "") if result.proposal else ""


def _counted(lines: Sequence[str]) -> Iterator[str]:
    """Write what was done several times in a row once, with how often."""
    place = 0
    while place < len(lines):
        times = 1
        while place + times < len(lines) and lines[place + times] == lines[place]:
            times += 1
        yield lines[place] if times == 1 else f"{lines[place]} ({times} ×)"
        place += times


def _ended(sentence: str) -> str:
    """End a sentence that a quotation without an end of its own left open."""
    return f"{sentence}." if sentence.endswith("”") and sentence[-2] not in ".!?…" else sentence


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _QUOTED else f"{flat[: _QUOTED - 1].rstrip()}…"


def _day(moment: date | datetime | Any) -> str:
    return f"{moment:%B} {moment.day}, {moment.year}"
