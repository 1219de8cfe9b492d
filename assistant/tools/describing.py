"""Says what an action will do, in the words that the shopper confirms; every blank is filled from records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.domain.actions import (
    CancelOrder,
    ChangeAddress,
    ChangeItems,
    ChangePayment,
    ExchangeItems,
    LineChange,
    OrderAction,
    ResendOrder,
    ReturnItems,
    Undo,
)
from assistant.domain.money import Money
from assistant.domain.order import Order, OrderLine, OrderStatus
from assistant.policy.amounts import difference_of, refund_for
from assistant.policy.case import Case
from assistant.policy.rules import PolicyRules
from assistant.tools.order_things import line_name
from prompts import load_table

Words = Mapping[str, Any]
_CANCELLED = {OrderStatus.PENDING: "cancel_unpaid_order", OrderStatus.LOST: "refund_lost_order"}


@dataclass(frozen=True, slots=True)
class Description:
    """A proposal in words.

    Attributes:
        title: the question to the shopper.
        effects: one line each.
        amount: the money that moves, if any.
    """

    title: str
    effects: tuple[str, ...]
    amount: Money | None = None


def describe(action: OrderAction, case: Case, rules: PolicyRules, locale: str = "en") -> Description:
    """Return what an action that the policy allows will do; the case is the one on which it was judged."""
    words = load_table("proposals", locale)
    order = case.order
    if order is None:
        address = str(action.address) if isinstance(action, ChangeAddress) else ""
        return _filled(words["change_account_address"], None, address=address)
    match action:
        case CancelOrder():
            return _cancelled(action, order, rules, words)
        case ChangeAddress():
            return _filled(words["change_address"], order, address=str(action.address), things=_things(order))
        case ChangePayment():
            unpaid = order.status is OrderStatus.PENDING
            return _filled(
                words["pay_order" if unpaid else "change_payment"],
                order,
                amount=order.total,
                payment=_label(case, action.payment),
                old_payment=order.payment,
                things=_things(order),
            )
        case ChangeItems():
            return _changed(action, case, order, rules, words)
        case ReturnItems():
            return _returned(action, case, order, rules, words)
        case ExchangeItems():
            return _exchanged(action, case, order, words)
        case ResendOrder():
            return _filled(words["resend_order"], order, items=_all_items(order), address=str(order.address))
        case Undo():
            text = words["undo"]
            return _filled(
                {"title": text["title"], "effects": text["effects"][action.undone]},
                order,
                what=text["names"][action.undone],
                items=_all_items(order),
            )


def _cancelled(action: CancelOrder, order: Order, rules: PolicyRules, words: Words) -> Description:
    described = _filled(
        words[_CANCELLED.get(order.status, "cancel_order")],
        order,
        amount=None if order.status is OrderStatus.PENDING else order.total,
        items=_all_items(order),
    )
    if not action.reason or not rules.cancel.accepted_reasons:
        return described
    reason = words["cancel_reason"]["effect"].format(reason=action.reason)
    return Description(described.title, (*described.effects, reason), described.amount)


def _changed(action: ChangeItems, case: Case, order: Order, rules: PolicyRules, words: Words) -> Description:
    text = words["change_items"]
    difference = difference_of(action, order, case.products)
    unpaid = order.status is OrderStatus.PENDING
    taken_out = all(change.quantity == 0 for change in action.changes)
    title = text["title_several" if len(action.changes) > 1 else "title_out" if taken_out else "title"]
    first = order.line(action.changes[0].line_id)
    lines = [
        text["out" if change.quantity == 0 else "instead"].format(
            item=_name(line, line.quantity), wanted=_wanted(change, line, case)
        )
        for change, line in _lines(action, order)
    ]
    lines.append(text["total"].format(amount=order.total + difference))
    if not unpaid:
        lines.append(_difference(words, difference, _label(case, action.payment or order.charged_to)))
    if action.kind in rules.change_address.not_after:
        lines.append(text["last"])
    return Description(
        title=title.format(order=order.id, item=_name(first, first.quantity) if first else ""),
        effects=tuple(lines),
        amount=_size(difference),
    )


def _returned(action: ReturnItems, case: Case, order: Order, rules: PolicyRules, words: Words) -> Description:
    refund, fee = refund_for(rules, action, order)
    pieces = (
        _name(line, wanted.quantity) for wanted in action.lines if (line := order.line(wanted.line_id)) is not None
    )
    text = words["return_items"]
    described = _filled(
        text,
        order,
        amount=refund,
        items="; ".join(pieces),
        payment=_label(case, action.refund_to or order.charged_to),
    )
    if not fee.amount:
        return described
    return Description(described.title, (*described.effects, text["fee_effect"].format(fee=fee)), refund)


def _exchanged(action: ExchangeItems, case: Case, order: Order, words: Words) -> Description:
    text = words["exchange_items"]
    difference = difference_of(action, order, case.products)
    lines: list[str] = []
    for change, line in _lines(action, order):
        lines.append(text["back"].format(item=_name(line, change.quantity)))
        lines.append(text["instead"].format(wanted=_wanted(change, line, case)))
    lines.append(_difference(words, difference, _label(case, action.payment or order.charged_to)))
    first = order.line(action.changes[0].line_id)
    title = text["title" if len(action.changes) == 1 else "title_several"]
    return Description(
        title=title.format(
            order=order.id, item=_name(first, action.changes[0].quantity) if first else "", count=len(action.changes)
        ),
        effects=tuple(lines),
        amount=_size(difference),
    )


def _filled(text: Words, order: Order | None, amount: Money | None = None, **blanks: str) -> Description:
    known = {
        "order": order.id if order else "",
        "payment": order.payment if order else "",
        "amount": str(amount) if amount else "",
        **blanks,
    }
    return Description(text["title"].format(**known), tuple(line.format(**known) for line in text["effects"]), amount)


def _lines(action: ChangeItems | ExchangeItems, order: Order) -> Iterator[tuple[LineChange, OrderLine]]:
    for change in action.changes:
        line = order.line(change.line_id)
        if line is not None:
            yield change, line


def _wanted(change: LineChange, line: OrderLine, case: Case) -> str:
    product = case.products.get(line.product_id)
    variant = product.variant(change.variant_id) if product else None
    named = f"{line.title} ({variant.label})" if variant and variant.label else line.title
    several = f"{change.quantity} × {named}" if change.quantity > 1 else named
    if variant is None or variant.id == line.variant_id:
        return several
    return f"{several} at {variant.price}{' each' if change.quantity > 1 else ''}"


def _difference(words: Words, difference: Money, payment: str) -> str:
    text = words["difference"]
    if not difference.amount:
        return str(text["none"])
    key = "more" if difference.amount > 0 else "less"
    return str(text[key].format(amount=_size(difference), payment=payment))


def _size(difference: Money) -> Money:
    return Money(amount=abs(difference.amount), currency=difference.currency)


def _label(case: Case, method_id: str) -> str:
    method = case.method(method_id)
    return method.label if method else method_id


def _things(order: Order) -> str:
    """Return what is in an order as a sentence names it, without versions: "a towel, a pot and a lamp"."""
    lines = [line for line in order.lines if line.kept] or order.lines
    titles = list(dict.fromkeys(line.title for line in lines))
    return " and ".join([", ".join(titles[:-1]), titles[-1]] if len(titles) > 1 else titles)


def _all_items(order: Order) -> str:
    return "; ".join(_name(line, line.quantity) for line in order.lines)


def _name(line: OrderLine, quantity: int) -> str:
    return f"{quantity} × {line_name(line)}" if quantity > 1 else line_name(line)
