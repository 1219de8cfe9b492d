"""What there is to say about the shopper's own case: the day, the reason, the money, then the rule that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from assistant.domain.actions import COMES_BACK, Refusal
from assistant.domain.business import Passage, is_row
from assistant.domain.order import OrderStatus
from assistant.domain.own_case import CaseFacts, Destination, MoneyBack, OwnCase, Reckoning, RefundDue
from assistant.tools.result import ToolResult
from assistant.writer import phrases
from assistant.writer.echo import echoing
from assistant.writer.phrases import Phrase, day
from prompts import load_table

_SECTION = "own_case"
_SHIPPING = re.compile(r"\b(?:shipping|postage|delivery)\b", re.IGNORECASE)
phrase = partial(phrases.phrase, exact=True)


def own_case_phrases(result: ToolResult, case: OwnCase, locale: str) -> Iterator[Phrase]:
    """Yield the case, then the rule with its page, then the offer to go on."""
    if case.unknown:
        yield _unknown(case.unknown)
    if case.destination is not None:
        yield from _destination(case.destination)
        if case.reckoning is None:
            yield from cited(result.passages)
            return
    if case.reckoning is not None:
        yield from _reckoned(case.reckoning, result.subject)
    for due in case.refunds:
        yield from _refund(due, several=len(case.refunds) > 1)
    if case.reckoning is not None:
        yield from cited(result.passages)
        return
    if case.subject == "refund":
        if not case.refunds and result.orders:
            yield phrase("orders", "no_refund", order=result.orders[0].id)
        yield from _coming_back(case, "return_items", locale)
    elif case.subject in COMES_BACK:
        yield from _coming_back(case, case.subject, locale)
        if result.orders and not case.pieces and not case.refunds:
            yield phrase(_SECTION, "all_back", order=result.orders[0].id)
    else:
        yield from _whole_orders(case)
    if not case.pieces and not case.refunds and not case.unknown and not result.orders:
        yield phrase(_SECTION, "none_open")
    yield from cited(result.passages)
    if any(order.status is OrderStatus.LOST for order in result.orders):
        yield phrase("orders", "lost_hint", closing=True)
        return
    yield from _offer(case, result)


def cited(passages: Sequence[Passage]) -> Iterator[Phrase]:
    """Yield what the pages say, word for word, each page named once."""
    for place, passage in enumerate(passages):
        for first, line in enumerate(passage.quotes):
            if first == 0 and is_row(line) and passage.heading:
                yield phrase("ask_business", "row", heading=passage.heading, passage=line)
            else:
                yield phrase("ask_business", "answer", passage=line)
        if all(later.page != passage.page for later in passages[place + 1 :]):
            yield phrase("ask_business", "source", title=passage.title)


def _coming_back(case: OwnCase, kind: str, locale: str) -> Iterator[Phrase]:
    """Tell what may come back and until when, the order's delivery, then what may not and why, then the money."""
    allowed = [piece for piece in case.pieces if piece.verdict.allowed]
    refused = [piece for piece in case.pieces if not piece.verdict.allowed]
    for piece in allowed:
        until = piece.verdict.until
        if until is None:
            yield phrase(_SECTION, f"{kind}_any_time", item=piece.item)
            continue
        may = case.wish == "may" and case.subject == kind and len(allowed) == 1
        yield phrase(_SECTION, f"{kind}_{'may' if may else 'until'}", item=piece.item, until=day(until))
    yield from _deliveries("delivered", allowed, locale)
    several = len(case.pieces) > 1
    for piece in refused:
        reason = piece.verdict.reason
        if several and piece.item.split(" (")[0] not in reason and piece.delivered:
            yield phrase(_SECTION, "refused_item", item=piece.item, reason=reason)
        else:
            yield phrase("propose", "not_allowed", reason=reason)
    told = {piece.order_id for piece in allowed}
    late = [piece for piece in refused if piece.verdict.refusal is Refusal.WINDOW and piece.order_id not in told]
    yield from _deliveries("was_delivered", late, locale)
    for piece in refused:
        if piece.expected and piece.days:
            yield phrase(_SECTION, "window_ahead", item=piece.item, days=piece.days)
    yield from (phrase("orders", "expected", expected=day(d)) for d in {p.expected for p in refused if p.expected})
    if case.money:
        yield _money(case.money)


def _deliveries(key: str, pieces: Sequence[CaseFacts], locale: str) -> Iterator[Phrase]:
    """Tell once for each order when it came; the days count from there."""
    for piece in {piece.order_id: piece for piece in pieces}.values():
        if piece.delivered is not None and piece.days_ago is not None:
            ago = _ago(piece.days_ago, locale)
            yield phrase(_SECTION, key, order=piece.order_id, delivered=day(piece.delivered), ago=ago)


def _ago(days: int, locale: str) -> str:
    words = load_table("replies", locale)[_SECTION]
    key = {0: "ago_today", 1: "ago_yesterday"}.get(days, "ago_days")
    return str(words[key][0]).format(days=days)


def _whole_orders(case: OwnCase) -> Iterator[Phrase]:
    may = case.wish == "may" and len(case.pieces) == 1 and not case.absent
    if case.absent and case.pieces:
        yield phrase("propose", "absent_payment", absent=case.absent, order=case.pieces[0].order_id)
    for piece in case.pieces:
        if piece.verdict.allowed:
            key = f"{case.subject}_{'may' if may else 'open'}"
            yield phrase(_SECTION, key, order=piece.order_id, state=piece.state)
        else:
            yield phrase("propose", "not_allowed", reason=piece.verdict.reason)
    if case.money:
        yield _money(case.money)


def _money(money: MoneyBack) -> Phrase:
    if not money.amount.amount:
        return phrase(_SECTION, "unpaid")
    key = "money_less_fee" if money.fee.amount else "money"
    return phrase(_SECTION, key, amount=money.amount, fee=money.fee, method=money.method)


def _destination(asked: Destination) -> Iterator[Phrase]:
    key = "refund_may_go" if asked.allowed else "refund_not_there"
    yield phrase(_SECTION, key, order=asked.order_id, wanted=asked.wanted, original=asked.original)
    if asked.waits:
        yield phrase(_SECTION, "return_waits", closing=True)


def _reckoned(sums: Reckoning, asked: str) -> Iterator[Phrase]:
    """Tell how an amount comes about, step by step, each amount as the records have it."""
    say = partial(phrase, _SECTION, order=sums.order_id, things=sums.things, amount=sums.amount)
    lowered = bool(sums.discount.amount)
    yield say(
        key="sum_discounted" if lowered else "sum_goods", goods=sums.goods, discount=sums.discount, paid=sums.paid
    )
    if sums.fee.amount:
        yield say(key="sum_fee", fee=sums.fee)
    if sums.shipping.amount:
        yield say(key="sum_shipping", shipping=sums.shipping)
    elif sums.kept.amount:
        yield say(key="sum_without_shipping", shipping=sums.kept)
    elif _SHIPPING.search(asked):
        yield say(key="sum_no_shipping")
    yield say(key="sum" if sums.fee.amount or sums.kept.amount else "sum_full")


def _refund(due: RefundDue, *, several: bool = False) -> Iterator[Phrase]:
    order = f"{due.order_id} ({due.things})" if several and due.things else due.order_id
    say = partial(phrase, _SECTION, amount=due.amount, method=due.method, order=order)
    if due.by is not None and due.issued is not None:
        key = "refund_overdue" if due.overdue else "refund_by"
        yield say(key=key, issued=day(due.issued), by=day(due.by))
        if due.overdue:
            yield phrase(_SECTION, "refund_overdue_hint", closing=True)
    elif due.state == "waiting for the parcel":
        yield say(key="refund_awaited")
        if due.handling_days is not None and due.bank_days is not None:
            key = "refund_awaited_days" if due.bank_days else "refund_awaited_same_day"
            yield phrase(_SECTION, key, handling=due.handling_days, bank=due.bank_days)
    elif due.state == "complete":
        yield say(key="refund_complete")
    else:
        yield say(key="refund_other", state=due.state)


def _unknown(named: str) -> Phrase:
    if any(character.isdecimal() for character in named):
        return replace(echoing("orders", "not_found", named), exact=True)
    return replace(echoing("propose", "unknown_in_order", named), exact=True)


def _offer(case: OwnCase, result: ToolResult) -> Iterator[Phrase]:
    """Offer the next step, where there is one."""
    allowed = [piece for piece in case.pieces if piece.verdict.allowed]
    if case.unknown or (not case.pieces and not case.refunds and not result.orders):
        yield phrase(_SECTION, "which_order", closing=True)
    elif not allowed or case.subject == "refund":
        return
    elif case.subject in {"return_items", "cancel_order"}:
        key = f"offer_{case.subject}" if result.offer else f"offer_{case.subject}_which"
        yield phrase(_SECTION, key, closing=True)
    else:
        yield phrase(_SECTION, f"offer_{case.subject}", closing=True)
