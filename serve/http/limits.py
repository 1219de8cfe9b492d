"""Rate limits: how much one conversation and one client may ask for."""

from __future__ import annotations

from time import time

from fastapi import Request
from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from assistant.errors import RateLimited
from serve.settings import RateLimits


class RateLimiter:
    """Counts in this process; several processes count each for itself."""

    def __init__(self, rates: RateLimits) -> None:
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._rates = {name: parse(rate) for name, rate in rates.model_dump().items()}

    async def hit(self, request: Request, rate: str, key: str) -> None:
        """Count one request; the answer carries what is left. Raises RateLimited."""
        item = self._rates[rate]
        allowed = await self._counter.hit(item, rate, key)
        window = await self._counter.get_window_stats(item, rate, key)
        seconds = max(1, round(window.reset_time - time()))
        request.state.answer_headers.update(
            {
                "RateLimit-Limit": str(item.amount),
                "RateLimit-Remaining": str(max(0, window.remaining)),
                "RateLimit-Reset": str(seconds),
            }
        )
        if not allowed:
            raise RateLimited("That was a lot in a short time.", retry_after=seconds)

    async def hit_client(self, request: Request, rate: str) -> None:
        """Count one request of a client, known by its address."""
        await self.hit(request, rate, request.client.host if request.client else "unknown")
