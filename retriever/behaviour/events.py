"""What shoppers did, as ranking and recommendations read it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol


class ShopperEvent(NamedTuple):
    """One thing a shopper did with a product.

    Attributes:
        type: see `WEIGHTS`; other types are ignored.
        at: timezone-aware.
    """

    product_id: str
    type: str
    at: datetime


class EventLog(Protocol):
    """Remembers what shoppers did."""

    async def recent(self, owner: str, limit: int) -> Sequence[ShopperEvent]:
        """Return the owner's last events, newest first."""
        ...

    def history(self) -> AsyncIterator[tuple[str, ShopperEvent]]:
        """Yield (owner, event) of the whole log, oldest first."""
        ...


WEIGHTS = {
    "view": 1.0,
    "click": 1.0,
    "add_to_wishlist": 2.0,
    "add_to_cart": 3.0,
    "purchase": 6.0,
    "return": -4.0,
    "remove_from_cart": -1.0,
}


class MemoryEventLog:
    """Keeps events in this process, for trying things out and for tests."""

    def __init__(self, events: Sequence[tuple[str, ShopperEvent]] = ()) -> None:
        self._events = list(events)

    def add(self, owner: str, event: ShopperEvent) -> None:
        self._events.append((owner, event))

    async def recent(self, owner: str, limit: int) -> Sequence[ShopperEvent]:
        return [event for who, event in reversed(self._events) if who == owner][:limit]

    async def history(self) -> AsyncIterator[tuple[str, ShopperEvent]]:
        for entry in self._events:
            yield entry
