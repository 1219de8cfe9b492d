"""What a turn needs to remember things. Adapters implement these; one contract suite runs over all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.actions import ActionProposal, ProposalState
from assistant.domain.conversation import Conversation, Message, ToolCall
from assistant.domain.handover import Handover, Mood
from assistant.tools.result import ToolResult

MAX_PROOF_TRIES = 10
PROOF_WINDOW = timedelta(days=1)

ShopEventType = Literal["impression", "view", "click", "add_to_cart", "purchase", "search", "remove_from_cart"]


class ShopEvent(BaseModel):
    """Something a shopper did, the raw material of ranking.

    Attributes:
        owner: `Principal.owner`.
        position: place in the list where it was shown, from 1.
    """

    model_config = ConfigDict(frozen=True)

    type: ShopEventType
    owner: str
    product_id: str | None = None
    query: str | None = None
    position: int | None = Field(default=None, ge=1)
    at: datetime


class TurnRecord(BaseModel):
    """A turn as it is kept: what was said, decided, found, written and spent."""

    model_config = ConfigDict(frozen=True)

    id: str
    conversation_id: str
    message: str
    calls: tuple[ToolCall, ...] = ()
    results: tuple[ToolResult, ...] = ()
    reply: str = ""
    origin: str = "model"
    usage: dict[str, Any] = Field(default_factory=dict)
    at: datetime


class Why(BaseModel):
    """Why a proposal moved on, for the audit.

    Attributes:
        actor: who moved it: a `Principal.owner`, a person of the shop on their behalf, or the shop by itself.
        verdict: what the rules said, in words.
        outcome: what its execution came to.
    """

    model_config = ConfigDict(frozen=True)

    actor: str = "the shop"
    verdict: str = ""
    outcome: str = ""


class ConversationStore(Protocol):
    """Keeps conversations; a turn is saved whole or not at all."""

    async def load(self, conversation_id: str) -> Conversation:
        """Return the conversation; raises ConversationNotFound."""
        ...

    async def save(
        self, conversation: Conversation, messages: Sequence[Message] = (), turn: TurnRecord | None = None
    ) -> None:
        """Store the state with the turn's messages in one transaction; creates what isn't there."""
        ...

    async def messages(self, conversation_id: str) -> tuple[Message, ...]: ...


class ProposalStore(Protocol):
    """Keeps proposals; moving one on is atomic, so that of two confirmations one wins."""

    async def add(self, proposal: ActionProposal) -> None: ...

    async def get(self, proposal_id: str) -> ActionProposal:
        """Return the proposal; raises ProposalNotFound."""
        ...

    async def move(
        self, proposal_id: str, before: ProposalState, after: ProposalState, why: Why | None = None
    ) -> ActionProposal:
        """Set the state if it is still `before`, else raise ProposalSettled; every move is audited with its reason."""
        ...

    async def confirmed(self, conversation_id: str | None = None) -> tuple[ActionProposal, ...]:
        """Return the proposals, of one conversation or of all, that were confirmed and not settled since.

        They come in the order in which they were confirmed.
        """
        ...

    async def of_conversation(self, conversation_id: str) -> Mapping[str, ActionProposal]:
        """Return a conversation's proposals by id, as they stand now."""
        ...


class Handovers(Protocol):
    """Keeps the conversations that a person has or is asked for; the one place that knows who holds a conversation."""

    async def open(self, handover: Handover) -> Handover:
        """Store a handover and return it as it stands; only then may the shopper be told of it.

        A conversation has one open handover: where there is one, that is returned, more urgent if this one is.
        """
        ...

    async def current(self, conversation_id: str) -> Handover | None:
        """Return a conversation's latest handover, open or not."""
        ...

    async def heard(self, conversation_id: str, mood: Mood) -> None:
        """Take note that the shopper has said something while the handover is open."""
        ...


class ProofTries(Protocol):
    """Limits how often anybody may try to prove an order, over all conversations and restarts.

    An order number and an e-mail address may each be tried MAX_PROOF_TRIES times within PROOF_WINDOW.
    """

    async def begin(self, halves: Sequence[str], now: datetime) -> str | None:
        """Count a try on each half and return its id; None, and nothing counted, when one had too many lately."""
        ...

    async def forgive(self, try_id: str) -> None:
        """Take back a try: it proved its order, or couldn't be judged."""
        ...


class EventLog(Protocol):
    """Appends what shoppers did and reads it back by owner, newest first."""

    async def append(self, events: Sequence[ShopEvent]) -> None: ...

    async def recent(self, owner: str, limit: int = 50) -> tuple[ShopEvent, ...]: ...
