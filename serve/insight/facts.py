"""A turn in one short row: what it was about, how it ended, what it cost; read from its record, no model asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from assistant.tools.result import Outcome

HANDED_OVER, CLARIFY, ASKED_AGAIN = "handed_over", "clarify", "asked_again"
TROUBLES = (
    HANDED_OVER,
    Outcome.FAILED.value,
    Outcome.NOT_ALLOWED.value,
    Outcome.NOTHING_FOUND.value,
    CLARIFY,
    ASKED_AGAIN,
)
"""How a turn can fail its shopper, the gravest first."""
SERVICE = frozenset(
    {
        "ask_business",
        "cancel_order",
        "confirm",
        "exchange_items",
        "get_order",
        "handoff_to_human",
        "list_orders",
        "return_items",
        "step_up",
        "update_order",
    }
)
"""The tools of service: who comes back with such a matter wasn't helped, who comes back for more tea was."""
_REQUESTED = "requested"
_TOLD_BY_WORDS = frozenset({"distress", "legal", "safety"})  # nothing was planned, but no button was pressed
_NAME = 40
HANDOFF = "handoff_to_human"
_CODE = 24


@dataclass(frozen=True, slots=True)
class TurnFacts:
    """One turn, as insight counts it.

    Attributes:
        spoken: the shopper typed it; a button's words say nothing about how people ask.
        service: it was about an order, a rule or a person, and not about finding something.
        tool, outcome: of the call that failed the shopper, or of the first; of a handover only where it stands alone.
        trouble: one of TROUBLES.
        handover: why a person was asked for.
        order_id: the first order that the shop's own records brought, never one that was only typed.
        score: how likely the best passage answers, where the shop's pages were asked.
        model_ms: spent waiting for the language model.
    """

    turn_id: str
    conversation_id: str
    at: datetime
    spoken: bool
    service: bool
    tool: str
    outcome: str
    trouble: str | None
    handover: str | None
    order_id: str | None
    score: float | None
    llm_calls: int
    prompt_tokens: int
    completion_tokens: int
    model_ms: float
    first_card_ms: float | None
    first_sentence_ms: float | None
    written_ms: float | None

    def row(self) -> dict[str, Any]:
        return asdict(self)


def facts_of(record: Mapping[Any, Any]) -> TurnFacts:
    """Return the facts of a stored turn record, whatever release has written it."""
    results: Sequence[Mapping[str, Any]] = record["results"]
    usage: Mapping[str, Any] = record["usage"]
    timings: Mapping[str, Any] = usage.get("timings_ms", {})
    gravest = min(results, key=_gravity, default={})
    told = [result for result in results if result.get("tool") != HANDOFF] or results
    telling = min(told, key=_gravity, default={})
    handover = next((code for result in results if (code := _handover(result))), None)
    return TurnFacts(
        turn_id=record["id"],
        conversation_id=record["conversation_id"],
        at=record["at"],
        spoken=record["origin"] != "button" or handover in _TOLD_BY_WORDS,
        service=any(result.get("tool") in SERVICE for result in results),
        tool=str(telling.get("tool", ""))[:_NAME],
        outcome=str(telling.get("outcome", ""))[:_CODE],
        trouble=_trouble(gravest),
        handover=handover,
        order_id=next((str(order["id"])[:100] for result in results for order in result.get("orders", ())), None),
        score=_score(results),
        llm_calls=int(usage.get("llm_calls", 0)),
        prompt_tokens=int(usage.get("prompt_tokens", 0)),
        completion_tokens=int(usage.get("completion_tokens", 0)),
        model_ms=float(timings.get("planner_model", 0.0)) + float(timings.get("writer_model", 0.0)),
        first_card_ms=timings.get("first_card"),
        first_sentence_ms=timings.get("first_sentence"),
        written_ms=timings.get("written"),
    )


def _trouble(result: Mapping[str, Any]) -> str | None:
    outcome = result.get("outcome")
    if outcome == Outcome.HANDED_OFF:
        return None if _again(result) else HANDED_OVER
    if result.get("tool") == "reply":
        return CLARIFY if result.get("subject") == "clarify" else None
    return outcome if outcome in TROUBLES else None


def _gravity(result: Mapping[str, Any]) -> int:
    trouble = _trouble(result)
    return TROUBLES.index(trouble) if trouble else len(TROUBLES)


def _handover(result: Mapping[str, Any]) -> str | None:
    """Return why a person was asked for, once: who asks again is told of the same ticket."""
    if result.get("outcome") != Outcome.HANDED_OFF or _again(result):
        return None
    return str(result.get("notes", {}).get("reason", _REQUESTED))[:_CODE]


def _again(result: Mapping[str, Any]) -> bool:
    return bool(result.get("notes", {}).get("again"))


def _score(results: Sequence[Mapping[str, Any]]) -> float | None:
    asked = [result for result in results if result.get("tool") == "ask_business"]
    if not asked:
        return None
    passages = [passage for result in asked for passage in result.get("passages", ())]
    return max((float(passage.get("score", 0.0)) for passage in passages), default=0.0)
