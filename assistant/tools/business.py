"""READ tools over what the shop says about itself, worked out for the shopper's own orders where they are meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.domain.actions import COMES_BACK
from assistant.domain.business import Passage
from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order
from assistant.domain.own_case import OwnCase
from assistant.quotable import quotable_rule
from assistant.tools.case_rules import MAX_QUESTION, rule_behind
from assistant.tools.context import ToolContext
from assistant.tools.in_question import Asked, InQuestion, in_question, names_own, unnamed
from assistant.tools.matters import Matter, matter_of
from assistant.tools.message_parts import part_asked
from assistant.tools.money_back import MAX_ORDERS, absent_method, destination_asked, with_refunds, worked_out
from assistant.tools.offers import list_promotions, names_a_code
from assistant.tools.orders import not_of_this_shopper, somebody_elses
from assistant.tools.own_case import open_for, settled_arguments, work_out
from assistant.tools.payments import names_a_method, names_the_original, where_money_goes
from assistant.tools.ports import PolicyPages
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context

MAX_PASSAGES = 3
_ELLIPTIC = 7  # words of a question that may go on with the one before
_GOES_ON = re.compile(r"\W*(?:ok(?:ay)?\W+)?(?:so|and|but|then|also|what about|how about)\b", re.IGNORECASE)
_TAKEN = re.compile(
    r"^(?!.*\b(?:refund|back|split|two|both|part|instal|monthly|order)).*\b(?:do you|can (?:i|we|you)) (?:also )?"
    r"(?:take|accept|pay (?:with|by|using|via|through)) (?:my |a |an )?"
    r"(?:pay ?pal|visa|master ?card|amex|american express|discover|apple pay|google pay"
    r"|(?:debit|credit) cards?)\b",
    re.IGNORECASE,
)
_WHAT_IS_TAKEN = "How can I pay?"
_PLAIN = 0.9  # the score from which a few words say enough by themselves


async def ask_business(context: Context, question: str) -> ToolResult:
    """Answer from the shop's own pages: returns, shipping, payment, warranty, facts about the shop."""
    own = part_asked(context.message, question)
    before = tuple(turn.shopper for turn in context.conversation.state.exchanges)
    passages = _fit_to_say(await _read(context.shop.policy_pages, own, question, before))
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
        rule = await rule_behind(context, matter, (), passages)
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
        destination = await destination_asked(context, where, orders, asked)
    if matter.amount:
        case, asked = worked_out(context, matter, orders, asked, about)
        if case is None:
            return None
    elif asked and destination is None:
        case = work_out(matter, asked, context.shop.rules, context.now, context.conversation.locale)
    elif about.own:
        case = OwnCase(subject=matter.subject, wish=matter.wish, unknown=about.unknown)
    if case is not None and matter.subject == "change_payment" and names_a_method(matter.clause):
        case = case.model_copy(update={"absent": await absent_method(context, matter.clause)})
    if destination is not None:
        case = (case or OwnCase(subject="refund", wish="inform")).model_copy(update={"destination": destination})
        asked = tuple(Asked(order, order.lines) for order in orders if order.id == destination.order_id)
    if case is None:
        return None
    return ToolResult(
        tool="ask_business",
        outcome=Outcome.FOUND,
        subject=matter.clause,
        passages=await rule_behind(context, matter, asked, passages, case),
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
        return with_refunds(about, orders) or about.asked
    rules, now = context.shop.rules, context.now
    if about.asked and open_for(matter.subject, (about.asked[0].order,), rules, now):
        return about.asked
    return open_for(matter.subject, orders, rules, now) or about.asked or _only(orders)


def _only(orders: Sequence[Order]) -> tuple[Asked, ...]:
    return (Asked(orders[0], orders[0].lines),) if len(orders) == 1 else ()


def _offer(case: OwnCase) -> ToolCall | None:
    """Return the call that a plain yes stands for, where one order and all of it is settled."""
    settled = settled_arguments(case) if case.subject in {"return_items", "cancel_order"} else None
    return ToolCall(name=case.subject, args=settled) if settled else None


def _number(named: str) -> str:
    """Return an order number that was named; things have no digits enough."""
    return named if sum(character.isdecimal() for character in named) > 3 else ""


async def _read(pages: PolicyPages, own: str, question: str, before: Sequence[str]) -> tuple[Passage, ...]:
    """Return what the pages say; few words that go on with a question ("so used ones?") are read with it."""
    if before and len(own.split()) <= _ELLIPTIC and _GOES_ON.match(own):
        alone = await _surest(pages, (own,))
        if not alone or alone[0].score < _PLAIN:
            return await _surest(pages, (f"{before[-1]} {own}", own, question))
    if _TAKEN.search(own):  # a page on refunds has rows with the same names
        return await _surest(pages, (_WHAT_IS_TAKEN,)) or await _surest(pages, (own, question))
    return await _surest(pages, (own, question))


async def _surest(pages: PolicyPages, wordings: Iterable[str]) -> tuple[Passage, ...]:
    """Ask in the shopper's words and in the plan's, which knows what "and when?" is about but may misspell a name."""
    found = [await pages.passages(wording[:MAX_QUESTION], limit=MAX_PASSAGES) for wording in dict.fromkeys(wordings)]
    return max(found, key=lambda passages: round(passages[0].score, 1) if passages else 0.0)


async def pages_on(pages: PolicyPages, question: str) -> ToolResult:
    """Return what the shop's pages say to a question about its rules, whoever asks it."""
    passages = _fit_to_say(await _surest(pages, (question,)))
    outcome = Outcome.FOUND if passages else Outcome.NOTHING_FOUND
    return ToolResult(tool="ask_business", outcome=outcome, subject=question, passages=passages)


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
