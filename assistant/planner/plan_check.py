"""Checks a plan against the conversation: only what was said becomes an argument.

A small model copies well and invents now and then. What no word of the conversation carries is repaired where the
conversation leaves no doubt, and dropped otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.domain.conversation import ToolCall
from assistant.planner.argument_check import ArgumentCheck
from assistant.planner.consent import Consent, consent_of, refuses
from assistant.planner.context import PlanContext
from assistant.planner.order_number_check import with_order_number
from assistant.planner.requests import mend_requests
from assistant.planner.schema import CONFIRM, MAX_CALLS

_TALK = "reply"
_UNCLEAR = ToolCall(name=_TALK, args={"kind": "clarify"})
_YES_AND_MORE = re.compile(
    r"\W*(?:yes|yep|yeah|yup|sure|confirm(?:ed)?|go ahead)\b[^.!?;,]{0,25}[.!;,]"
    r"(?=.*\b(?:also|too|as well|another|next)\b)"
    r"(?!.*\?\s*$)",
    re.IGNORECASE | re.DOTALL,
)
_KEEP = re.compile(r"\b(?:keep|rather not)\b", re.IGNORECASE)
_POLITE = frozenset({"greeting", "thanks", "smalltalk"})


def check_calls(calls: Iterable[ToolCall], context: PlanContext) -> tuple[ToolCall, ...]:
    """Return the calls with only the arguments that the conversation carries; may be empty."""
    calls = _with_the_yes(list(calls), context)
    check = ArgumentCheck(context, alone=len(calls) == 1)
    kept: list[ToolCall] = []
    for call in calls:
        decided = _decided(call, context) if call.name == CONFIRM else call
        if decided is None or (decided is _UNCLEAR and len(calls) > 1):
            continue
        checked = check.call(decided)
        if checked not in kept:
            kept.append(checked)
    kept = _without_politeness(mend_requests(kept, context))[:MAX_CALLS]
    return tuple(with_order_number(kept, context.message))


def _with_the_yes(calls: list[ToolCall], context: PlanContext) -> list[ToolCall]:
    """Return the calls with the yes that a message begins with before it asks for something more."""
    lost = context.pending and calls and all(call.name != CONFIRM for call in calls)
    if not lost or not _YES_AND_MORE.match(context.message):
        return calls
    given = consent_of(context.message, context.pending) is Consent.GIVEN
    return [ToolCall(name=CONFIRM, args={"accept": True}), *calls] if given else calls


def _decided(call: ToolCall, context: PlanContext) -> ToolCall | None:
    """Return a decision where something waits; no refusal or question is taken for a yes, and an unclear one asks."""
    if not context.pending:
        return None
    if context.pending.casefold().startswith(("cancel", "return")) and _KEEP.search(context.message):
        return ToolCall(name=CONFIRM, args={"accept": False})  # "keep the order then" refuses its cancellation
    if not call.args.get("accept") and not refuses(context.message, context.pending):
        return _UNCLEAR  # nor is what says no word of a no taken for one
    consent = consent_of(context.message, context.pending)
    if not call.args.get("accept") or consent is Consent.GIVEN:
        return call
    return _UNCLEAR if consent is Consent.UNCLEAR else None


def _without_politeness(calls: list[ToolCall]) -> list[ToolCall]:
    requests = [call for call in calls if not (call.name == _TALK and call.args.get("kind") in _POLITE)]
    return requests or calls
