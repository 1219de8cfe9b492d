"""What has come of the conversation: "did the first one go through?", "is everything done now?", "what's left?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.domain.conversation import ConversationState
from assistant.planner.numbers import places_in
from assistant.tools.result import ToolResult
from assistant.tools.talk import said

_LEAD = (
    r"^\W*(?:(?:so|ok(?:ay)?|and|but|wait|hm+|great|thanks|thank you|perfect|well|good|then|sorry|yes|no"
    r"|just to be sure)\W+)*"
)
_TAIL = (
    r"(?:\W+(?:now|then|so far|already|yet|today|for me|please|here|in this chat|with (?:my|the) orders?|right"
    r"|correct))*\W*$"
)
_IT = (
    r"(?:it|that|this|everything|all(?: of (?:it|that|them))?|they|both"
    r"|the (?:first|second|third|last|other)(?: (?:one|change|request))?)"
)
_DONE = r"(?:done|through|set(?: up)?|sorted|confirmed|completed?|finished|taken care of|processed|settled)"
_ASKED = re.compile(
    rf"{_LEAD}(?:(?:is|are|was|were|has|have) {_IT}(?: (?:been|gone|all|really|actually|now))* {_DONE}"
    rf"|(?:did|has|have) {_IT} (?:all )?(?:go|went|gone|work|worked) ?(?:through|out)?"
    rf"|(?:are we|is that) (?:all )?(?:done|all|it|set|everything)"
    r"|what (?:did|have) you (?:actually |really )?(?:change|changed|do|done|cancel|cancelled|return|returned)"
    r"|what(?:['’]s| is| has| have)? (?:been )?(?:done|changed)"
    r"|what(?:['’]s| is) (?:still )?(?:left|open|pending|outstanding|to do|left to do)"
    r"|what (?:else )?(?:is|remains)(?: still)? (?:left|open|to be done|to do)"
    r"|(?:can|could) you (?:tell me|confirm|recap|summari[sz]e)(?: me)? what"
    r" (?:you(?:['’]ve| have)? )?(?:did|changed|done|was done)"
    rf"){_TAIL}",
    re.IGNORECASE,
)
_COME_TO = {
    ProposalState.EXECUTED: "so_far_done",
    ProposalState.CONFIRMED: "so_far_unanswered",
    ProposalState.PENDING: "so_far_waits",
    ProposalState.FAILED: "so_far_failed",
    ProposalState.EXPIRED: "so_far_expired",
}
_MOST = 6


def asks_so_far(message: str) -> bool:
    """Say whether a message asks what has been done, waits or is left."""
    return _ASKED.search(message) is not None


def told_so_far(message: str, made: Sequence[ActionProposal], state: ConversationState) -> tuple[ToolResult, ...]:
    """Return what has come of each of the conversation's proposals; nothing where none was made.

    What was refused by the shopper, or made anew since, is left out.

    Args:
        made: the conversation's proposals, the oldest first.
    """
    told = [proposal for place, proposal in enumerate(made) if _stands(proposal, made[place + 1 :])]
    if not made:
        return ()
    places = places_in(message, len(told)) if "first" in message.casefold() or "second" in message.casefold() else ()
    if len(places) == 1:
        told = [told[next(iter(places)) - 1]]
    results = [said(_COME_TO[proposal.state], proposal) for proposal in told[-_MOST:]]
    if not any(proposal.state is ProposalState.EXECUTED for proposal in told):
        results.insert(0, said("so_far_nothing"))
    waits = any(proposal.state is ProposalState.PENDING for proposal in told)
    if state.asked is not None and not waits and state.asked.missing != "payment" and not places:
        results.append(said("so_far_asked"))
    elif told and not places and all(proposal.state is ProposalState.EXECUTED for proposal in told):
        results.append(said("so_far_all"))
    return tuple(results)


def _stands(proposal: ActionProposal, later: Sequence[ActionProposal]) -> bool:
    if proposal.state not in _COME_TO:
        return False
    over = proposal.state in {ProposalState.FAILED, ProposalState.EXPIRED}
    matter = (proposal.action.kind, proposal.action.order_id)
    return not (over and any((other.action.kind, other.action.order_id) == matter for other in later))
