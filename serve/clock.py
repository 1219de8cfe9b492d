"""The time, as everything that is served reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present time, timezone-aware UTC."""


def utc_now() -> datetime:
    return datetime.now(UTC)
