"""What may stand in the way of an action: one function a condition, each with its reason in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import cast

from assistant.domain.actions import (
    ActionKind,
    CancelOrder,
    ChangeItems,
    ChangePayment,
    ExchangeItems,
    LineChange,
    OrderAction,
    Refusal,
    ReturnItems,
    Undo,
    Verdict,
)
from assistant.domain.money import Money
from assistant.domain.order import Order, OrderLine
from assistant.domain.payment import PaymentKind
from assistant.policy.amounts import difference_of
from assistant.policy.case import Case
from assistant.policy.rules import ChangeItemsRule, ComingBack, Destination, ExchangeRule, ReturnRule, Rule, UndoRule

_DESTINATIONS = {
    Destination.GIFT_CARD: PaymentKind.GIFT_CARD,
    Destination.STORE_CREDIT: PaymentKind.STORE_CREDIT,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One question to the policy.

    Attributes:
        action: None where only a kind of action is asked about.
        lines: the order lines that the action concerns.
        words: the locale's own wordings (prompts/<locale>/policy.toml).
    """

    rule: Rule
    action: OrderAction | None
    order: Order
    case: Case
    lines: tuple[OrderLine, ...]
    words: Mapping[str, Mapping[str, str]]

    def refused(self, refusal: Refusal, reason: str = "", **blanks: object) -> Verdict:
        """Return the refusal, in the shop's words where it has its own."""
        wording = reason or self.words["reasons"][refusal.value]
        return Verdict(
            allowed=False,
            reason=wording.format(order=self.order.id, **blanks),
            page=self.rule.page,
            refusal=refusal,
        )


Condition = Callable[[Judged], Verdict | None]
"""Returns the refusal, or None when nothing stands in the way."""


def in_a_fitting_state(judged: Judged) -> Verdict | None:
    """The order's state has to be among those of the rule."""
    rule, status = judged.rule, judged.order.status
    if status in rule.statuses:
        return None
    state = judged.words["states"][status.value]
    return judged.refused(Refusal.STATUS, rule.reasons.get(status, rule.reason), status=status.value, state=state)


def not_after_what_was_done(judged: Judged) -> Verdict | None:
    """Some things can be done once, or not after others."""
    for kind, reason in judged.rule.not_after.items():
        if kind in judged.order.done:
            return judged.refused(Refusal.DONE_BEFORE, reason)
    return None


def for_an_accepted_reason(judged: Judged) -> Verdict | None:
    """The shop may accept certain reasons only."""
    accepted = judged.rule.accepted_reasons
    if not accepted or not isinstance(judged.action, CancelOrder | ReturnItems):
        return None
    if judged.action.reason.strip().casefold() in {reason.casefold() for reason in accepted}:
        return None
    return judged.refused(Refusal.REASON, reasons=" · ".join(accepted))


def of_pieces_that_are_there(judged: Judged) -> Verdict | None:
    """Every line has to be one of the order's, with as many pieces left as are meant."""
    for line_id, pieces in _pieces(judged.action):
        line = judged.order.line(line_id)
        if line is None:
            return judged.refused(Refusal.NO_ITEM)
        if pieces > line.kept:
            return judged.refused(Refusal.QUANTITY, title=line.title, left=line.kept)
    return None


def of_pieces_that_may_come_back(judged: Judged) -> Verdict | None:
    """Final sale, excluded categories and the days that have passed."""
    rule = judged.rule
    if not isinstance(rule, ComingBack):
        return None
    for line in judged.lines:
        if line.final_sale:
            return judged.refused(Refusal.FINAL_SALE, rule.final_sale_reason, title=line.title)
        days = rule.days_for(line.category)
        if days == 0:
            return judged.refused(Refusal.EXCLUDED, rule.excluded_reason, category=line.category, title=line.title)
        until = deadline(rule, judged.order, line)
        if until is not None and judged.case.now > until:
            day = f"{until:%B} {until.day}, {until.year}"
            return judged.refused(Refusal.WINDOW, rule.window_reason, days=days, until=day, title=line.title)
    return None


def for_articles_that_can_be_had(judged: Judged) -> Verdict | None:
    """What is wanted instead is another variant of the same product, and in stock."""
    action = judged.action
    if not isinstance(action, ChangeItems | ExchangeItems):
        return None
    wanted: Counter[str] = Counter()
    for change in action.changes:
        line = judged.order.line(change.line_id)
        if line and _takes_out_or_adds(judged.rule, change, line):
            return judged.refused(Refusal.VERSIONS_ONLY, title=line.title)
        if line is None or change.quantity == 0:
            continue
        same = change.variant_id == line.variant_id
        if same and not _may_stay_the_same(judged.rule, change, line):
            return judged.refused(Refusal.SAME_ARTICLE, title=line.title)
        product = judged.case.products.get(line.product_id)
        variant = product.variant(change.variant_id) if product else None
        if product is None or variant is None:
            return judged.refused(Refusal.OTHER_PRODUCT, title=line.title)
        held = line.quantity if same and isinstance(action, ChangeItems) else 0
        wanted[variant.id] += change.quantity - held
        if variant.stock < wanted[variant.id]:
            return judged.refused(Refusal.UNAVAILABLE, title=product.title, variant=variant.label or product.title)
    return None


def paid_by_a_method_that_can(judged: Judged) -> Verdict | None:
    """The account holds the method, it is another one where it has to be, and holds enough."""
    action, order = judged.action, judged.order
    if isinstance(action, ChangePayment):
        amount = order.total
        if action.payment == order.charged_to:
            return judged.refused(Refusal.SAME_PAYMENT, payment=order.payment)
    elif isinstance(action, ChangeItems | ExchangeItems) and action.payment:
        amount = difference_of(action, order, judged.case.products)
    else:
        return None
    return _payable(judged, action.payment, amount)


def refunded_to_where_it_may_go(judged: Judged) -> Verdict | None:
    """A refund goes to the destinations of the rule and to methods that the account holds."""
    action, rule = judged.action, judged.rule
    if not isinstance(action, ReturnItems) or not isinstance(rule, ReturnRule) or not action.refund_to:
        return None
    method = judged.case.method(action.refund_to)
    if method is None:
        return judged.refused(Refusal.UNKNOWN_PAYMENT)
    kinds = {_DESTINATIONS[place] for place in rule.refund_to if place in _DESTINATIONS}
    original = method.id == judged.order.charged_to and Destination.ORIGINAL in rule.refund_to
    if original or method.kind in kinds or Destination.ANY in rule.refund_to:
        return None
    return judged.refused(Refusal.REFUND_TO, payment=method.label, original=judged.order.payment)


def _takes_out_or_adds(rule: Rule, change: LineChange, line: OrderLine) -> bool:
    """Say whether a change is of the number of pieces, where the shop changes versions only."""
    return isinstance(rule, ChangeItemsRule) and rule.versions_only and change.quantity != line.quantity


def _may_stay_the_same(rule: Rule, change: LineChange, line: OrderLine) -> bool:
    """Say whether the same article is worth asking for: in another number, or fresh where the shop swaps such."""
    if isinstance(rule, ExchangeRule):
        return rule.same_article
    return change.quantity != line.quantity


def taken_back_in_time(judged: Judged) -> Verdict | None:
    """Only what was done last can be taken back, and only for the minutes of the rule."""
    action, rule, order = judged.action, judged.rule, judged.order
    if not isinstance(rule, UndoRule):
        return None
    end = undo_until(rule, order)
    if end is None or (isinstance(action, Undo) and order.done[-1] != action.undone):
        return judged.refused(Refusal.NOTHING_TO_UNDO)
    if judged.case.now > end:
        return judged.refused(Refusal.UNDO_WINDOW, minutes=rule.minutes[cast("ActionKind", order.done[-1])])
    return None


def undo_until(rule: UndoRule, order: Order) -> datetime | None:
    """Return until when the last action on an order can be taken back; None where it never could."""
    minutes = rule.minutes.get(cast("ActionKind", order.done[-1])) if order.done else None
    if minutes is None or order.updated_at is None:
        return None
    return order.updated_at + timedelta(minutes=minutes)


def deadline(rule: ComingBack, order: Order, line: OrderLine) -> datetime | None:
    """Return the last moment at which a piece may come back, the end of that day (UTC); None where no window runs."""
    days, since = rule.days_for(line.category), order.delivered_at or order.placed_at
    if days is None or since is None:
        return None
    last_day = (since + timedelta(days=days)).astimezone(UTC).date()
    return datetime.combine(last_day, time.max, UTC)


def _payable(judged: Judged, method_id: str, amount: Money) -> Verdict | None:
    method = judged.case.method(method_id)
    if method is None:
        return judged.refused(Refusal.UNKNOWN_PAYMENT)
    if method.balance is not None and method.balance < amount:
        return judged.refused(Refusal.BALANCE, payment=method.label, balance=method.balance, amount=amount)
    return None


def _pieces(action: OrderAction | None) -> Iterable[tuple[str, int]]:
    """Yield the pieces of each line that an action needs to be there."""
    pieces: Counter[str] = Counter()
    if isinstance(action, ReturnItems):
        for wanted in action.lines:
            pieces[wanted.line_id] += wanted.quantity
    elif isinstance(action, ExchangeItems):
        for change in action.changes:
            pieces[change.line_id] += change.quantity
    elif isinstance(action, ChangeItems):
        return [(change.line_id, 0) for change in action.changes]
    return pieces.items()


def lines_of(action: OrderAction, order: Order) -> tuple[OrderLine, ...]:
    """Return the order lines that an action concerns; those that the order doesn't have are left out."""
    match action:
        case ReturnItems():
            ids = [wanted.line_id for wanted in action.lines]
        case ChangeItems() | ExchangeItems():
            ids = [change.line_id for change in action.changes]
        case _:
            return order.lines
    return tuple(line for line_id in ids if (line := order.line(line_id)) is not None)
