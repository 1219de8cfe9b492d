"""What a shopper may tap instead of typing: the answers to the one question that a reply asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.domain.conversation import ToolCall
from assistant.domain.order import Order
from assistant.handover.triggers import offered
from assistant.planner.fallback import says_yes
from assistant.tools.matching import words
from assistant.tools.result import Outcome, ToolResult
from assistant.turn.step_up import Proof
from assistant.writer.phrases import Phrase
from prompts import load_table

MOST = 8
_ASKS = frozenset({Outcome.NEEDS_DETAIL, Outcome.OUT_OF_STOCK})
_SLOTS = {"order": "order_id", "reason": "reason", "wanted": "wanted", "product": "product", "variant": "variant"}
_MOVES_MONEY = frozenset({"return_items", "exchange_items"})
_NO_USE = frozenset({Proof.CODE_WRONG, Proof.CODE_USED_UP})
_OF_SEVERAL = frozenset({"compare_products"})  # one answer is not enough

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    Attributes:
        label: what stands on it.
        text: what the shopper says with it.
        call: what it stands for; None where the words are understood without knowing the question.
    """

    label: str
    text: str
    call: ToolCall | None = None


def answers_to(
    calls: Sequence[ToolCall], results: Sequence[ToolResult], points: Sequence[Phrase], locale: str
) -> tuple[Answer, ...]:
    """Return the answers to what is asked; none where nothing or more than one thing is, or a proposal's card asks.

    Args:
        calls: what the turn has called, which the answer completes.
        points: what the reply says, which may offer a person.
    """
    if any(result.outcome is Outcome.PROPOSED for result in results):
        return ()
    texts = load_table("welcome", locale)
    asked = [found for result in results if (found := _answers(result, calls, texts["choices"]))]
    if offered(points) is not None or any(result.notes.get("proof") == Proof.EXHAUSTED for result in results):
        asked.append([Answer(texts["choices"]["person"], texts["buttons"]["handoff"])])
    return tuple(asked[0][:MOST]) if len(asked) == 1 else ()


def answered(message: str, answers: Mapping[str, ToolCall]) -> ToolCall | None:
    """Return the call that a message completes: it is one of the answers, or says some words of just one of them."""
    said = frozenset(words(message))
    if len(answers) == 1 and says_yes(message):
        return next(iter(answers.values()))
    if "?" in message or not said:
        return None
    if message in answers:
        return answers[message]
    meant = [call for text, call in answers.items() if said <= frozenset(words(text))]
    return meant[0] if len(meant) == 1 else None


def _answers(result: ToolResult, calls: Sequence[ToolCall], labels: Words) -> list[Answer]:
    if result.offer is not None:
        return [Answer(labels["yes"], labels["yes"])]
    if "resend" in result.notes and result.outcome is Outcome.FOUND:
        order = {"order_id": result.orders[0].id}
        return [
            Answer(labels[key], labels[key], ToolCall(name=tool, args=order))
            for key, tool in (("resend", "exchange_items"), ("refund", "return_items"))
        ]
    if result.notes.get("proof") in _NO_USE:
        return [Answer(labels["new_code"], labels["new_code"])]
    if result.outcome not in _ASKS or result.tool in _OF_SEVERAL:
        return []
    if result.missing == "proposal":
        return [Answer(choice, choice) for choice in result.choices]
    planned = next((call.args for call in calls if call.name == result.tool), {})
    named = {order.id: _named(order, labels) for order in result.orders} if result.missing == "order" else {}
    payment = result.missing == "payment" and result.tool in _MOVES_MONEY
    return [
        Answer(
            label=named.get(choice, choice),
            text=labels["payment"].format(payment=choice) if payment else choice,
            call=ToolCall(name=result.tool, args={**planned, **_completed(result, planned, choice)}),
        )
        for choice in result.choices
    ]


def _completed(result: ToolResult, planned: Mapping[str, Any], choice: str) -> dict[str, Any]:
    """Return the arguments that an answer adds to those of the call that asked."""
    known = {"order_id": result.orders[0].id} if len(result.orders) == 1 else {}
    if result.tool == "update_order" and result.missing != "order":
        named = result.subject if result.missing == "wanted" else ""
        return known | {"details": " ".join(filter(None, (planned.get("details"), named, choice)))}
    if result.missing == "items":
        return known | {"items": (choice,)}
    if result.missing == "wanted" or result.outcome is Outcome.OUT_OF_STOCK:
        of = {"items": (result.subject,)} if result.tool in _MOVES_MONEY else {"product": result.subject}
        return known | of | {"wanted" if result.tool in _MOVES_MONEY else "variant": choice}
    return known | ({_SLOTS[result.missing]: choice} if result.missing in _SLOTS else {})


def _named(order: Order, labels: Words) -> str:
    """Name an order by its number and by what is in it, which shoppers know better."""
    if not order.lines:
        return order.id
    first, *more = order.lines
    return labels["order_more" if more else "order"].format(order=order.id, item=first.title, count=len(more))
