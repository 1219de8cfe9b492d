"""What a confirmed action does to an order: pure functions from the order before to the order after.

They keep one invariant: before dispatch, what was paid less what was refunded is the order's total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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
from assistant.domain.order import Order, OrderLine, OrderStatus, Refund
from assistant.domain.product import Product, Variant
from assistant.errors import Conflict
from assistant.policy.amounts import refund_for
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


def apply(
    action: OrderAction, ledger: Ledger, products: Mapping[str, Product], rules: PolicyRules, now: datetime
) -> Effect:
    """Return what an action does; the policy has allowed it already.

    Args:
        products: the records of the products that an exchange or a change of items asks for, by id.

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
        case ChangeItems():
            effect = _change_items(action, ledger, products, now)
        case ReturnItems():
            effect = _return(action, ledger, rules, now)
        case ExchangeItems():
            effect = _exchange(action, ledger, products, now)
        case ResendOrder():
            order = ledger.order.model_copy(update={"status": OrderStatus.PROCESSING, "shipments": ()})
            effect = Effect(Ledger(order, ledger.paid), tuple(_move(line, -line.quantity) for line in order.lines))
        case Undo():
            raise Conflict("There is nothing about this order that could be taken back.")
    after = effect.after
    if after.kept.amount < 0:
        raise Conflict("More would be refunded than was paid.", hint="Please ask a person of our team.")
    done = {"updated_at": now, "done": (*after.order.done, action.kind)}
    return Effect(Ledger(after.order.model_copy(update=done), after.paid), effect.moves)


def _cancel(action: CancelOrder, ledger: Ledger, now: datetime) -> Effect:
    order = ledger.order
    changed = order.model_copy(
        update={
            "status": OrderStatus.CANCELLED,
            "cancel_reason": action.reason,
            "refunds": (*order.refunds, *_refunds(ledger.kept, order, now)),
        }
    )
    lost = order.status is OrderStatus.LOST  # what was lost doesn't rejoin the stock
    moves = () if lost else tuple(_move(line, line.quantity) for line in order.lines)
    return Effect(Ledger(changed, ledger.paid), moves)


def _pay_with(action: ChangePayment, ledger: Ledger) -> Effect:
    """Take another payment method; an order that waited for its payment is paid with it."""
    order = ledger.order
    if order.status is not OrderStatus.PENDING:
        return Effect(Ledger(order.model_copy(update={"payment": action.payment}), ledger.paid))
    changed = order.model_copy(update={"payment": action.payment, "status": OrderStatus.PROCESSING})
    return Effect(Ledger(changed, ledger.paid + order.total))


def _change_items(action: ChangeItems, ledger: Ledger, products: Mapping[str, Product], now: datetime) -> Effect:
    lines = list(ledger.order.lines)
    moves: list[Move] = []
    for change in action.changes:
        line = _line(ledger.order, change.line_id)
        place = lines.index(line)
        if change.quantity == 0:
            del lines[place]
            moves.append(_move(line, line.quantity))
        else:
            wanted = _wanted(products, line, change)
            lines[place] = _replaced(line, wanted, change.quantity, wanted.variant.price)
            moves.extend(_difference(line, lines[place]))
    if not lines:
        raise Conflict("Nothing would be left of the order.", hint="Cancel the order instead.")
    changed = ledger.order.model_copy(update={"lines": tuple(lines)})
    if changed.total.amount < 0:
        raise Conflict("The discount is larger than what would be left.", hint="Cancel the order instead.")
    return Effect(_settled(ledger, changed, now, action.payment), tuple(moves))


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
            "refunds": (*order.refunds, *_refunds(refund, order, now, WAITING_FOR_PARCEL, action.refund_to)),
        }
    )
    return Effect(Ledger(changed, ledger.paid))


def _exchange(action: ExchangeItems, ledger: Ledger, products: Mapping[str, Product], now: datetime) -> Effect:
    lines = list(ledger.order.lines)
    moves: list[Move] = []
    for change in action.changes:
        line = _line(ledger.order, change.line_id)
        if change.quantity > line.kept:
            raise Conflict(f"There are no {change.quantity} pieces of {line.title} left to exchange.")
        wanted = _wanted(products, line, change)
        price = line.unit_price if change.variant_id == line.variant_id else wanted.variant.price
        new = _replaced(line, wanted, change.quantity, price).model_copy(update={"returned": 0})
        place = lines.index(line)
        if line.quantity == change.quantity:
            lines[place] = new
        else:
            rest = line.model_copy(update={"quantity": line.quantity - change.quantity})
            lines[place : place + 1] = [rest, new.model_copy(update={"id": f"{line.id}x"})]
        # The old piece rejoins the stock when it has arrived and been looked at, the new one is set aside at once.
        moves.append(Move(new.product_id, new.variant_id, -change.quantity))
    changed = ledger.order.model_copy(update={"lines": tuple(lines), "status": OrderStatus.EXCHANGE_REQUESTED})
    return Effect(_settled(ledger, changed, now, action.payment), tuple(moves))


def _settled(ledger: Ledger, changed: Order, now: datetime, method: str) -> Ledger:
    """Charge or refund the difference between two totals; an unpaid order just gets another total.

    Args:
        method: that a refund goes to, empty for the order's own.
    """
    if changed.status is OrderStatus.PENDING:
        return Ledger(changed, ledger.paid)
    difference = changed.total - ledger.order.total
    if difference.amount >= 0:
        return Ledger(changed, ledger.paid + difference)
    refund = _refunds(Money.of(0, difference.currency) - difference, changed, now, method=method)
    return Ledger(changed.model_copy(update={"refunds": (*changed.refunds, *refund)}), ledger.paid)


def _refunds(amount: Money, order: Order, now: datetime, state: str = "issued", method: str = "") -> tuple[Refund, ...]:
    if amount.amount <= 0:
        return ()
    return (Refund(amount=amount, method=method or order.payment, state=state, at=now),)


def _replaced(line: OrderLine, wanted: Wanted, quantity: int, price: Money) -> OrderLine:
    return line.model_copy(
        update={
            "variant_id": wanted.variant.id,
            "options": wanted.variant.options,
            "quantity": quantity,
            "unit_price": price,
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
    line = order.line(line_id)
    if line is None:
        raise Conflict(f"Order {order.id} has no such item any more.")
    return line


def _wanted(products: Mapping[str, Product], line: OrderLine, change: LineChange) -> Wanted:
    product = products.get(line.product_id)
    variant = product.variant(change.variant_id) if product else None
    if product is None or variant is None:
        raise Conflict(f"{line.title} is not sold in that version any more.")
    return Wanted(product, variant)
