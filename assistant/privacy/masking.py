"""Masks what identifies a person, kind after kind."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Any

from assistant.privacy.addresses import mask_addresses
from assistant.privacy.names import mask_names

EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?\b")
_IP = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-fA-F]{1,4}:){5,7}[0-9a-fA-F]{1,4}\b")
_DATE = r"(?!(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}(?!\d)|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d(?!\d))"
_LONG = re.compile(rf"(?<![\w.]){_DATE}\(?\+?\(?\d(?:[ ().\-/]{{0,3}}\d){{8,21}}(?:\s?(?:x|ext\.?)\s?\d{{1,6}})?(?!\w)")
_PHONE = re.compile(r"(?<![\w.-])(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-.]\d{4}(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?![\w-])")
_PHONE_TOLD = re.compile(
    r"(?P<cue>\b(?:phone|tel|telephone|mobile|cell|fax|whatsapp|call|ring|text|reach|answering)\b[^\d\n]{0,24}[\s:])"
    r"\(?\+?\d(?:[ ().-]?\d){6,14}(?!\w)|(?<![\w-])\(?\d(?:[ ().-]{0,2}\d){6,14}(?=[\s-](?:office|fax|mobile|cell)\b)",
    re.IGNORECASE,
)
_IBAN_TOLD = re.compile(r"(?P<cue>\biban\b[^\d\n]{0,12}?)\b[a-z]{2}\d{2}[ a-z0-9-]{10,32}\b", re.IGNORECASE)
_ORDER_TOLD = re.compile(
    r"\b(?:orders?|purchases?|invoices?|transactions?|tracking|parcels?|shipments?|tickets?|ref(?:erence)?)"
    r"(?:\s+(?:number|no\.?|nr\.?|id|code|is|#|:)){0,2}\s*[#:]?\s*$",
    re.IGNORECASE,
)
_FIRST_OF_CARDS = (2, 3, 4, 5, 6)
_SHORT_CODE = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")


def mask_personal_data(text: str) -> str:
    """Return the text with what identifies a person replaced: "[email]", "[phone]", "[address]", "[name]" and more."""
    text = EMAIL.sub("[email]", text)
    text = _IBAN.sub(lambda found: "[iban]" if sum(map(str.isdigit, found[0])) >= 8 else found[0], text)
    text = _IBAN_TOLD.sub(lambda found: f"{found['cue']}[iban]", text)
    text = _IP.sub("[ip]", text)
    text = mask_addresses(text)
    text = _SHORT_CODE.sub("[number]", text)
    text = _LONG.sub(_long_number, text)
    text = _PHONE_TOLD.sub(lambda found: f"{found['cue'] or ''}[phone]", _PHONE.sub("[phone]", text))
    return mask_names(text)


def mask_all(value: Any) -> Any:
    """Return a JSON value with every text in it masked."""
    match value:
        case str():
            return mask_personal_data(value)
        case dict():
            return {name: mask_all(each) for name, each in value.items()}
        case list() | tuple():
            return [mask_all(each) for each in value]
        case _:
            return value


def pseudonym(identifier: str, key: bytes) -> str:
    """Return a name for a person that leads back only to who holds the key: 32 hexadecimal digits."""
    return hmac.new(key, identifier.encode(), hashlib.sha256).hexdigest()[:32]


def _long_number(found: re.Match[str]) -> str:
    digits = [int(c) for c in found[0] if c.isdigit()]
    card = 13 <= len(digits) <= 19 and _luhn(digits)
    told = found[0].isdigit() and _ORDER_TOLD.search(found.string[max(0, found.start() - 40) : found.start()])
    if told and not (card and digits[0] in _FIRST_OF_CARDS):
        return found[0]
    if card:
        return "[card]"
    return "[phone]" if len(digits) <= 15 and not found[0].isdigit() else "[number]"


def _luhn(digits: list[int]) -> bool:
    doubled = [2 * digit - 9 * (digit > 4) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
