"""One turn gathered from its events, for programs that want it whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from assistant.domain.actions import ActionProposal
from assistant.domain.conversation import ToolCall
from assistant.turn.events import (
    ActionEvent,
    CartEvent,
    ChoicesEvent,
    CitationsEvent,
    DoneEvent,
    ErrorEvent,
    HandoffEvent,
    OrderEvent,
    ProductsEvent,
    StatusEvent,
    TextEvent,
    TurnEvent,
    UsageEvent,
)


@dataclass(slots=True)
class Answer:
    """What one message brought.

    Attributes:
        calls: the tool calls that the planner chose.
        events: the cards, in the order they came.
    """

    events: list[TurnEvent] = field(default_factory=list)
    calls: tuple[ToolCall, ...] = ()
    reply: str = ""
    usage: UsageEvent = field(default_factory=UsageEvent)
    turn_id: str = ""
    reason: str = ""

    @classmethod
    async def gather(cls, events: AsyncIterator[TurnEvent]) -> Answer:
        """Read a turn to its end."""
        answer = cls()
        async for event in events:
            answer.take(event)
        return answer

    def take(self, event: TurnEvent) -> None:
        """Put one event in its place."""
        match event:
            case StatusEvent():
                self.calls = event.calls or self.calls
            case TextEvent():
                self.reply += event.text
            case UsageEvent():
                self.usage = event
            case DoneEvent():
                self.turn_id, self.reason = event.turn_id, event.reason
            case _:
                self.events.append(event)

    @property
    def proposals(self) -> tuple[ActionProposal, ...]:
        return tuple(event.proposal for event in self.events if isinstance(event, ActionEvent))

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain values, lists of cards by their kind."""
        told: dict[str, Any] = {
            "turn_id": self.turn_id,
            "reason": self.reason,
            "calls": [call.model_dump(mode="json") for call in self.calls],
            "products": [],
            "orders": [],
            "cart": None,
            "proposals": [],
            "citations": [],
            "promotions": [],
            "choices": [],
            "handoff": None,
            "errors": [],
            "reply": self.reply.strip(),
            "usage": self.usage.model_dump(mode="json", exclude={"type"}),
        }
        for event in self.events:
            values = event.model_dump(mode="json", exclude={"type"})
            match event:
                case ProductsEvent():
                    told["products"] += values["products"]
                case OrderEvent():
                    told["orders"] += values["orders"]
                case CartEvent():
                    told["cart"] = values["cart"]
                case ActionEvent():
                    told["proposals"].append(values["proposal"])
                case CitationsEvent():
                    told["citations"] += values["passages"]
                    told["promotions"] += values["promotions"]
                case ChoicesEvent():
                    told["choices"] = values["choices"]
                case HandoffEvent():
                    told["handoff"] = values
                case ErrorEvent():
                    told["errors"].append(values)
        return told
