"""A message in another language: its plain wish is served, in English, and it is said that English is spoken here."""

from __future__ import annotations

import re

from assistant.domain.conversation import ConversationState, ToolCall
from assistant.planner.schema import CONFIRM
from assistant.planner.tongues import Foreign, Want, foreign, speaks_english_only
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.talk import said
from assistant.turn.follow_ups import FollowUp
from assistant.turn.surroundings import ENGLISH_ONLY

_TOOLS: dict[Want, ToolCall] = {
    "person": ToolCall(name="handoff_to_human"),
    "cancel": ToolCall(name="cancel_order"),
    "address": ToolCall(name="update_order", args={"change": "address"}),
    "exchange": ToolCall(name="exchange_items"),
    "return": ToolCall(name="return_items"),
    "refund": ToolCall(name="ask_business", args={"question": "When do I get my refund?"}),
    "where": ToolCall(name="get_order"),
    "greeting": ToolCall(name="reply", args={"kind": "greeting"}),
    "thanks": ToolCall(name="reply", args={"kind": "thanks"}),
}
_OF_AN_ORDER = frozenset({"cancel_order", "update_order", "exchange_items", "return_items", "get_order"})
_NUMBER = re.compile(r"#?\b([A-Za-z]{1,4}-\d{4,}|\d{5,})\b")
_YES, _NO = (ToolCall(name=CONFIRM, args={"accept": accept}) for accept in (True, False))


def foreign_talk(message: str, state: ConversationState, locale: str) -> FollowUp | None:
    """Return what a message in another language comes to; None for one in English.

    A yes to what waits has to be as clear as in English: else it is asked for, and nothing is taken for a no.
    """
    heard = foreign(message, locale)
    if heard is None:
        return None
    if heard.answer is not None:
        return _answered(heard, state)
    speaks = (_speaks(heard, locale),) if _speaks_now(heard, state) else ()
    if state.pending:
        if heard.orders_cancelling and all(proposal.action.kind == "cancel_order" for proposal in state.pending):
            return FollowUp((_YES,), speaks)
        if heard.want is None or heard.orders_cancelling:  # "cancel it" may mean what waits, or its order
            return FollowUp(results=(_speaks(heard, locale), said("clarify")))
    if heard.want is None:
        return FollowUp(results=(_speaks(heard, locale, alone=True),))
    return FollowUp((_with_number(_TOOLS[heard.want], message),), speaks)


def _answered(heard: Foreign, state: ConversationState) -> FollowUp | None:
    yes = heard.answer == "yes"
    if state.pending:
        return FollowUp((_YES if yes else _NO,))
    if yes and state.offered_call is not None:
        return FollowUp((state.offered_call,))
    if yes and state.offered is not None:
        return FollowUp((_TOOLS["person"],))
    return None


def _speaks_now(heard: Foreign, state: ConversationState) -> bool:
    """Say whether it is to be said that English is spoken: not to thanks, and not twice in the turns remembered."""
    return heard.want != "thanks" and not any(ENGLISH_ONLY in turn.gist for turn in state.exchanges)


def _speaks(heard: Foreign, locale: str, *, alone: bool = False) -> ToolResult:
    """Say that English is spoken here.

    Args:
        alone: nothing else is answered, so the shopper is told what can be asked for.
    """
    key = "other_language" if alone else "english_only"
    return ToolResult(
        tool="reply", outcome=Outcome.SAID, subject=key, notes={"speaks": speaks_english_only(heard.language, locale)}
    )


def _with_number(call: ToolCall, message: str) -> ToolCall:
    found = _NUMBER.search(message)
    if found is None or call.name not in _OF_AN_ORDER:
        return call
    return ToolCall(name=call.name, args={**call.args, "order_id": found[1]})
