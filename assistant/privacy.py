"""Takes personal data out of texts: e-mail addresses, phones, cards, accounts, addresses, names where they are told.

Rules, no model: what has a shape is found nearly always, what has none only beside the words that announce it. Order
numbers (up to eight digits), prices, dates and sizes stay, or nothing could be answered any more.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from typing import Any

EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?\b")
_IP = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-fA-F]{1,4}:){5,7}[0-9a-fA-F]{1,4}\b")
_DATE = r"(?!(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}(?!\d)|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d(?!\d))"
_LONG = re.compile(rf"(?<![\w.]){_DATE}\(?\+?\(?\d(?:[ ().\-/]{{0,3}}\d){{8,21}}(?:\s?(?:x|ext\.?)\s?\d{{1,6}})?(?!\w)")
_PHONE = re.compile(r"(?<![\w.-])(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-.]\d{4}(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?![\w-])")
_PHONE_TOLD = re.compile(
    r"(?P<cue>\b(?:phone|tel|telephone|mobile|cell|fax|whatsapp|call|ring|text|reach|answering)\b[^\d\n]{0,24}[\s:])"
    r"\(?\+?\d(?:[ ().-]?\d){6,14}(?!\w)|(?<![\w-])\d(?:[ ().-]?\d){6,14}(?=\s(?:office|fax|mobile|cell)\b)",
    re.IGNORECASE,
)
_IBAN_TOLD = re.compile(r"(?P<cue>\biban\b[^\d\n]{0,12}?)\b[a-z]{2}\d{2}[ a-z0-9-]{10,32}\b", re.IGNORECASE)
_SHORT_CODE = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")

_WAY = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Square|Sq|Terrace|Place|Pl|Parkway|Pkwy"
    r"|Highway|Hwy|Way|Crescent|Close|Circle|Trail|Loop|Alley|Row|Mews|Quay)"
)
_FLAT = r"(?:\b(?:Flat|Apartment|Apt\.?|Unit|Suite)\s+\w{1,5},?\s+)?"
_UNIT = r"(?:,?\s*(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|No|Room)\.?\s*#?\w{1,6})?"
_TOWN = (
    r"(?:,?\s+(?:[A-Z][\w'’.-]+[, ]*){1,4}(?:\s*(?:\d{4,6}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|\d[A-Z]{2}))?"
    r"|,?\s+\d{4,6}(?:\s+[A-Z]\w+)?)?"
)
_STREETS = (
    # 12 Elm Street, Apt 4, Springfield, IL 62704
    re.compile(rf"{_FLAT}\b\d{{1,5}}[A-Za-z]?,?\s+(?:[A-Z0-9][\w'’.-]*\s+){{1,4}}{_WAY}\b\.?{_UNIT}{_TOWN}"),
    re.compile(rf"(?i:{_FLAT})\b\d{{1,5}}[a-z]?\s+(?:[a-z]+\s+){{1,2}}(?:street|avenue|road|boulevard|lane)\b{_UNIT}"),
    # Lindenstraße 5, 10969 Berlin · rue de la Paix 10 · ul. Polna 3 · Calle Mayor 7
    re.compile(r"\b[A-ZÄÖÜ][\w-]*(?:stra(?:ß|ss)e|str\.|gasse|platz|allee|weg|damm|ring)\s+\d{1,4}[a-z]?" + _TOWN),
    re.compile(
        r"\b\d{1,5},?\s+(?:rue|avenue|boulevard|chemin|place|via|viale|calle|rua)\s+(?:\w[\w'’-]*\s?){1,5}",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:rue|via|viale|calle|rua|ul\.|avenida)\s+(?:\w[\w'’-]*\s){1,4}\d{1,5}\b" + _TOWN, re.IGNORECASE),
    # a line of its own: 4844 Søndergade 52, then the town
    re.compile(r"^\s*\d{3,5}\s+[A-ZÀ-ÞŁŚŽČŠĐ][^\d\n]{2,30}\s+\d{1,4}\b\.?(?:\s*\n[^\n@]{2,40}){0,4}", re.MULTILINE),
    re.compile(r"\b(?:PSC|Unit)\s+\d{1,5},?\s+Box\s+\d{1,5}" + _TOWN, re.IGNORECASE),
    re.compile(r"\bP\.?\s?O\.?\s*Box\s+\d{1,6}" + _TOWN, re.IGNORECASE),
)  # fmt: skip
_ADDRESS_TOLD = re.compile(
    r"(?P<cue>\b(?:(?:address|adress|postcode|zip code)\s*(?:of\s+[\w'’ ]{2,30}\s)?(?:is|was|to|:)"
    r"|(?:live|living|lives|located|reside|moved|office)\s+(?:at|in|to)"
    r"|(?:ship|deliver|send|forward|post|mail)(?:ped|ed|ing)?"
    r"(?:\s+(?:it|them|this|that|everything|my order|the (?:order|parcel|package)))?\s+to)\s*:?\s+)"
    r"(?=[^.!?\n]*\d)(?!order\b|store\b)[A-Z0-9][^!?;]{4,160}?"
    r"(?=[.!?;]\s|[.!?;]?$|\s+(?:please|instead|from now)\b)",
    re.IGNORECASE,
)
_CAPITAL = "[A-ZÀ-ÖØ-ÞŁŚŽČŠĐ]"
_TAIL = r"[^\W\d_]*(?:['’-][^\W\d_]{2,})*"  # of a name: no digits, and no possessive
_NAME = (
    rf"{_CAPITAL}[^\W\d_]{_TAIL}"
    rf"(?:\s+(?:(?:van|von|de|der|den|da|di|la|le|bin|al)\s+)*(?:[A-Z]\.|{_CAPITAL}[^\W\d_]{_TAIL})){{0,3}}(?![\w-])"
)
_ANY_NAME = r"[^\W\d_][\w'’-]+(?:\s+(?:[^\W\d_]\.|[^\W\d_][\w'’-]+)){0,2}?"
_NOT_A_NAME = (
    r"(?!(?i:i|it|not|the|a|an|and|there|all|everyone|everybody|team|guys|folks|again|shop|shopkeeper|support|please|sir"
    r"|sirs?|madam|customer|can|could|do|does|is|are|what|where|when|how|my|your|so|just|looking|thanks|thank|sorry|ok"
    r"|okay|about|back|if|on|at|with|as)\b)"
)
_NAMES = (
    re.compile(rf"(?P<cue>\b(?i:(?:full |last |first |sur)?name(?:'s|\s+is|\s+was|:)|call me)\s+){_NOT_A_NAME}{_NAME}"),
    re.compile(
        rf"(?P<cue>\b(?:my name is|my name's|i am called|name:|call me)\s+){_NOT_A_NAME}{_ANY_NAME}"
        r"(?=\s*(?:[,.!?;:]|$|\s(?:and|i|my|but|from|here|the|order|with)\b))",
        re.IGNORECASE,
    ),
    re.compile(rf"(?P<cue>\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Sir|Madam|Monsieur|Madame)\b\.?\s+){_NAME}"),
    re.compile(
        rf"(?P<cue>^\s*(?i:hi|hey|hello|dear|good (?:morning|afternoon|evening))\s+){_NOT_A_NAME}{_NAME}"
        r"(?=\s*[,!.:]|$)",
        re.MULTILINE,
    ),
    re.compile(
        rf"(?P<cue>\b(?:I'm|I am|i'm|i am|This is|this is|It's|here is)\s+){_NOT_A_NAME}{_NAME}"
        r"(?=\s*[,.!]|\s+(?:and|from|here|with|speaking|again)\b|$)"
    ),
    re.compile(
        r"(?P<cue>\b(?i:(?:best|kind|warm)?\s?(?:regards|wishes)|cheers|sincerely|thanks|thank you|yours),?\s+)"
        rf"{_NOT_A_NAME}{_NAME}(?=\s*[.!]?\s*$)",
        re.MULTILINE,
    ),
    re.compile(
        r"(?P<cue>\b(?i:(?:in|under|for|to) the name (?:of )?|(?:account|card|order|parcel|package|reservation) "
        rf"(?:of|for|under|belongs to) |cardholder(?: is|:)? )){_NAME}"
    ),
)


def mask_personal_data(text: str) -> str:
    """Return the text with what identifies a person replaced: "[email]", "[phone]", "[address]", "[name]" and more."""
    text = EMAIL.sub("[email]", text)
    text = _IBAN.sub(lambda found: "[iban]" if sum(map(str.isdigit, found[0])) >= 8 else found[0], text)
    text = _IBAN_TOLD.sub(lambda found: f"{found['cue']}[iban]", text)
    text = _IP.sub("[ip]", text)
    for street in _STREETS:
        text = street.sub(_kept_end("[address]"), text)
    text = _SHORT_CODE.sub("[number]", text)
    text = _LONG.sub(_long_number, text)
    text = _PHONE_TOLD.sub(lambda found: f"{found['cue'] or ''}[phone]", _PHONE.sub("[phone]", text))
    text = _ADDRESS_TOLD.sub(lambda found: f"{found['cue']}[address]", text)
    for name in _NAMES:
        text = name.sub(lambda found: f"{found['cue']}[name]", text)
    return text


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


def _kept_end(mask: str) -> Callable[[re.Match[str]], str]:
    """Replace a match, but leave the space or comma that it ends with."""
    return lambda found: mask + found[0][len(found[0].rstrip(" ,\n")) :]


def _long_number(found: re.Match[str]) -> str:
    digits = [int(c) for c in found[0] if c.isdigit()]
    if 13 <= len(digits) <= 19 and _luhn(digits):
        return "[card]"
    return "[phone]" if len(digits) <= 15 and not found[0].isdigit() else "[number]"


def _luhn(digits: list[int]) -> bool:
    doubled = [2 * digit - 9 * (digit > 4) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
