"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Called, perhaps from another thread, with what is being done and the share done, 0 to 1."""
