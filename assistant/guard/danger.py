"""Hears distress and requests to harm somebody before anything else is made of a message.

What these rules don't know is still none of a shop's business and gets the plain answer that says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from prompts import load_table

_REACH = 110  # characters between a request and what it is about
_IN_A_WORK = re.compile(r"\b(?:in|of|at) [A-Z][\w']+(?: (?:of|[A-Z0-9]\w*))*\s*[?.!]?\s*$")  # "… in Call of Duty?"


class Danger(StrEnum):
    """What a message is, before it is anything else; the values name the reply."""

    DISTRESS = "distress"
    HARMFUL = "harmful"


class DangerWatch:
    """Reads messages by the rules of a locale.

    Where a game, a film or a camera is spoken of nobody is hurt, a question about the world asks for no help, and who
    was robbed or looks into a spam folder does no harm.
    """

    def __init__(self, locale: str = "en") -> None:
        words: dict[str, Sequence[str]] = load_table("danger", locale)
        request, person = _any(words["request"]), _any(words["person"])
        self._distress = _words(_any(words["distress"]))
        self._play = _words(_any(words["play"]))
        self._person = _words(rf"{_any(words['towards'])} *(?:\w+ly )?{_any(words['violence'])} {person}")
        self._harmless = _words(_any(words["harmless"]))
        self._about = re.compile(rf"\W*{_any(words['about'])}\b", re.IGNORECASE)
        self._asked = _words(request)
        self._wrong = (
            _words(rf"{request}\b[^?!]{{0,{_REACH}}}?\b{_any(words['ware'])}"),
            _words(rf"{_any(words['promote'])}\b[^?!]{{0,{_REACH}}}?\b{_any(words['cause'])}"),
            _words(_any(words["act"])),
        )

    def hear(self, message: str) -> Danger | None:
        """Return what help or refusal a message calls for; None for all that is none of this."""
        plain = " ".join(unicodedata.normalize("NFKC", message).replace("’", "'").split())
        if self._distress.search(plain):
            return Danger.DISTRESS
        if self._play.search(plain) or _IN_A_WORK.search(plain):
            return None
        if self._person.search(plain):
            return Danger.HARMFUL
        plain = self._harmless.sub(" ", plain)
        if self._about.match(plain) or not self._asked.search(plain):
            return None
        return Danger.HARMFUL if any(wrong.search(plain) for wrong in self._wrong) else None


def _any(patterns: Sequence[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


def _words(pattern: str) -> re.Pattern[Any]:
    return re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE)
