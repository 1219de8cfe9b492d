"""What the planner is given: the same shape in training, in benches and in live turns."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.domain.conversation import Exchange


class PlanContext(BaseModel):
    """A message in its surroundings.

    Attributes:
        setting: what is known beforehand, in words: the cart and the shopper's orders.
        exchanges: earlier turns, oldest first: what the shopper said and what the assistant then did.
        search: arguments of the search in force, which a refinement builds on.
        shown: titles of the list on screen, in order.
        pending: the action that waits for confirmation, in words.
        message: what the shopper says now.
    """

    model_config = ConfigDict(frozen=True)

    message: str
    setting: str = ""
    exchanges: tuple[Exchange, ...] = ()
    search: dict[str, Any] | None = None
    shown: tuple[str, ...] = ()
    pending: str = ""
