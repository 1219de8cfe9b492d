"""The demo shop's promotions: written relative to the day of setting up, so that some always run."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.domain.business import Promotion
from assistant.domain.money import Money

_FILE = Path(__file__).parent / "promotions.toml"


def all_promotions(as_of: date) -> tuple[Promotion, ...]:
    """Return all promotions around a day: running, over, and to come."""
    entries = tomllib.loads(_FILE.read_text(encoding="utf-8"))["promotion"]
    return tuple(_promotion(entry, as_of) for entry in entries)


class PromotionCalendar:
    """Knows what runs today."""

    def __init__(self, promotions: tuple[Promotion, ...], clock: Callable[[], datetime]) -> None:
        self._promotions = promotions
        self._clock = clock

    async def current(self) -> tuple[Promotion, ...]:
        """Return the promotions that run today, those ending soonest first."""
        today = self._clock().date()
        running = [promotion for promotion in self._promotions if promotion.starts <= today <= promotion.ends]
        return tuple(sorted(running, key=lambda promotion: promotion.ends))


def _promotion(entry: dict[str, Any], as_of: date) -> Promotion:
    dates = {name: as_of + timedelta(days=entry[name]) for name in ("starts", "ends")}
    minimum = Money.of(entry["minimum"]) if "minimum" in entry else None
    return Promotion.model_validate({**entry, **dates, "minimum": minimum})
