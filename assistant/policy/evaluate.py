"""The one place where the shop's rules decide; every write passes here when proposed and again when confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_UP, Decimal

from assistant.domain.actions import (
    CancelOrder,
    ChangeAddress,
    ChangeItem,
    ChangePayment,
    ExchangeItem,
    OrderAction,
    ReturnItems,
    Verdict,
)
from assistant.domain.money import Money
from assistant.domain.order import Order, OrderLine
from assistant.policy.rules import ExchangeRule, PolicyRules, ReturnRule, Rule
from prompts import load_table

Table = Mapping[str, Mapping[str, str]]


def evaluate(
    rules: PolicyRules, action: OrderAction, order: Order | None, now: datetime, locale: str = "en"
) -> Verdict:
    """Return whether the policy allows an action on an order as it stands now, with the reason in words.

    Args:
        order: the order before the action; None only for a change of the account's own address.
        now: timezone-aware UTC.
        locale: of the words around the shop's own reasons.
    """
    words = load_table("policy", locale)
    if order is None:
        allowed = isinstance(action, ChangeAddress) and action.order_id is None
        return Verdict(allowed=allowed, reason="" if allowed else words["reasons"]["no_order"])
    match action:
        case CancelOrder():
            return _by_status(rules.cancel, order, words)
        case ChangeAddress():
            return _by_status(rules.change_address, order, words)
        case ChangePayment():
            return _by_status(rules.change_payment, order, words)
        case ChangeItem():
            return _by_status(rules.change_item, order, words)
        case ReturnItems():
            lines = [_line(order, wanted.line_id) for wanted in action.lines]
            return _coming_back(rules.returns, order, lines, now, words)
        case ExchangeItem():
            if order.exchanged:
                return Verdict(allowed=False, reason=rules.exchange.once_reason, page=rules.exchange.page)
            return _coming_back(rules.exchange, order, [_line(order, action.line_id)], now, words)


def _by_status(rule: Rule, order: Order, words: Table) -> Verdict:
    if order.status in rule.statuses:
        return Verdict(allowed=True, page=rule.page)
    status = order.status.value
    wording = rule.reasons.get(order.status, rule.reason)
    reason = wording.format(order=order.id, status=status, state=words["states"][status])
    return Verdict(allowed=False, reason=reason, page=rule.page)


def _coming_back(
    rule: ReturnRule | ExchangeRule, order: Order, lines: list[OrderLine | None], now: datetime, words: Table
) -> Verdict:
    verdict = _by_status(rule, order, words)
    if not verdict.allowed:
        return verdict
    for line in lines:
        if line is None:
            return Verdict(allowed=False, reason=words["reasons"]["no_item"].format(order=order.id), page=rule.page)
        if line.final_sale:
            return Verdict(allowed=False, reason=rule.final_sale_reason.format(title=line.title), page=rule.page)
        days = rule.category_windows.get(line.category, rule.window_days)
        if days == 0:
            reason = rule.excluded_reason.format(category=line.category, title=line.title)
            return Verdict(allowed=False, reason=reason, page=rule.page)
        until = (order.delivered_at or order.placed_at) + timedelta(days=days)
        if now > until:
            reason = rule.window_reason.format(days=days, until=f"{until:%B} {until.day}, {until.year}")
            return Verdict(allowed=False, reason=reason, page=rule.page)
    return verdict


def refund_for(rules: PolicyRules, action: ReturnItems, order: Order) -> tuple[Money, Money]:
    """Return (refund, fee) of a return: what was paid for the pieces, less the fee unless the fault is the shop's.

    A discount on the whole order was for each piece in proportion, so that no more comes back than was paid.
    """
    currency = order.shipping.currency
    nothing = Money.of(0, currency)
    value = sum((line.total for line in order.lines), nothing)
    back = nothing
    for wanted in action.lines:
        line = _line(order, wanted.line_id)
        if line is not None:
            back = back + line.unit_price * wanted.quantity
    if order.discount and value.amount:
        share = order.discount.amount * back.amount / value.amount
        back = back - Money.of(min(share, back.amount).quantize(Decimal("0.01"), ROUND_UP), currency)
    reason = action.reason.casefold()
    free = any(word in reason for word in rules.returns.free_reasons)
    fee = nothing if free else min(Money.of(Decimal(rules.returns.fee), currency), back)
    return back - fee, fee


def _line(order: Order, line_id: str) -> OrderLine | None:
    return next((line for line in order.lines if line.id == line_id), None)
