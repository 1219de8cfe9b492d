"""Which passages of the shop's pages say the rules behind a shopper's case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.business import SURE, Passage, row_of
from assistant.domain.order import OrderLine, OrderStatus
from assistant.domain.own_case import OwnCase
from assistant.policy.rules import ComingBack
from assistant.tools.context import ToolContext
from assistant.tools.in_question import Asked
from assistant.tools.matching import words as tokens
from assistant.tools.matters import Matter
from prompts import load_table

MAX_QUESTION = 600  # characters
MAX_FOUND = 6  # passages among which the page of the rule is looked for


async def rule_behind(
    context: ToolContext,
    matter: Matter,
    asked: Sequence[Asked],
    passages: Sequence[Passage],
    case: OwnCase | None = None,
) -> tuple[Passage, ...]:
    """Return the passages that say the rules behind the case, and what the shopper's own words found beside them."""
    cited: dict[tuple[str, str], Passage] = {}
    of_money = case is not None and (case.destination or case.reckoning)
    if matter.condition and passages and passages[0].score >= SURE and passages[0].page == _page(context, matter):
        _cite(cited, passages[0])  # what is asked stands before how long it holds
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


def _page(context: ToolContext, matter: Matter) -> str:
    """Return the slug of the page with the rule in question; empty for money on its way."""
    return context.shop.rules.of(matter.subject).page if matter.subject != "refund" else ""


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
