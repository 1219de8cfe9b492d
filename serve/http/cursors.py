"""Cursors: where a page begins, opaque to clients."""

from __future__ import annotations

import base64
import binascii

from assistant.errors import InvalidInput

_LARGEST = 10**12


def encode(position: int) -> str:
    """Write a position as a cursor."""
    return base64.urlsafe_b64encode(f"v1:{position}".encode()).decode().rstrip("=")


def decode(cursor: str | None) -> int | None:
    """Read a cursor; raises InvalidInput for one that we never gave out."""
    if cursor is None:
        return None
    try:
        version, _, position = (
            base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition(":")
        )
        found = int(position)
    except (binascii.Error, ValueError):
        version, found = "", 0
    if version != "v1" or not 0 <= found <= _LARGEST:
        raise InvalidInput("The cursor isn't one that this server gave out.", hint="Start again without a cursor.")
    return found
