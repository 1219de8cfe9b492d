"""Compares e-mail addresses without telling, by the time it takes, how much of one was right."""

from __future__ import annotations

import hmac


def same_address(one: str, other: str) -> bool:
    """Say whether two addresses are the same but for case and spaces around them."""
    return hmac.compare_digest(_plain(one), _plain(other))


def _plain(email: str) -> bytes:
    return email.strip().casefold().encode("utf-8", "surrogatepass")
