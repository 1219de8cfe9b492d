"""Names of people: where words announce them, and common given names with the surname behind them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("given_names.txt")
_CAPITAL = "[A-ZÀ-ÖØ-ÞŁŚŽČŠĐ]"
_TAIL = r"[^\W\d_]*(?:['’-][^\W\d_]{2,})*"  # of a name: no digits, and no possessive
_NAME = (
    rf"{_CAPITAL}[^\W\d_]{_TAIL}"
    rf"(?:\s+(?:(?:van|von|de|der|den|da|di|la|le|bin|al)\s+)*(?:[A-Z]\.|{_CAPITAL}[^\W\d_]{_TAIL})){{0,3}}(?![\w-])"
)
_ANY_NAME = r"[^\W\d_][\w'’-]+(?:\s+(?:[^\W\d_]\.|[^\W\d_][\w'’-]+)){0,2}?"
_NOT_A_NAME = (
    r"(?!(?i:i|it|not|the|a|an|and|there|all|everyone|everybody|team|guys|folks|again|shop|shopkeeper|support"
    r"|please|sir"
    r"|sirs?|madam|customer|can|could|do|does|is|are|what|where|when|how|my|your|so|just|looking|thanks|thank"
    r"|sorry|ok"
    r"|okay|about|back|if|on|at|with|as|instead|later|now|when|asap|today|tomorrow|tonight|monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday|by|before|after|crazy|old)\b)"
)
_NAMES = (
    re.compile(rf"(?P<cue>\b(?i:(?:full |last |first |sur)?name(?:'s|\s+is|\s+was|:)|call me)\s+){_NOT_A_NAME}{_NAME}"),
    re.compile(
        rf"(?P<cue>\b(?:my name is|my name's|i am called|name:|call me)\s+){_NOT_A_NAME}{_ANY_NAME}"
        r"(?=\s*(?:[,.!?;:]|$|\s(?:and|i|my|but|from|here|the|order|with)\b))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<cue>\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Sir|Madam|Monsieur|Madame)\b\.?\s+)(?!Martens\b){_NAME}"
    ),
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
_SURNAME = rf"(?:{_CAPITAL}\.|(?:van|von|de|der|den|da|di|la|le|bin|al)|{_CAPITAL}[^\W\d_]{_TAIL})"
_BRAND_BEFORE = re.compile(rf"(?<![.!?:] )(?<!^){_CAPITAL}\w+ $")
_SPEAKER = re.compile(
    rf"(?P<cue>^|(?<=[.?!]\s))(?!(?i:order|note|size|total|re|subject|from|to|cc|date|hours?|phone|address|e?mail"
    rf"|item|price)\b)"
    rf"{_CAPITAL}[^\W\d_]{{2,14}}(?=:\s?[\"“A-Z])",
    re.MULTILINE,
)


def mask_names(text: str) -> str:
    """Return the text with "[name]" in place of people's names, as far as rules see them."""
    for name in (*_NAMES, _SPEAKER):
        text = name.sub(lambda found: f"{found['cue']}[name]", text)
    return _given_names().sub(_unless_a_model, text)


def _unless_a_model(found: re.Match[str]) -> str:
    """Mask a given name, but not one alone behind a brand: "Kobo Clara", "Epiphone Les Paul"."""
    alone = " " not in found[0]
    return (
        found[0]
        if alone and _BRAND_BEFORE.search(found.string, max(0, found.start() - 20), found.start())
        else "[name]"
    )


@cache
def _given_names() -> re.Pattern[str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    names = "|".join(name for line in lines if not line.startswith("#") for name in line.split())
    return re.compile(rf"(?<![\w\[-])(?<!\b[Tt]he )(?<!\blike )(?:{names})(?:\s+{_SURNAME}){{0,3}}(?![\w-])")
