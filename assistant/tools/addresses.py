"""Reads a postal address out of what a shopper typed."""

from __future__ import annotations

import re

from assistant.domain.order import Address

_POSTAL = r"(?P<postal_code>\d{5}(?:-\d{4})?)"
_STREET = r"(?<![\w#-])(?P<street>\d+[\w./-]*(?!\s+to\b)\s+[^,\n;]{3,60}?)"  # and no order's number
_UNIT = r"(?:[,;]?\s+(?P<unit>(?:apt|apartment|unit|suite|ste|flat|floor|#)\.?\s*[\w-]+))?"
_CITY = r"(?P<city>[A-Za-z][A-Za-z .'-]{1,40}?)"
_PATTERN = re.compile(
    rf"{_STREET}{_UNIT}\s*[,;\n]\s*{_CITY}\s*[,;\n]?\s+(?P<region>[A-Za-z]{{2}})\s*,?\s+{_POSTAL}",
    re.IGNORECASE,
)

_KEPT = re.compile(r"\b(account|home|profile|usual|default)\b", re.IGNORECASE)


def means_kept_address(text: str) -> bool:
    """Say whether a text points at the address that the account keeps: "my home address"."""
    return _KEPT.search(text) is not None


def parse_address(text: str, name: str) -> Address | None:
    """Return the first complete US address in a text ("12 Oak St, Portland, OR 97201"), or None.

    Args:
        name: the recipient, since people rarely type their own name into a chat.
    """
    match = _PATTERN.search(text)
    if match is None:
        return None
    parts = {key: " ".join((value or "").split()) for key, value in match.groupdict().items()}
    return Address(
        name=name,
        street=parts["street"],
        unit=parts["unit"],
        city=parts["city"],
        region=parts["region"].upper(),
        postal_code=parts["postal_code"],
    )
