"""Password hashes: of the desk's agents, and of the demo's customers."""

from __future__ import annotations

import hashlib
import hmac
import secrets

_COST, _BLOCK, _LANES = 2**14, 8, 1


def hashed(password: str) -> str:
    """Return a salted scrypt hash, as "salt$hash" in hexadecimal."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_scrypt(password, salt).hex()}"


def matches(password: str, stored: str | None) -> bool:
    """Say whether a password is the stored one; takes as long when there is none."""
    salt, _, expected = (stored or f"{'00' * 16}$").partition("$")
    given = _scrypt(password[:1_000], bytes.fromhex(salt)).hex()
    return hmac.compare_digest(given, expected)


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=32)
