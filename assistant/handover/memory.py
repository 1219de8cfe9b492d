"""What the assistant remembers of what agents said, so that it goes on where they left off."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain.conversation import ConversationState, Exchange, Message

MAX_EXCHANGES = 6
_LONGEST = 300


def remember_agents(state: ConversationState, messages: Sequence[Message]) -> None:
    """Fold what agents have written since the last time into the exchanges that the planner reads.

    Args:
        messages: the transcript, oldest first.
    """
    places = {message.id: place for place, message in enumerate(messages)}
    fresh = messages[places.get(state.heard, -1) + 1 :]
    written = [message for message in fresh if message.role == "agent"]
    if not written:
        return
    for message in written:
        told = f"{message.agent or 'a person'} of the team said: {message.text}"[:_LONGEST]
        last = state.exchanges[-1] if state.exchanges else None
        if last is not None and not last.gist:  # what the shopper said to the agent, so far unanswered
            state.exchanges = (*state.exchanges[:-1], last.model_copy(update={"gist": told}))
        else:
            state.exchanges = (*state.exchanges, Exchange(shopper="", gist=told))[-MAX_EXCHANGES:]
    state.heard = written[-1].id
