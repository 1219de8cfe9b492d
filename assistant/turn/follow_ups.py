"""Messages that only make sense after what was said before: answers, a yes or a no, "undo", "what now?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain.actions import SettledChanges
from assistant.domain.conversation import ConversationState, ToolCall
from assistant.domain.order import Order
from assistant.planner.schema import CONFIRM
from assistant.planner.short_messages import (
    acknowledges,
    asks_for_options,
    asks_what_it_means,
    declines,
    says_yes,
    wants_to_go_on,
)
from assistant.tools.result import ToolResult
from assistant.tools.talk import said
from assistant.turn.answers import completed
from assistant.turn.every_order import for_all_asked, for_others_too
from assistant.turn.named_yes import begins_with_yes, names_another_method, says_yes_after_all, says_yes_to
from assistant.turn.spoken import spoken_call
from assistant.turn.which import answered

_MONEY_FIXED = frozenset({"cancel_order", "undo", "resend_order"})  # its card can't be made anew with another method


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What a message comes to, without a planner.

    Attributes:
        request: what the tools read instead of the message; empty for the message itself.
        requests: what the tool of each call reads instead, where several orders get a call of their own.
        settled: what of the items holds on, where it isn't all that was told with the question.
    """

    calls: tuple[ToolCall, ...] = ()
    results: tuple[ToolResult, ...] = ()
    request: str = ""
    requests: tuple[str, ...] = ()
    settled: SettledChanges | None = None


def follow_up_of(message: str, state: ConversationState, orders: Sequence[Order]) -> FollowUp | None:
    """Return what a message means by the state of the conversation, None where it has to be planned.

    What waits for a yes comes first, then what was asked back, then what was offered, then what needs no answer.

    Args:
        orders: the shopper's own, newest first, where something was asked back or a yes says more than yes.
    """
    return _decision(message, state, orders) or _answer(message, state, orders) or _word(message, state)


def _decision(message: str, state: ConversationState, orders: Sequence[Order]) -> FollowUp | None:
    if state.deciding is not None and answered(message, state.pending):
        return FollowUp((ToolCall(name=CONFIRM, args={"accept": state.deciding}),))
    only = state.pending[0] if len(state.pending) == 1 else None
    if state.pending and (says_yes(message) or (only is not None and says_yes_to(message, only, orders))):
        return FollowUp((ToolCall(name=CONFIRM, args={"accept": True}),))
    if only is not None and says_yes_after_all(message, only, orders):
        return FollowUp((ToolCall(name=CONFIRM, args={"accept": True}),))
    if only is not None and only.action.kind in _MONEY_FIXED and begins_with_yes(message):
        return FollowUp(results=(said("waiting", only),)) if names_another_method(message, only) else None
    if state.pending and asks_what_it_means(message):
        return FollowUp(results=tuple(said("waiting", proposal) for proposal in state.pending))
    return None


def _answer(message: str, state: ConversationState, orders: Sequence[Order]) -> FollowUp | None:
    if (every := for_all_asked(message, state.asked)) is not None:
        return FollowUp(every.calls, request=every.requests[0], requests=every.requests)
    whole = completed(message, state.asked, orders) if state.asked is not None else None
    if whole is not None and state.asked is not None:
        every = for_others_too(whole.call, whole.request, state.asked)
        return FollowUp(every.calls, request=whole.request, requests=every.requests, settled=whole.settled)
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
