"""Works out from the order how the money that goes back comes about; nothing is told that doesn't add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_UP, Decimal

from assistant.domain.actions import ActionProposal, CancelOrder, ReturnItems
from assistant.domain.money import Money
from assistant.domain.order import Order, OrderLine, OrderStatus
from assistant.domain.own_case import Reckoning
from assistant.policy.rules import PolicyRules
from assistant.writer.phrases import listed

_MOST_THINGS = 3


def things_of(lines: Sequence[OrderLine]) -> str:
    """Name what is in some lines, shortly."""
    titles = list(dict.fromkeys(line.title for line in lines))
    return listed(titles[:_MOST_THINGS] + (["more"] if len(titles) > _MOST_THINGS else []))


def reckoning_of(
    orders: Sequence[Order], pending: Sequence[ActionProposal], rules: PolicyRules, told: Sequence[Order]
) -> Reckoning | None:
    """Return how an amount comes about: of what waits for a yes, else of the refund of an order.

    Args:
        orders: all of the shopper's own.
        told: those in question, the likeliest first.
    """
    by_id = {order.id: order for order in orders}
    for proposal in reversed(pending):
        order = by_id.get(getattr(proposal.action, "order_id", None) or "")
        if order is None or proposal.amount is None:
            continue
        if isinstance(proposal.action, ReturnItems):
            pieces = {wanted.line_id: wanted.quantity for wanted in proposal.action.lines}
            return _of_pieces(order, pieces, proposal.amount, rules)
        if isinstance(proposal.action, CancelOrder):
            return _of_all(order, proposal.amount)
    for order in told:
        if order.refunds:
            amount = order.refunds[-1].amount
            back = {line.id: line.returned for line in order.lines if line.returned}
            whole = order.status is OrderStatus.CANCELLED or not back
            return _of_all(order, amount) if whole else _of_pieces(order, back, amount, rules)
    return None


def _of_all(order: Order, amount: Money) -> Reckoning | None:
    nothing = Money.of(0, amount.currency)
    goods = sum((line.total for line in order.lines), nothing)
    discount = order.discount or nothing
    paid = goods - discount
    if amount != paid + order.shipping:
        return None
    return Reckoning(
        order_id=order.id,
        things=things_of(order.lines),
        goods=goods,
        discount=discount,
        paid=paid,
        fee=nothing,
        shipping=order.shipping,
        kept=nothing,
        amount=amount,
    )


def _of_pieces(order: Order, pieces: Mapping[str, int], amount: Money, rules: PolicyRules) -> Reckoning | None:
    nothing = Money.of(0, amount.currency)
    lines = [line for line in order.lines if line.id in pieces]
    goods = sum((line.unit_price * pieces[line.id] for line in lines), nothing)
    value = sum((line.total for line in order.lines), nothing)
    discount = nothing
    if order.discount and value.amount:
        share = min(order.discount.amount * goods.amount / value.amount, goods.amount)
        discount = Money.of(share.quantize(Decimal("0.01"), ROUND_UP), amount.currency)
    paid = goods - discount
    for fee in (nothing, Money.of(Decimal(rules.returns.fee), amount.currency)):
        for shipping in dict.fromkeys((nothing, order.shipping)):
            if amount == paid - fee + shipping:
                return Reckoning(
                    order_id=order.id,
                    things=things_of(lines),
                    goods=goods,
                    discount=discount,
                    paid=paid,
                    fee=fee,
                    shipping=shipping,
                    kept=order.shipping - shipping,
                    amount=amount,
                )
    return None
