"""What a shopper may tap instead of typing: the answers to the one question that a reply asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.domain.order import Order
from assistant.handover.triggers import offered
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.events import Choice
from assistant.turn.step_up import Proof
from assistant.writer.phrases import Phrase
from prompts import load_table

MOST = 8
_ASKS = frozenset({Outcome.NEEDS_DETAIL, Outcome.OUT_OF_STOCK})
_OF_SEVERAL = frozenset({"compare_products"})  # one answer is not enough
_NO_USE = frozenset({Proof.CODE_WRONG, Proof.CODE_USED_UP})

Words = Mapping[str, str]


def choices_of(results: Sequence[ToolResult], points: Sequence[Phrase], locale: str) -> tuple[Choice, ...]:
    """Return the answers; none where nothing or more than one thing is asked, or where a proposal's card asks.

    Args:
        points: what the reply says, which may offer a person.
    """
    if any(result.outcome is Outcome.PROPOSED for result in results):
        return ()
    texts = load_table("welcome", locale)
    words: Words = texts["choices"]
    asked = [found for result in results if (found := _answers(result, words))]
    if offered(points) is not None:
        asked.append([Choice(label=words["person"], text=words["yes"])])
    elif any(result.notes.get("proof") == Proof.EXHAUSTED for result in results):
        asked.append([Choice(label=words["person"], text=texts["buttons"]["handoff"])])
    return tuple(asked[0][:MOST]) if len(asked) == 1 else ()


def _answers(result: ToolResult, words: Words) -> list[Choice]:
    if result.offer is not None:
        return [_said(words["yes"])]
    if "resend" in result.notes and result.outcome is Outcome.FOUND:
        refund = words["refund_order"].format(order=result.orders[0].id)
        return [_said(words["resend"]), Choice(label=words["refund"], text=refund)]
    if result.notes.get("proof") in _NO_USE:
        return [_said(words["new_code"])]
    if result.outcome not in _ASKS or result.tool in _OF_SEVERAL:
        return []
    if result.missing == "order" and result.orders:
        return [Choice(label=_named(order, words), text=order.id) for order in result.orders]
    return [_said(choice) for choice in result.choices]


def _said(text: str) -> Choice:
    return Choice(label=text, text=text)


def _named(order: Order, words: Words) -> str:
    """Name an order by its number and by what is in it, which shoppers know better."""
    if not order.lines:
        return order.id
    first, *more = order.lines
    return words["order_more" if more else "order"].format(order=order.id, item=first.title, count=len(more))
