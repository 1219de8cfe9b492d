"""The one place where the shop's rules decide; every write passes here when proposed and again when confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from assistant.domain.actions import ActionKind, ChangeAddress, OrderAction, Refusal, Verdict
from assistant.domain.order import Order, OrderLine
from assistant.policy import conditions as of
from assistant.policy.case import Case
from assistant.policy.conditions import Condition, Judged, deadline, lines_of, undo_until
from assistant.policy.rules import ComingBack, PolicyRules, Rule, UndoRule
from prompts import load_table

_ELIGIBLE: tuple[Condition, ...] = (of.in_a_fitting_state, of.not_after_what_was_done)
_CONDITIONS: Mapping[ActionKind, tuple[Condition, ...]] = {
    "cancel_order": (*_ELIGIBLE, of.for_an_accepted_reason),
    "change_address": _ELIGIBLE,
    "change_payment": (*_ELIGIBLE, of.paid_by_a_method_that_can),
    "change_items": (
        *_ELIGIBLE,
        of.of_pieces_that_are_there,
        of.for_articles_that_can_be_had,
        of.paid_by_a_method_that_can,
    ),
    "return_items": (
        *_ELIGIBLE,
        of.for_an_accepted_reason,
        of.of_pieces_that_are_there,
        of.of_pieces_that_may_come_back,
        of.refunded_to_where_it_may_go,
    ),
    "exchange_items": (
        *_ELIGIBLE,
        of.of_pieces_that_are_there,
        of.of_pieces_that_may_come_back,
        of.for_articles_that_can_be_had,
        of.paid_by_a_method_that_can,
    ),
    "resend_order": _ELIGIBLE,
    "undo": (of.in_a_fitting_state, of.taken_back_in_time),
}


def evaluate(rules: PolicyRules, action: OrderAction, case: Case, locale: str = "en") -> Verdict:
    """Return whether the policy allows an action in a case as it stands, with the reason in words.

    Args:
        case: read for this judgement; its order is None only for a change of the account's own address.
        locale: of the words around the shop's own reasons.
    """
    words = load_table("policy", locale)
    rule, order = rules.of(action.kind), case.order
    if order is None:
        if isinstance(action, ChangeAddress) and action.order_id is None:
            return Verdict(allowed=True)
        return Verdict(allowed=False, reason=words["reasons"]["no_order"], refusal=Refusal.NO_ORDER)
    lines = lines_of(action, order)
    judged = Judged(rule, action, order, case, lines, words)
    return _first_refusal(judged, _CONDITIONS[action.kind]) or _allowed(rule, order, lines)


def eligible(
    rules: PolicyRules, kind: ActionKind, case: Case, lines: Iterable[OrderLine] = (), locale: str = "en"
) -> Verdict:
    """Return whether a kind of action is open for an order, or for some of its lines, before anything exact is wanted.

    Args:
        case: with an order.
        lines: what would come back; for other actions they don't matter.

    Raises:
        ValueError: the case has no order.
    """
    if case.order is None:
        raise ValueError("only an order can be eligible for something")
    rule, wanted = rules.of(kind), tuple(lines)
    judged = Judged(rule, None, case.order, case, wanted, load_table("policy", locale))
    return _first_refusal(judged, (*_ELIGIBLE, of.of_pieces_that_may_come_back, of.taken_back_in_time)) or _allowed(
        rule, case.order, wanted
    )


def undo_deadline(rules: PolicyRules, action: OrderAction, order: Order | None) -> datetime | None:
    """Return until when an action that was carried out may be taken back; None where it can't, or can't any more.

    Args:
        order: as it is now; None where the action concerns the account.
    """
    if order is None or not order.done or order.done[-1] != action.kind or order.status not in rules.undo.statuses:
        return None
    return of.undo_until(rules.undo, order)


def _first_refusal(judged: Judged, conditions: Iterable[Condition]) -> Verdict | None:
    return next((refusal for condition in conditions if (refusal := condition(judged)) is not None), None)


def _allowed(rule: Rule, order: Order, lines: Iterable[OrderLine]) -> Verdict:
    """Return a yes with the day on which it ends, the earliest of the lines' own."""
    ends = [end for line in lines if isinstance(rule, ComingBack) and (end := deadline(rule, order, line)) is not None]
    if isinstance(rule, UndoRule) and (end := undo_until(rule, order)) is not None:
        ends.append(end)
    return Verdict(allowed=True, page=rule.page, until=min(ends, default=None))
