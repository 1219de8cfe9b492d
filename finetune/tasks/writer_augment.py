"""Gives a writer's row other values each time that it is learnt, so that what is copied is the fact on the page."""

from __future__ import annotations

import random
from typing import TypeVar

Row = TypeVar("Row")


def redraw(row: Row, rng: random.Random) -> Row:
    """Return the row with other names, numbers and dates in message, points and reply alike; as yet the row itself."""
    return row
