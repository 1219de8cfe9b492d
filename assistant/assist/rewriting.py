"""Says an agent's reply in another tone, by rule: with exactly the same facts, or it comes back as it was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from assistant.assist.suggestion import Tone
from assistant.assist.wording import sentences_of
from assistant.guard.facts import NUMBER
from assistant.guard.numerals import numerals
from assistant.planner.tongues import foreign
from assistant.privacy import EMAIL
from prompts import load_table

_GREETED = re.compile(r"^\W*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b", re.IGNORECASE)
_SORRY = re.compile(r"\b(?:sorry|apolog\w+|regret)\b", re.IGNORECASE)
_BAD = re.compile(r"n['’]t\b|\b(?:unfortunately|cannot|unable|delayed|late|lost|refused)\b", re.IGNORECASE)
_NAMED = re.compile(r"\b[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)+")
_ID = re.compile(r"#?\b[A-Z]{1,4}-?\d{3,}\b")
_NO = re.compile(r"n['’]t\b|\b(?:no|not|never|nothing|cannot|unable|without)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text in another tone; `changed` is False where there was nothing to change."""

    text: str
    changed: bool


def rewrite(text: str, tone: Tone, locale: str = "en") -> Rewritten:
    """Return a text in another tone, with exactly the facts that it had; one in another language stays as it is."""
    if foreign(text, locale):
        return Rewritten(text, changed=False)
    table = load_table("tones", locale)
    lines = [_line(line, tone, table) for line in text.strip().split("\n")]
    told = "\n".join(line for line in lines if line is not None).strip()
    if tone == "warmer":
        told = _warmer(told, table["warmer"])
    if not told or told == text.strip() or not same_facts(text, told):
        return Rewritten(text, changed=False)
    return Rewritten(told, changed=True)


def same_facts(before: str, after: str) -> bool:
    """Say whether two texts state the same: figures, numbers in words, ids, addresses, names, and yes or no."""
    return _facts(before) == _facts(after)


def _facts(text: str) -> tuple[Any, ...]:
    return (
        sorted(NUMBER.findall(text)),
        sorted(numeral.figure for numeral in numerals(text)),
        sorted(_ID.findall(text)),
        sorted(EMAIL.findall(text)),
        sorted(set(_NAMED.findall(_GREETED.sub("", text)))),
        len(_NO.findall(text)),
    )


def _line(line: str, tone: Tone, table: dict[str, Any]) -> str | None:
    """Return a line in another tone; None where nothing of it is left."""
    if not line.strip():
        return line
    swaps: dict[str, str] = table.get(tone, {}).get("swaps", {})
    told = line
    for said, instead in swaps.items():
        told = re.sub(rf"(?<!\w){re.escape(said)}(?!\w)", _like(instead), told, flags=re.IGNORECASE)
    if tone == "shorter":
        fillers = [re.compile(pattern, re.IGNORECASE) for pattern in table["shorter"]["fillers"]]
        kept = [sentence for sentence in sentences_of(told) if not any(each.fullmatch(sentence) for each in fillers)]
        told = " ".join(kept)
    return told or None


def _warmer(text: str, words: dict[str, Any]) -> str:
    """Open and close a text kindly where it doesn't itself: who is sorry needn't thank, and a farewell is the end."""
    opening = words["sorry"] if _BAD.search(text) else words["opening"]
    opened = text if _GREETED.match(text) or _SORRY.search(text) else f"{opening} {text}"
    ended = re.search(words["ended"], opened.rstrip(), re.IGNORECASE)
    return opened if ended else f"{opened} {words['closing']}"


def _like(instead: str) -> Any:
    """Return a replacement that begins as what it replaces did."""

    def put(found: re.Match[str]) -> str:
        return instead[:1].upper() + instead[1:] if found[0][:1].isupper() and instead else instead

    return put
