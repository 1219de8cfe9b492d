"""Counts over all shoppers: what is popular now, and what is bought or looked at together."""

from __future__ import annotations

import math
import threading
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Mapping
from datetime import datetime, timedelta

from retriever.behaviour.events import WEIGHTS, EventLog, ShopperEvent

HALF_LIFE = timedelta(days=14)
_TOGETHER = timedelta(hours=1)
_REMEMBERED = 30  # of an owner's last events, those that later ones are paired with
_MAX_OWNERS = 50_000
_BOUGHT = "purchase"
_SEEN = frozenset({"view", "click", "add_to_cart", "add_to_wishlist"})


class BehaviourCounts:
    """Kept event by event, and rebuilt from the log at start. Safe from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clear()

    def _clear(self) -> None:
        self._popular: dict[str, tuple[float, datetime]] = {}
        self._latest: datetime | None = None
        self._bought: dict[str, Counter[str]] = defaultdict(Counter)
        self._seen: dict[str, Counter[str]] = defaultdict(Counter)
        self._last: OrderedDict[str, deque[ShopperEvent]] = OrderedDict()
        self._purchases: Counter[str] = Counter()

    async def rebuild(self, log: EventLog) -> int:
        """Count the whole log anew and return how many events it holds."""
        with self._lock:
            self._clear()
        events = 0
        async for owner, event in log.history():
            self.observe(owner, event)
            events += 1
        return events

    def observe(self, owner: str, event: ShopperEvent) -> None:
        """Count one event; an unknown type is ignored."""
        if event.type not in WEIGHTS:
            return
        with self._lock:
            self._latest = max(self._latest, event.at) if self._latest else event.at
            value, at = self._popular.get(event.product_id, (0.0, event.at))
            newer = max(at, event.at)
            self._popular[event.product_id] = (
                value * _faded(newer - at) + WEIGHTS[event.type] * _faded(newer - event.at),
                newer,
            )
            self._purchases[event.product_id] += event.type == _BOUGHT
            self._pair(owner, event)

    def popularity(self) -> dict[str, float]:
        """Return each product's decayed count on a scale of 0 to 1, where 1 is the most popular one now."""
        with self._lock:
            if self._latest is None:
                return {}
            now = {id_: value * _faded(self._latest - at) for id_, (value, at) in self._popular.items()}
        most = math.log1p(max(now.values(), default=0.0))
        return {id_: math.log1p(value) / most for id_, value in now.items() if value > 0} if most > 0 else {}

    def bought_with(self, product_id: str) -> Mapping[str, int]:
        """Return how often other products were bought within the same hour by the same shopper."""
        with self._lock:
            return dict(self._bought.get(product_id, {}))

    def seen_with(self, product_id: str) -> Mapping[str, int]:
        """Return how often other products were looked at within the same hour by the same shopper."""
        with self._lock:
            return dict(self._seen.get(product_id, {}))

    def purchases(self, product_id: str) -> int:
        with self._lock:
            return self._purchases[product_id]

    def _pair(self, owner: str, event: ShopperEvent) -> None:
        last = self._last.setdefault(owner, deque(maxlen=_REMEMBERED))
        self._last.move_to_end(owner)
        if len(self._last) > _MAX_OWNERS:
            self._last.popitem(last=False)
        pairs = self._bought if event.type == _BOUGHT else self._seen
        kinds = {_BOUGHT} if event.type == _BOUGHT else _SEEN if event.type in _SEEN else set()
        others = {
            other.product_id
            for other in last
            if other.type in kinds and other.product_id != event.product_id and abs(event.at - other.at) <= _TOGETHER
        }
        for other in others:
            pairs[event.product_id][other] += 1
            pairs[other][event.product_id] += 1
        last.append(event)


def _faded(age: timedelta) -> float:
    return float(0.5 ** (max(age, timedelta()) / HALF_LIFE))
