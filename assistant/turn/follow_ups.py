"""Messages that only make sense after what was said before: answers, a yes or a no, "undo", "what now?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.actions import SettledChanges
from assistant.domain.conversation import ConversationState, ToolCall
from assistant.domain.order import Order
from assistant.planner.consent import Consent, consent_of
from assistant.planner.schema import CONFIRM
from assistant.planner.short_messages import (
    acknowledges,
    asks_for_options,
    asks_what_it_means,
    declines,
    says_yes,
    wants_to_go_on,
)
from assistant.tools.payments import kinds_named
from assistant.tools.result import ToolResult
from assistant.tools.talk import said
from assistant.turn.answers import completed
from assistant.turn.spoken import spoken_call
from assistant.turn.which import answered

_SHORT = 12  # words
_YES = re.compile(r"\W*(?:yes|yep|yeah|sure|ok|okay|perfect)\b(?!.*\?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a message comes to, without a planner.

    Attributes:
        request: what the tools read instead of the message; empty for the message itself.
        settled: what of the items holds on, where it isn't all that was told with the question.
    """

    calls: tuple[ToolCall, ...] = ()
    results: tuple[ToolResult, ...] = ()
    request: str = ""
    settled: SettledChanges | None = None


def follow_up_of(message: str, state: ConversationState, orders: Sequence[Order]) -> FollowUp | None:
    """Return what a message means by the state of the conversation, None where it has to be planned.

    What waits for a yes comes first, then what was asked back, then what was offered, then what needs no answer.

    Args:
        orders: the shopper's own, newest first, where something was asked back.
    """
    return _decision(message, state) or _answer(message, state, orders) or _word(message, state)


def _decision(message: str, state: ConversationState) -> FollowUp | None:
    if state.deciding is not None and answered(message, state.pending):
        return FollowUp((ToolCall(name=CONFIRM, args={"accept": state.deciding}),))
    if state.pending and (says_yes(message) or _yes_as_it_is(message, state)):
        return FollowUp((ToolCall(name=CONFIRM, args={"accept": True}),))
    if state.pending and asks_what_it_means(message):
        return FollowUp(results=tuple(said("waiting", proposal) for proposal in state.pending))
    return None


def _yes_as_it_is(message: str, state: ConversationState) -> bool:
    """Say whether a yes repeats how the money goes as the one proposal has it: "yes, to my PayPal"."""
    if len(state.pending) != 1 or not _YES.match(message) or len(message.split()) > _SHORT:
        return False
    proposal = state.pending[0]
    kinds = kinds_named(message)
    agreed = consent_of(message, proposal.title) is Consent.GIVEN
    return agreed and bool(kinds) and kinds == kinds_named(" ".join(proposal.effects))


def _answer(message: str, state: ConversationState, orders: Sequence[Order]) -> FollowUp | None:
    whole = completed(message, state.asked, orders) if state.asked is not None else None
    if whole is not None:
        return FollowUp((whole.call,), request=whole.request, settled=whole.settled)
    if state.asked is not None and not state.pending and declines(message):
        return FollowUp(results=(said("left"),))
    if call := spoken_call(message, state):
        return FollowUp((call,))
    if state.offered_call is not None and not state.pending and says_yes(message):
        return FollowUp((state.offered_call,))
    return None


def _word(message: str, state: ConversationState) -> FollowUp | None:
    if state.refused and asks_for_options(message):
        return FollowUp(results=(said("after_refusal"),))
    if not state.pending and state.asked is None and acknowledges(message):
        return FollowUp(results=(said("noted"),))
    if not state.pending and wants_to_go_on(message):
        return FollowUp(results=(said("yes_to_nothing"),))
    return None
