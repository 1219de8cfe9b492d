"""Works a rule out for the shopper's own orders: until which day, why not any more, what comes back and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from assistant.domain.actions import COMES_BACK, ActionKind, LineQuantity, ReturnItems
from assistant.domain.money import Money
from assistant.domain.order import Order, OrderLine, OrderStatus, Refund
from assistant.domain.own_case import CaseFacts, MoneyBack, OwnCase, RefundDue
from assistant.policy.amounts import refund_for
from assistant.policy.case import Case
from assistant.policy.evaluate import eligible
from assistant.policy.rules import ComingBack, PolicyRules
from assistant.tools.in_question import Asked
from assistant.tools.matters import Matter
from assistant.tools.order_things import line_name
from assistant.tools.reckoning import things_of
from prompts import load_table

MAX_PIECES = 6
_MONEY = frozenset({"return_items", "refund"})
MONEY_OUT = frozenset({"issued", "on its way"})  # states in which the bank has been told
_FRIDAY = 4


def work_out(matter: Matter, asked: Sequence[Asked], rules: PolicyRules, now: datetime, locale: str = "en") -> OwnCase:
    """Return the facts of the shopper's case.

    Args:
        asked: the orders and lines in question; where none is, the caller has chosen which ones to look at.
        now: timezone-aware UTC.
    """
    if asked and matter.subject in _MONEY and all(one.order.status is OrderStatus.LOST for one in asked):
        matter = replace(matter, subject="cancel_order")  # nothing can come back; a lost order is paid back
    refunds = tuple(
        due for one in asked for refund in one.order.refunds if (due := _due(refund, one.order, rules, now.date()))
    )
    if matter.subject == "refund":
        if refunds:
            return OwnCase(subject="refund", wish=matter.wish, refunds=_overdue_first(refunds))
        back = tuple(one for one in asked if one.order.status is OrderStatus.DELIVERED)
        pieces = _pieces("return_items", back, rules, now, locale)
        return OwnCase(subject="refund", wish=matter.wish, pieces=pieces, money=_money(back, rules, now, locale))
    if matter.subject in COMES_BACK:
        pieces = _pieces(matter.subject, asked, rules, now, locale)
        money = _money(asked, rules, now, locale) if matter.subject == "return_items" else None
        coming = refunds if matter.subject == "return_items" and not any(p.verdict.allowed for p in pieces) else ()
        return OwnCase(subject=matter.subject, wish=matter.wish, pieces=pieces, money=money, refunds=coming)
    judged = [(one, _whole(matter.subject, one.order, rules, now, locale)) for one in asked]
    if any(piece.verdict.allowed for _, piece in judged):
        judged = [(one, piece) for one, piece in judged if piece.verdict.allowed or one.numbered]
    pieces = tuple(piece for _, piece in judged)
    open_now = [one.order for one, piece in judged if piece.verdict.allowed]
    money = _all_back(open_now[0]) if matter.subject == "cancel_order" and len(open_now) == 1 else None
    return OwnCase(subject=matter.subject, wish=matter.wish, pieces=_in_order(pieces), money=money)


def open_for(kind: ActionKind, orders: Iterable[Order], rules: PolicyRules, now: datetime) -> tuple[Asked, ...]:
    """Return the orders, and the lines of them, for which an action is open now."""
    found = []
    for order in orders:
        case = Case(order=order, now=now)
        if kind in COMES_BACK:
            lines = tuple(line for line in order.lines if line.kept and eligible(rules, kind, case, (line,)).allowed)
        else:
            lines = order.lines if eligible(rules, kind, case).allowed else ()
        if lines:
            found.append(Asked(order, lines))
    return tuple(found)


def _pieces(
    kind: ActionKind, asked: Iterable[Asked], rules: PolicyRules, now: datetime, locale: str
) -> tuple[CaseFacts, ...]:
    """Judge each line by itself, since each kind of goods has its own days; what has gone back already is left out."""
    found = [
        (line.product_id, _piece(kind, one.order, line, rules, now, locale))
        for one in asked
        for line in one.lines
        if line.kept
    ]
    open_now = {product for product, piece in found if piece.verdict.allowed}
    # The same thing bought before, or on its way, is not what is asked about while one of them may come back.
    return _in_order(piece for product, piece in found if piece.verdict.allowed or product not in open_now)


def _piece(
    kind: ActionKind, order: Order, line: OrderLine, rules: PolicyRules, now: datetime, locale: str
) -> CaseFacts:
    rule = rules.of(kind)
    delivered = order.delivered_at.date() if order.delivered_at else None
    return CaseFacts(
        order_id=order.id,
        item=line_name(line),
        verdict=eligible(rules, kind, Case(order=order, now=now), (line,), locale),
        days=rule.days_for(line.category) if isinstance(rule, ComingBack) and not line.final_sale else None,
        delivered=delivered,
        days_ago=(now.date() - delivered).days if delivered else None,
        expected=_expected(order, now.date()),
        state=_state(order, locale),
    )


def _whole(kind: ActionKind, order: Order, rules: PolicyRules, now: datetime, locale: str) -> CaseFacts:
    verdict = eligible(rules, kind, Case(order=order, now=now), (), locale)
    return CaseFacts(
        order_id=order.id, verdict=verdict, state=_state(order, locale), expected=_expected(order, now.date())
    )


def _in_order(pieces: Iterable[CaseFacts]) -> tuple[CaseFacts, ...]:
    """Put what is allowed first, the earliest deadline at its head."""
    never = datetime.max.replace(tzinfo=None)

    def place(piece: CaseFacts) -> tuple[bool, datetime]:
        until = piece.verdict.until
        return not piece.verdict.allowed, until.replace(tzinfo=None) if until else never

    return tuple(sorted(pieces, key=place))[:MAX_PIECES]


def _money(asked: Sequence[Asked], rules: PolicyRules, now: datetime, locale: str) -> MoneyBack | None:
    """Return what would come back for all that may be sent back; None where that lies in several orders, or in none."""
    allowed = open_for("return_items", (one.order for one in asked), rules, now)
    if len(allowed) != 1:
        return None
    order = allowed[0].order
    wanted = {line.id for one in asked for line in one.lines if one.order is order}
    lines = tuple(LineQuantity(line_id=line.id, quantity=line.kept) for line in allowed[0].lines if line.id in wanted)
    if not lines:
        return None
    amount, fee = refund_for(rules, ReturnItems(order_id=order.id, lines=lines), order)
    return MoneyBack(order_id=order.id, amount=amount, fee=fee, method=order.payment)


def _all_back(order: Order) -> MoneyBack:
    nothing = Money.of(0, order.shipping.currency)
    paid = nothing if order.status is OrderStatus.PENDING else order.total
    return MoneyBack(order_id=order.id, amount=paid, fee=nothing, method=order.payment)


def _due(refund: Refund, order: Order, rules: PolicyRules, today: date) -> RefundDue:
    times = rules.refunds
    bank = times.days_of_bank(refund.method) if times else None
    issued = refund.at.date() if refund.at and refund.state in MONEY_OUT else None
    by = business_days_after(issued, bank) if issued is not None and bank is not None else None
    return RefundDue(
        order_id=order.id,
        amount=refund.amount,
        method=refund.method,
        state=refund.state,
        things=things_of([line for line in order.lines if line.returned] or order.lines),
        issued=issued,
        by=by,
        overdue=by is not None and by < today,
        handling_days=times.handling_days if times else None,
        bank_days=bank,
    )


def _overdue_first(refunds: Sequence[RefundDue]) -> tuple[RefundDue, ...]:
    return tuple(sorted(refunds, key=lambda due: (not due.overdue, due.by is None, due.by or date.max)))


def business_days_after(day: date, days: int) -> date:
    """Return the day that lies so many business days, Monday to Friday, after another."""
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() <= _FRIDAY
    return day


def settled_arguments(case: OwnCase) -> dict[str, object] | None:
    """Return which order, and which piece of it, an action would be about; None where it could be several, or none."""
    allowed = [piece for piece in case.pieces if piece.verdict.allowed]
    if len(allowed) != 1:
        return None
    items = {"items": [allowed[0].item]} if allowed[0].item else {}
    return {"order_id": allowed[0].order_id, **items}


def _state(order: Order, locale: str) -> str:
    return str(load_table("policy", locale)["states"][order.status.value])


def _expected(order: Order, today: date) -> date | None:
    """Return the day on which a parcel under way should arrive; a day that has passed promises nothing."""
    day = order.shipments[-1].expected if order.shipments and order.delivered_at is None else None
    return day if day is not None and day >= today and order.status is not OrderStatus.LOST else None
