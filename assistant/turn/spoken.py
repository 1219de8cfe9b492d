"""Short wishes about the order that is talked about, which need no planning: their words leave no doubt."""

from __future__ import annotations

import re

from assistant.domain.conversation import ConversationState, ToolCall
from assistant.planner.schema import CONFIRM
from assistant.tools.exchanges import exchange_items
from assistant.tools.undoing import undo_change

_LEAD = (
    r"^\W*(?:(?:oh|oops|wait|sorry|no|yes|yeah|ok|okay|please|then|can you|could you|actually|just|i'd like you to)"
    r"\W+){0,4}"
)
_KEEP = (
    r"(?:(?:i(?:'ve|’ve| have)? )?changed? my mind\b.{0,40}\b(?:keep|undo|back|after all|still want)"
    r"|(?:i(?:'d| would|'ll| will)? (?:rather |like to |want to )?|can i |let me )keep (?:it|them|that|the \w+)"
    r" (?:after all|instead|now)\b)"
)
_WISHES = (
    (undo_change, r"(?:undo|revert|reverse|un-?cancel|reinstate|re-?activate|restore|take (?:that|it|this) back)\b"),
    (undo_change, _KEEP),
    (
        exchange_items,
        r"(?:re-?send\b|send (?:it|that|them|the (?:order|parcel|package)|everything) (?:out )?again\b"
        r"|send (?:me |out )?(?:a|the) (?:new|second|replacement) (?:one|parcel|package|order)\b)",
    ),
)
_KEPT = re.compile(_LEAD + _KEEP, re.IGNORECASE)
_ELSEWHERE = (
    r"(?:deliver|send|ship|redirect|leave) (?:it|this|that|them|my (?:order|parcel|package)) (?:to|at|with) "
    r"(?:(?:my|a|an|the) )?(?:neighbou?rs?|friends?|office|work\w*|mother|mum|mom|father|dad|sister|brother|parents?"
    r"|(?:another|different|new|other) (?:address|place))\b"
)
_PATTERNS = (
    *((ToolCall(name=tool.__name__), re.compile(_LEAD + wish, re.IGNORECASE)) for tool, wish in _WISHES),
    (ToolCall(name="update_order", args={"change": "address"}), re.compile(_LEAD + _ELSEWHERE, re.IGNORECASE)),
)


def spoken_call(message: str, state: ConversationState) -> ToolCall | None:
    """Return the call that a message stands for, None where it has to be planned."""
    if state.pending and _KEPT.search(message):
        return ToolCall(name=CONFIRM, args={"accept": False})
    if state.order_id is None:
        return None
    return next((call for call, pattern in _PATTERNS if pattern.search(message)), None)
