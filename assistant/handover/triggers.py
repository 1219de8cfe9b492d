"""When a person has to be asked without the shopper's asking, and how urgent it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.domain.actions import COMES_BACK
from assistant.domain.conversation import ConversationState
from assistant.domain.handover import HandoverReason, Mood
from assistant.guard.danger import Danger
from assistant.handover.mood import signalled
from assistant.policy.rules import PolicyRules
from assistant.tools.result import Outcome, ToolResult
from assistant.writer.phrases import Phrase
from prompts import load_table

_QUOTED = 80
MOST_FAILURES = 3  # turns in a row; at the second, the assistant offers a person
URGENCY = {
    HandoverReason.SAFETY: 3,
    HandoverReason.LEGAL: 3,
    HandoverReason.DISTRESS: 2,
    HandoverReason.POLICY: 2,
    HandoverReason.REPEATED_FAILURE: 2,
    HandoverReason.REQUESTED: 1,
    HandoverReason.UNANSWERED: 1,
}

_OFFERS = {
    ("ask_business", "nothing_hint"): HandoverReason.UNANSWERED,
    ("ask_business", "person_hint"): HandoverReason.UNANSWERED,
    ("own_case", "refund_overdue_hint"): HandoverReason.UNANSWERED,
    ("get_product", "not_said_hint"): HandoverReason.UNANSWERED,
    ("orders", "lost_hint"): HandoverReason.POLICY,
    ("orders", "person_hint"): HandoverReason.POLICY,
    ("orders", "decide_hint"): HandoverReason.POLICY,
    ("propose", "insisted"): HandoverReason.POLICY,
    ("reply", "clarify_again"): HandoverReason.REPEATED_FAILURE,
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """Why a person is needed.

    Attributes:
        words: the reason in one line for the desk.
        alone: the assistant leaves the matter itself alone, because nothing that it could show would help.
    """

    reason: HandoverReason
    words: str
    alone: bool = False


def said(message: str, locale: str = "en") -> Trigger | None:
    """Return what in the shopper's own words calls for a person; None for ordinary messages."""
    table = load_table("signals", locale)
    for reason in (HandoverReason.SAFETY, HandoverReason.LEGAL):
        if words := signalled(reason.value, message, locale):
            return Trigger(reason, _told(table[reason.value]["words"], words), alone=True)
    for mood in (Mood.DISTRESSED, Mood.ANGRY):
        if words := signalled(mood.value, message, locale):
            return Trigger(HandoverReason.DISTRESS, _told(table[mood.value]["words"], words))
    return None


def _told(what: str, words: str) -> str:
    flat = " ".join(words.split())
    return f"{what}: “{flat if len(flat) <= _QUOTED else flat[-_QUOTED:]}”"


def brought_about(state: ConversationState, results: Sequence[ToolResult], locale: str = "en") -> Trigger | None:
    """Return why a turn's own results call for a person: distress was heard, or it fails and isn't the first to."""
    if any(result.tool == "reply" and result.subject == Danger.DISTRESS for result in results):
        return Trigger(HandoverReason.DISTRESS, load_table("signals", locale)["distressed"]["words"])
    if has_failed(results) and state.failures + 1 >= MOST_FAILURES:
        return Trigger(HandoverReason.REPEATED_FAILURE, load_table("handover", locale)["reasons"]["repeated_failure"])
    return None


def demanded(rules: PolicyRules, message: str, results: Sequence[ToolResult], locale: str = "en") -> Trigger | None:
    """Return the trigger of a refusal that the shop's rules leave to a person: the shopper tells of a fault."""
    for result in results:
        verdict = result.verdict
        if result.tool not in COMES_BACK or result.outcome is not Outcome.NOT_ALLOWED or verdict is None:
            continue
        if rules.returns.wants_a_person(verdict.refusal, message):
            words = load_table("handover", locale)["reasons"]["policy"]
            return Trigger(HandoverReason.POLICY, f"{words}: {verdict.reason}")
    return None


def has_failed(results: Sequence[ToolResult]) -> bool:
    """Say whether a turn's only result was of no use to the shopper."""
    if len(results) != 1:
        return False
    (result,) = results
    asked_back = result.tool == "reply" and result.subject == "clarify"
    return asked_back or result.outcome in {Outcome.FAILED, Outcome.NOTHING_FOUND}


def offered(points: Sequence[Phrase]) -> HandoverReason | None:
    """Return why a reply offers a person, if it does; a plain yes then takes the offer up."""
    return next((reason for point in points if (reason := _OFFERS.get((point.section, point.key)))), None)


def accepts(message: str, locale: str = "en") -> bool:
    """Say whether a message is a plain yes and nothing else."""
    return bool(_yes(locale).fullmatch(message.strip()))


@cache
def _yes(locale: str) -> re.Pattern[str]:
    return re.compile(load_table("signals", locale)["yes"], re.IGNORECASE)
