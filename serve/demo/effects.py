"""What a confirmed action does to an order: pure functions from the order before to the order after.

They keep one invariant: before dispatch, what was paid less what was refunded is the order's total.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.actions import (
    CancelOrder,
    ChangeAddress,
    ChangeItem,
    ChangePayment,
    ExchangeItem,
    OrderAction,
    ReturnItems,
)
from assistant.domain.money import Money
from assistant.domain.order import Order, OrderLine, OrderStatus, Refund
from assistant.domain.product import Product, Variant
from assistant.errors import Conflict
from assistant.policy.evaluate import refund_for
from assistant.policy.rules import PolicyRules
from serve.demo.catalogue import is_final_sale
from serve.demo.shelf import Move

WAITING_FOR_PARCEL = "waiting for the parcel"


@dataclass(frozen=True, slots=True)
class Ledger:
    """An order with all that was ever charged for it."""

    order: Order
    paid: Money

    @property
    def refunded(self) -> Money:
        total = Money.of(0, self.paid.currency)
        for refund in self.order.refunds:
            total = total + refund.amount
        return total

    @property
    def kept(self) -> Money:
        """What the shop still holds of the shopper's money."""
        return self.paid - self.refunded


@dataclass(frozen=True, slots=True)
class Effect:
    """The order after an action and the stock that moves with it."""

    after: Ledger
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The article that an action asks for, as the catalogue has it now."""

    product: Product
    variant: Variant


def apply(action: OrderAction, ledger: Ledger, wanted: Wanted | None, rules: PolicyRules, now: datetime) -> Effect:
    """Return what an action does; the policy has allowed it already.

    Args:
        wanted: the article of an exchange or a change of items, None for other actions.

    Raises:
        Conflict: the order has moved on and no longer has what the action is about.
    """
    match action:
        case CancelOrder():
            effect = _cancel(action, ledger, now)
        case ChangeAddress():
            order = ledger.order.model_copy(update={"address": action.address})
            effect = Effect(Ledger(order, ledger.paid))
        case ChangePayment():
            effect = _pay_with(action, ledger)
        case ChangeItem():
            effect = _change_item(action, ledger, wanted, now)
        case ReturnItems():
            effect = _return(action, ledger, rules, now)
        case ExchangeItem():
            effect = _exchange(action, ledger, wanted, now)
    after = effect.after
    if after.kept.amount < 0:
        raise Conflict("More would be refunded than was paid.", hint="Please ask a person of our team.")
    return Effect(Ledger(after.order.model_copy(update={"updated_at": now}), after.paid), effect.moves)


def _cancel(action: CancelOrder, ledger: Ledger, now: datetime) -> Effect:
    order = ledger.order
    changed = order.model_copy(
        update={
            "status": OrderStatus.CANCELLED,
            "cancel_reason": action.reason,
            "refunds": (*order.refunds, *_refunds(ledger.kept, order, now)),
        }
    )
    return Effect(Ledger(changed, ledger.paid), tuple(_move(line, line.quantity) for line in order.lines))


def _pay_with(action: ChangePayment, ledger: Ledger) -> Effect:
    """Take another payment method; an order that waited for its payment is paid with it."""
    order = ledger.order
    if order.status is not OrderStatus.PENDING:
        return Effect(Ledger(order.model_copy(update={"payment": action.payment}), ledger.paid))
    changed = order.model_copy(update={"payment": action.payment, "status": OrderStatus.PROCESSING})
    return Effect(Ledger(changed, ledger.paid + order.total))


def _change_item(action: ChangeItem, ledger: Ledger, wanted: Wanted | None, now: datetime) -> Effect:
    order = ledger.order
    line = _line(order, action.line_id)
    if action.quantity == 0:
        if len(order.lines) == 1:
            raise Conflict("That is the only item of the order.", hint="Cancel the order instead.")
        lines = tuple(other for other in order.lines if other.id != line.id)
        moves: tuple[Move, ...] = (_move(line, line.quantity),)
    else:
        new = _replaced(line, _required(wanted), action.quantity)
        lines = tuple(new if other.id == line.id else other for other in order.lines)
        moves = _difference(line, new)
    changed = order.model_copy(update={"lines": lines})
    if changed.total.amount < 0:
        raise Conflict("The discount is larger than what would be left.", hint="Cancel the order instead.")
    return Effect(_settled(ledger, changed, now), moves)


def _return(action: ReturnItems, ledger: Ledger, rules: PolicyRules, now: datetime) -> Effect:
    order = ledger.order
    pieces: Counter[str] = Counter()
    for wanted in action.lines:
        pieces[wanted.line_id] += wanted.quantity
    for line_id, quantity in pieces.items():
        line = _line(order, line_id)
        if line.returned + quantity > line.quantity:
            raise Conflict(f"{line.title} has been returned already.")
    refund, _ = refund_for(rules, action, order)
    lines = tuple(
        line.model_copy(update={"returned": line.returned + pieces[line.id]}) if pieces[line.id] else line
        for line in order.lines
    )
    changed = order.model_copy(
        update={
            "lines": lines,
            "status": OrderStatus.RETURN_REQUESTED,
            "refunds": (*order.refunds, *_refunds(refund, order, now, state=WAITING_FOR_PARCEL)),
        }
    )
    return Effect(Ledger(changed, ledger.paid))


def _exchange(action: ExchangeItem, ledger: Ledger, wanted: Wanted | None, now: datetime) -> Effect:
    order = ledger.order
    line = _line(order, action.line_id)
    kept = line.quantity - line.returned - action.quantity
    if kept < 0:
        raise Conflict(f"There are no {action.quantity} pieces of {line.title} left to exchange.")
    new = _replaced(line, _required(wanted), action.quantity).model_copy(update={"returned": 0})
    lines: list[OrderLine] = []
    for other in order.lines:
        if other.id != line.id:
            lines.append(other)
        elif line.quantity == action.quantity:
            lines.append(new)
        else:
            lines.append(line.model_copy(update={"quantity": line.quantity - action.quantity}))
            lines.append(new.model_copy(update={"id": f"{line.id}x"}))
    changed = order.model_copy(
        update={"lines": tuple(lines), "status": OrderStatus.EXCHANGE_REQUESTED, "exchanged": True}
    )
    # The old piece rejoins the stock when it has arrived and been looked at, the new one is set aside at once.
    moves = (Move(new.product_id, new.variant_id, -action.quantity),)
    return Effect(_settled(ledger, changed, now), moves)


def _settled(ledger: Ledger, changed: Order, now: datetime) -> Ledger:
    """Charge or refund the difference between two totals; an unpaid order just gets another total."""
    if changed.status is OrderStatus.PENDING:
        return Ledger(changed, ledger.paid)
    difference = changed.total - ledger.order.total
    if difference.amount >= 0:
        return Ledger(changed, ledger.paid + difference)
    refund = _refunds(Money.of(0, difference.currency) - difference, changed, now)
    return Ledger(changed.model_copy(update={"refunds": (*changed.refunds, *refund)}), ledger.paid)


def _refunds(amount: Money, order: Order, now: datetime, state: str = "issued") -> tuple[Refund, ...]:
    return (Refund(amount=amount, method=order.payment, state=state, at=now),) if amount.amount > 0 else ()


def _replaced(line: OrderLine, wanted: Wanted, quantity: int) -> OrderLine:
    return line.model_copy(
        update={
            "variant_id": wanted.variant.id,
            "options": wanted.variant.options,
            "quantity": quantity,
            "unit_price": wanted.variant.price,
            "image": wanted.variant.image or wanted.product.image,
            "final_sale": line.final_sale or is_final_sale(wanted.product),
        }
    )


def _difference(before: OrderLine, after: OrderLine) -> tuple[Move, ...]:
    if before.variant_id == after.variant_id:
        return (_move(before, before.quantity - after.quantity),)
    return (_move(before, before.quantity), _move(after, -after.quantity))


def _move(line: OrderLine, pieces: int) -> Move:
    return Move(line.product_id, line.variant_id, pieces)


def _line(order: Order, line_id: str) -> OrderLine:
    for line in order.lines:
        if line.id == line_id:
            return line
    raise Conflict(f"Order {order.id} has no such item any more.")


def _required(wanted: Wanted | None) -> Wanted:
    if wanted is None:
        raise Conflict("The shop no longer sells that article.")
    return wanted
