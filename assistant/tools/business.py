"""READ tools over what the shop says about itself, worked out for the shopper's own orders where they are meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.domain.actions import COMES_BACK
from assistant.domain.business import Passage, row_of
from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order, OrderLine, OrderStatus
from assistant.domain.own_case import Destination, OwnCase
from assistant.policy.rules import ComingBack
from assistant.quotable import quotable_rule
from assistant.tools.context import ToolContext
from assistant.tools.in_question import Asked, InQuestion, in_question, names_own, unnamed
from assistant.tools.matching import words as tokens
from assistant.tools.matters import Matter, matter_of
from assistant.tools.message_parts import part_asked
from assistant.tools.offers import list_promotions, names_a_code
from assistant.tools.orders import not_of_this_shopper, somebody_elses
from assistant.tools.own_case import open_for, settled_arguments, work_out
from assistant.tools.payments import (
    method_called,
    methods_for,
    methods_named,
    names_a_method,
    names_the_original,
    where_money_goes,
)
from assistant.tools.ports import PolicyPages
from assistant.tools.reckoning import reckoning_of
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context
from prompts import load_table

MAX_PASSAGES = 3
MAX_QUESTION = 600  # characters
MAX_FOUND = 6  # passages among which the page of the rule is looked for
MAX_ORDERS = 3
SURE = 0.65  # the score from which a passage is an answer, and not only the closest there is


async def ask_business(context: Context, question: str) -> ToolResult:
    """Answer from the shop's own pages: returns, shipping, payment, warranty, facts about the shop."""
    own = part_asked(context.message, question)
    passages = _fit_to_say(await _surest(context.shop.policy_pages, (own, question)))
    before = tuple(turn.shopper for turn in context.conversation.state.exchanges)
    matter = matter_of(context.message, before) or matter_of(question, before)
    if matter is not None:
        answer = await _of_ones_own(context, matter, passages)
        if answer is not None:
            return answer
    elif await names_a_code(context):
        return await list_promotions(context)
    return ToolResult(
        tool="ask_business",
        outcome=Outcome.FOUND if passages else Outcome.NOTHING_FOUND,
        subject=question,
        passages=passages,
        notes={"look": "signed_in" if context.principal.verified else "signed_out"} if matter else {},
    )


async def _of_ones_own(context: ToolContext, matter: Matter, passages: Sequence[Passage]) -> ToolResult | None:
    """Return the rule with the shopper's case; None where the question is about the rule in general."""
    state = context.conversation.state
    if not context.principal.verified:
        about = in_question((), matter.clause, context.message, state)
        if not about.own and not names_own(matter.clause):
            return None
        rule = await _rule(context, matter, (), passages)
        return ToolResult(
            tool="ask_business", outcome=Outcome.NEEDS_VERIFICATION, subject=_number(about.unknown), passages=rule
        )
    orders = await context.shop.orders.list_orders(context.principal)
    if somebody_elses(context, orders):
        return not_of_this_shopper("ask_business")
    about = in_question(orders, matter.clause, context.message, state)
    asked = _likely(context, matter, orders, about)
    case: OwnCase | None = None
    where = where_money_goes(context.message)
    destination = None
    if where and not names_the_original(where) and matter.subject in {"refund", "return_items"}:
        destination = await _destination(context, where, orders, asked)
    if matter.amount:
        case, asked = _worked_out(context, matter, orders, asked)
        if case is None:
            return None
    elif asked and destination is None:
        case = work_out(matter, asked, context.shop.rules, context.now, context.conversation.locale)
    elif about.own:
        case = OwnCase(subject=matter.subject, wish=matter.wish, unknown=about.unknown)
    if case is not None and matter.subject == "change_payment" and names_a_method(matter.clause):
        case = case.model_copy(update={"absent": await _absent(context, matter.clause)})
    if destination is not None:
        case = (case or OwnCase(subject="refund", wish="inform")).model_copy(update={"destination": destination})
        asked = tuple(Asked(order, order.lines) for order in orders if order.id == destination.order_id)
    if case is None:
        return None
    return ToolResult(
        tool="ask_business",
        outcome=Outcome.FOUND,
        subject=matter.clause,
        passages=await _rule(context, matter, asked, passages, case),
        orders=tuple(one.order for one in asked[:MAX_ORDERS]),
        own_case=case,
        offer=_offer(case),
    )


def _likely(context: ToolContext, matter: Matter, orders: Sequence[Order], about: InQuestion) -> tuple[Asked, ...]:
    """Return what is in question; where nothing is named, the orders for which it is open, or else the only one.

    An order that was merely talked about gives way to one for which it is open, unless "it" points there.
    """
    if not about.own or about.unknown:
        return ()
    whole = matter.subject not in COMES_BACK
    if matter.subject == "refund" and about.asked and not about.talked and not any(one.numbered for one in about.asked):
        return tuple(one for one in about.asked if one.order.refunds) or about.asked
    if about.asked and not (about.talked and whole and unnamed(matter.clause)):
        return about.asked
    if matter.subject == "refund":
        return _with_refunds(about, orders) or about.asked
    rules, now = context.shop.rules, context.now
    if about.asked and open_for(matter.subject, (about.asked[0].order,), rules, now):
        return about.asked
    return open_for(matter.subject, orders, rules, now) or about.asked or _only(orders)


def _with_refunds(about: InQuestion, orders: Sequence[Order]) -> tuple[Asked, ...]:
    """Return the orders whose money is awaited: the one talked about, else those not paid back yet, else the last."""
    if talked := tuple(one for one in about.asked if one.order.refunds):
        return talked
    paid = [order for order in orders if order.refunds]
    awaited = [order for order in paid if any(refund.state != "complete" for refund in order.refunds)]
    return tuple(Asked(order, order.lines) for order in (awaited[:MAX_ORDERS] or paid[:1]))


def _worked_out(
    context: ToolContext, matter: Matter, orders: Sequence[Order], asked: tuple[Asked, ...]
) -> tuple[OwnCase | None, tuple[Asked, ...]]:
    """Return how the amount in question comes about, with the order it is about; None where that can't be told."""
    rules, pending = context.shop.rules, context.conversation.state.pending
    reckoning = reckoning_of(orders, pending, rules, [one.order for one in asked])
    if reckoning is None:
        return None, asked
    own = tuple(Asked(order, order.lines) for order in orders if order.id == reckoning.order_id)
    due = work_out(replace(matter, subject="refund"), own, rules, context.now, context.conversation.locale)
    refunds = due.refunds if own[0].order.refunds else ()
    return OwnCase(subject="refund", wish="inform", refunds=refunds, reckoning=reckoning), own


async def _destination(
    context: ToolContext, where: str, orders: Sequence[Order], asked: Sequence[Asked]
) -> Destination | None:
    """Return whether the refund of the order in question may go where it was asked to; None where no order is."""
    waiting = [
        each.action.order_id for each in context.conversation.state.pending if each.action.kind == "return_items"
    ]
    meant = [order for order in orders if order.id in waiting] or [one.order for one in asked]
    if not meant:
        return None
    order, rule = meant[0], context.shop.rules.returns
    methods = await context.shop.order_desk.payment_methods(context.principal)
    named = methods_named(where, methods)
    usable = methods_for(rule, methods, order)
    chosen = next((method for method in named if method in usable), named[0] if named else None)
    if chosen is not None and chosen.id == order.charged_to:
        return None  # it goes there anyway
    return Destination(
        order_id=order.id,
        wanted=chosen.label if chosen else method_called(where),
        original=order.payment,
        allowed=chosen is not None and chosen in usable,
        held=chosen is not None,
        waits=bool(waiting),
    )


async def _absent(context: ToolContext, clause: str) -> str:
    """Return what the account has no payment method of, as the shopper calls it; empty where it has one."""
    methods = await context.shop.order_desk.payment_methods(context.principal)
    return "" if methods_named(clause, methods) else method_called(clause)


def _only(orders: Sequence[Order]) -> tuple[Asked, ...]:
    return (Asked(orders[0], orders[0].lines),) if len(orders) == 1 else ()


async def _rule(
    context: ToolContext,
    matter: Matter,
    asked: Sequence[Asked],
    passages: Sequence[Passage],
    case: OwnCase | None = None,
) -> tuple[Passage, ...]:
    """Return the passages that say the rules behind the case, and what the shopper's own words found beside them."""
    cited: dict[tuple[str, str], Passage] = {}
    of_money = case is not None and (case.destination or case.reckoning)
    for wanted in _of_the_money(context, case) if case and of_money else _wanted(context, matter, asked):
        found = await context.shop.policy_pages.passages(wanted.question[:MAX_QUESTION], limit=MAX_FOUND)
        passage = _saying([*passages, *found] if not asked else found, wanted)
        if passage is not None:
            _cite(cited, passage)
    if not of_money and passages and passages[0].score >= SURE and (matter.condition or not cited):
        pages = {page for page, _ in cited}
        _cite(cited, next((passage for passage in passages if passage.page in pages), passages[0]))
    return tuple(cited.values())


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a page has to say.

    Attributes:
        page: its slug; empty where any page may.
        about: what a row of the page that says it is called, e.g. a category; empty for none.
    """

    page: str
    question: str
    about: str = ""


def _saying(found: Sequence[Passage], wanted: _Wanted) -> Passage | None:
    """Return the passage of the wanted page, with the row about it quoted where there is such a row."""
    on_page = [passage for passage in found if wanted.page in ("", passage.page)]
    if wanted.about:
        for passage in on_page:
            for line in passage.text.splitlines():
                row = row_of(line)
                if row and wanted.about.casefold() in row[0].casefold():
                    return passage.model_copy(update={"quotes": (line,)})
    return next((passage for passage in on_page if passage.quotes), None)


def _cite(cited: dict[tuple[str, str], Passage], passage: Passage) -> None:
    """Add a passage, or its quotes to those of the same passage."""
    key = passage.page, passage.anchor
    before = cited.get(key)
    if before is not None:
        quotes = tuple(dict.fromkeys((*before.quotes, *passage.quotes)))
        passage = before.model_copy(update={"quotes": quotes})
    cited[key] = passage


def _of_the_money(context: ToolContext, case: OwnCase) -> Iterator[_Wanted]:
    """Yield what to ask the pages where it was asked which way money goes back, or how much of it and why."""
    words: Mapping[str, str] = load_table("policy", context.conversation.locale)["questions"]
    rules = context.shop.rules
    if case.destination is not None and not case.destination.allowed:
        yield _Wanted(rules.refunds.page if rules.refunds else "", words["refund_to"])
    if case.reckoning is not None and case.reckoning.fee.amount:
        yield _Wanted(rules.returns.page, words["cost_of_return_items"])


def _wanted(context: ToolContext, matter: Matter, asked: Sequence[Asked]) -> Iterator[_Wanted]:
    """Yield what to ask the pages: the rule for each kind of goods, what it costs, when the money comes."""
    words: Mapping[str, str] = load_table("policy", context.conversation.locale)["questions"]
    rules, subject = context.shop.rules, matter.subject
    if asked and all(one.order.status is OrderStatus.LOST for one in asked):
        yield _Wanted("", words["lost"])
        return
    if subject != "refund":
        rule = rules.of(subject)
        if isinstance(rule, ComingBack):
            yield from _by_kind(rule, words, matter, [line for one in asked for line in one.lines])
        else:
            yield _Wanted(rule.page, words[subject])
        if matter.cost and f"cost_of_{subject}" in words:
            yield _Wanted(rule.page, words[f"cost_of_{subject}"])
    if rules.refunds is not None and (subject == "refund" or matter.paid):
        for method in dict.fromkeys(one.order.payment for one in asked):
            name = rules.refunds.name_of(method)
            yield _Wanted(rules.refunds.page, words["refund"].format(method=name or method), name)
        if not asked:
            yield _Wanted(rules.refunds.page, matter.clause)


def _by_kind(
    rule: ComingBack, words: Mapping[str, str], matter: Matter, lines: Sequence[OrderLine]
) -> Iterator[_Wanted]:
    """Yield what to ask for each kind of goods that has days of its own, and for most things."""
    if any(line.final_sale for line in lines):
        yield _Wanted("", words["final_sale"])
    own = rule.category_windows
    kinds = {line.category if line.category in own else "" for line in lines if not line.final_sale}
    if not lines:
        spoken = set(tokens(matter.clause))
        kinds = {kind for kind in own if spoken & set(tokens(kind))} or {""}
    for kind in sorted(kinds, reverse=True):
        about = kind or words["most"]
        yield _Wanted(rule.page, words[matter.subject].format(category=about), about)


def _offer(case: OwnCase) -> ToolCall | None:
    """Return the call that a plain yes stands for, where one order and all of it is settled."""
    settled = settled_arguments(case) if case.subject in {"return_items", "cancel_order"} else None
    return ToolCall(name=case.subject, args=settled) if settled else None


def _number(named: str) -> str:
    """Return an order number that was named; things have no digits enough."""
    return named if sum(character.isdecimal() for character in named) > 3 else ""


async def _surest(pages: PolicyPages, wordings: Iterable[str]) -> tuple[Passage, ...]:
    """Ask in the shopper's words and in the plan's, which knows what "and when?" is about but may misspell a name."""
    found = [await pages.passages(wording[:MAX_QUESTION], limit=MAX_PASSAGES) for wording in dict.fromkeys(wordings)]
    return max(found, key=lambda passages: passages[0].score if passages else 0.0)


def _fit_to_say(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Leave out the lines that somebody has put into an uploaded page for a machine to obey."""
    fit = (
        passage.model_copy(
            update={
                "text": "\n".join(filter(quotable_rule, passage.text.split("\n"))),
                "quotes": tuple(filter(quotable_rule, passage.quotes)),
            }
        )
        for passage in passages
    )
    return tuple(passage for passage in fit if passage.quotes)
